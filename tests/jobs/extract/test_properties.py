"""What must hold for any text at all."""

import re

from hypothesis import given
from hypothesis import strategies as st

from jobs.extract import read
from storage.domain.claim import QUOTE_LIMIT, Document, Door
from storage.domain.names import KnownCompany, NameIndex
from tests.examples import few

LANTAI = KnownCompany(
    key="lantai", name="Lantai Magnetics Co., Ltd.", roles=frozenset({"exporter"}), aliases=("兰台磁业",)
)
MARLOWE = KnownCompany(key="marlowe", name="Marlowe Motor Company", roles=frozenset({"customer"}))
INDEX = NameIndex([LANTAI, MARLOWE])

PIECES = (
    "Lantai", "Marlowe", "兰台磁业", "Duomo Magnetics Co., Ltd.", "general licence", "general licences",
    "individual permits", "was granted", "has received", "has not", "no", "expects", "denied",
    "revoked", "covered by", "suppliers", "if", "magnets", "samarium-cobalt", "5,000 tons", "12%",
    "in May", "reported Reuters", "the company", ", which", ", while", ";", ".", "\n", "?", "Q:",
    "A:", "获得", "通用许可", "尚未", "，", "。", "且", "：", "|", "- ", "“", "”", "\u00ad", "\ufb01", "é",
    "\u0301", "🙂", "\x00",
)  # fmt: skip

#: Sentences that are no gain, whatever stands beside them.
NO_GAINS = (
    "Lantai has applied for a general licence for magnets.",
    "Lantai has not received a general licence for magnets.",
    "Lantai denied that it holds a general licence for magnets.",
    "Lantai expects a general licence for magnets by June.",
    "Lantai received an individual licence for one order of magnets.",
    "兰台磁业的通用许可申请被驳回。",
)
UNRELATED = (
    "The weather in Ganzhou was fine.",
    "Copper fell by two per cent.",
    "A new bridge was opened on Monday.",
    "The museum received a donation of coins.",
    "The mayor was granted the freedom of the city.",
    "Shareholders meet in June.",
    "天气晴朗。",
)
GAINS = (
    ("Lantai was granted a general licence for magnets.", "Lantai was not granted a general licence for magnets."),
    ("Lantai has received a general licence for magnets.", "Lantai has not received a general licence for magnets."),
    ("Lantai holds a general licence for magnets.", "Lantai does not hold a general licence for magnets."),
    ("Lantai obtained a general licence for magnets.", "Lantai never obtained a general licence for magnets."),
    ("The ministry issued Lantai a general licence.", "The ministry has not issued Lantai a general licence."),
    ("Marlowe is covered by Lantai's general licence.", "Marlowe is not covered by any general licence."),
    ("Magnets: Lantai's general licence was renewed.", "Magnets: Lantai's general licence was not renewed."),
    ("兰台磁业已取得稀土通用许可。", "兰台磁业未取得稀土通用许可。"),
    ("兰台磁业获得了稀土通用许可。", "兰台磁业没有获得稀土通用许可。"),
)  # fmt: skip

#: What a whole gain can be put into so that it is told no longer.
FRAMES = (
    "It is not true that {}", "There is no evidence that {}", "Nobody has confirmed that {}", "Analysts doubt that {}",
    "The company hopes that {}", "Unless {}, deliveries stop.", "Asked whether {}, the ministry did not answer.",
    "It is unclear whether {}.", "Reports that {} are untrue.", "{}. That is false.",
    "Correction: we wrote that {}. It was wrong.",
)  # fmt: skip
FRAMES_HAN = (
    "“{}”的说法并非事实。", "有消息称{}，该消息不属实。", "没有证据表明{}。", "公司希望{}。", "如果{}，交货会加快。",
    "记者问及是否{}，商务部未予置评。", "业内预计{}。", "此前报道称{}，系误传。",
)  # fmt: skip


def told(text: str) -> set[str]:
    document = Document(url="", title="", text=text, published="2026-05-04")
    return {claim.company or claim.subject for claim in read(document, INDEX).claims if claim.door is Door.ALERT}


@few(70)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.text(max_size=40))
def test_no_text_is_too_strange_to_read(text: str, title: str) -> None:
    reading = read(Document(url="", title=title, text=text, published="2026-05-04"), INDEX)
    assert all(claim.quote in text for claim in reading.claims)


@few(70)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_every_claim_rests_on_a_passage_of_the_text(text: str) -> None:
    reading = read(Document(url="", title="", text=text, published="2026-05-04"), INDEX)
    for quote in [claim.quote for claim in reading.claims] + [figure.quote for figure in reading.figures]:
        assert quote
        assert quote in text
        assert len(quote) <= QUOTE_LIMIT


@few(60)
@given(
    st.sampled_from(NO_GAINS),
    st.lists(st.sampled_from(UNRELATED), max_size=3),
    st.lists(st.sampled_from(UNRELATED), max_size=3),
)
def test_an_unrelated_sentence_never_makes_a_gain(statement: str, before: list[str], after: list[str]) -> None:
    assert told(" ".join([*before, statement, *after])) == set()


def test_the_negated_twin_of_a_gain_never_alerts() -> None:
    for gain, twin in GAINS:
        assert "lantai" in told(gain) or "marlowe" in told(gain), gain
        assert told(twin) <= (
            {"lantai"} if re.search(r"Lantai's general licence", gain) and "any" in twin else set()
        ), twin


@few(20)
@given(st.from_regex(r"[BDFGKLMNPRTVZ][aeiou][lnrst][aeiou][dknrst]", fullmatch=True))
def test_another_name_changes_no_decision(name: str) -> None:
    index = NameIndex([KnownCompany(key="x", name=f"{name} Magnetics Co., Ltd.", roles=frozenset({"exporter"}))])
    for gain, twin in GAINS[:5]:
        for text, wanted in ((gain, {"x"}), (twin, set())):
            document = Document(url="", title="", text=text.replace("Lantai", name), published="2026-05-04")
            found = {claim.company for claim in read(document, index).claims if claim.door is Door.ALERT}
            assert found == wanted, document.text


def test_a_gain_inside_a_denial_a_doubt_a_question_or_a_hope_never_alerts() -> None:
    for gain, _ in GAINS:
        for frame in FRAMES_HAN if gain[0] > "\u2e7f" else FRAMES:
            text = frame.format(gain.rstrip(".。"))
            # "Lantai's licence" is taken for granted by whoever speaks of it.
            taken_for_granted = {"lantai"} if "Lantai's general licence" in gain else set()
            assert told(text) <= taken_for_granted, text
