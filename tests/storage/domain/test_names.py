"""Which company a name means: in reports of every script, and in what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.folding import fold
from storage.domain.names import KnownCompany, NameIndex
from tests.examples import few

SHUOMING = KnownCompany(
    key="shuoming",
    name="Shuoming Rare-Earth Magnetics Co., Ltd.",
    roles=frozenset({"exporter"}),
    aliases=("江西朔明磁业股份有限公司", "朔明磁业", "SZSE:301999", "SMRE"),
)
VELDA = KnownCompany(
    key="velda", name="Velda Motor Company", roles=frozenset({"customer"}), aliases=("VM", "威尔达汽车")
)
SANHE = KnownCompany(key="sanhe", name="Beijing San He Hi-Tech Co., Ltd.", aliases=("三合",))
INDEX = NameIndex([SHUOMING, VELDA, SANHE])


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.company.key, text[mention.start : mention.end]) for mention in INDEX.find(text)]


def test_a_legal_name_is_found_without_its_legal_form_and_trade() -> None:
    assert named("Shuoming Rare Earth and San He High-Tech") == [
        ("shuoming", "Shuoming Rare Earth"),
        ("sanhe", "San He"),
    ]
    assert named("Shuoming's plant") == [("shuoming", "Shuoming")]


def test_traditional_and_damaged_chinese_names_are_found_where_they_stand() -> None:
    assert named("據悉，江西朔明磁業獲准") == [("shuoming", "江西朔明磁業")]
    assert named("朔 明 磁 业（301999.SZ）") == [("shuoming", "朔 明 磁 业"), ("shuoming", "301999")]


def test_a_word_that_only_contains_a_name_is_no_mention() -> None:
    assert named("Veldaham and shuomingite") == []


def test_a_single_word_must_be_written_as_a_name() -> None:
    assert named("velda is a dry steppe in this novel") == []
    assert named("VM said; the vm crashed") == [("velda", "VM")]


def test_another_companys_longer_name_is_not_this_company() -> None:
    assert named("三合集团是做陶瓷的") == []
    assert named("潮州三合没有公告") == []
    assert named("三合表示") == [("sanhe", "三合")]


def test_what_a_firm_deals_in_is_not_its_name() -> None:
    group = NameIndex([KnownCompany(key="group", name="China Rare Earth Group", aliases=("中国稀土集团有限公司",))])
    assert group.find("中国稀土出口回升; China rare earth exports rose") == []
    assert len(group.find("中国稀土集团 and China Rare Earth Group")) == 1


def test_a_name_does_not_begin_in_the_middle_of_a_japanese_or_korean_word() -> None:
    far = NameIndex([KnownCompany(key="orbel", name="Orbel", aliases=("オルベル", "오르벨"))])
    assert [m.start for m in far.find("米オルベルは9日、ノオルベル大学と")] == [1]
    assert [m.start for m in far.find("오르벨은 노오르벨대학과 ")] == [0]


def test_the_longest_name_wins() -> None:
    assert named("Velda Motor") == [("velda", "Velda Motor")]


def test_a_stock_code_counts_only_where_it_is_written_as_one() -> None:
    assert named("sold 301999 tonnes") == []
    assert named("Shenzhen (301999)") == [("shuoming", "301999")]


@pytest.mark.parametrize(
    "typed", ["shuoming rare earth magnetics", "朔明磁業", "SHUOMING RARE-EARTH MAGNETICS CO LTD", "301999"]
)
def test_what_is_typed_means_a_company_exactly(typed: str) -> None:
    match = INDEX.resolve(typed)
    assert match is not None
    assert match.company is SHUOMING


def test_a_misspelt_name_is_offered_and_never_taken() -> None:
    assert INDEX.resolve("shuomin") is None
    assert [match.company for match in INDEX.near("shuomin magnetics")][:1] == [SHUOMING]


@pytest.mark.parametrize("typed", ["Lantan Rare-Earth Magnetics", "Beijing Magnetics", "Magnetic Material", "潮州磁业"])
def test_a_name_that_shares_only_words_of_the_trade_is_offered_to_nobody(typed: str) -> None:
    assert INDEX.near(typed) == []
    assert INDEX.slips(typed) == []


def test_a_name_of_two_companies_is_nobodys() -> None:
    twins = NameIndex([KnownCompany(key="a", name="Orbel GmbH"), KnownCompany(key="b", name="Orbel AG")])
    assert twins.resolve("Orbel") is None
    assert twins.find("Orbel said") == []


def test_an_empty_index_finds_nothing() -> None:
    assert NameIndex([]).find("Shuoming") == []
    assert NameIndex([]).near("Shuoming") == []


def test_entities_ligatures_and_soft_hyphens_fold_away_and_lead_back() -> None:
    text = "Shuo\u00adming Rare\u2011Earth &amp; \ufb01ne"
    folded = fold(text)
    assert folded.text == "shuoming rare earth & fine"
    assert named(text)[0][1] == "Shuo\u00adming Rare\u2011Earth"


@few(60)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_every_mention_lies_in_the_text(text: str) -> None:
    folded = fold(text)
    assert folded.offsets is None or len(folded.offsets) == len(folded.text) + 1
    whole = text + "朔明磁業" + text
    for mention in INDEX.find(whole):
        assert 0 <= mention.start < mention.end <= len(whole)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shuoming Nova Magnetics was granted a licence", []),
        ("Shuoming Foo Electronics Co. was granted a licence", []),
        ("Shuoming Rare Earth Magnetics Co., Ltd. was granted a licence", ["shuoming"]),
        ("Shuoming Wins First General Licence for Magnets", ["shuoming"]),
    ],
)
def test_a_longer_name_of_somebody_else_is_not_taken_for_a_known_one(text: str, found: list[str]) -> None:
    assert [mention.company.key for mention in INDEX.find(text)] == found


_NAMES = st.sampled_from(
    ("Shuoming Magnetics", "Shuoming", "Velda Motor", "VM", "朔明磁业", "三合", "San He Hi-Tech", "301999", "Orbel AG")
)


@given(
    before=st.dictionaries(st.sampled_from("abcd"), st.lists(_NAMES, min_size=1, max_size=3), max_size=4),
    steps=st.lists(
        st.dictionaries(
            st.sampled_from("abcdef"), st.none() | st.lists(_NAMES, min_size=1, max_size=3), min_size=1, max_size=3
        ),
        min_size=1,
        max_size=3,
    ),
)
@few(30)
def test_names_that_changed_are_known_as_if_all_were_read_anew(
    before: dict[str, list[str]], steps: list[dict[str, list[str] | None]]
) -> None:
    def company(key: str, names: list[str] | None) -> KnownCompany | None:
        return KnownCompany(key=key, name=names[0], aliases=tuple(names[1:])) if names else None

    known = {key: made for key, names in before.items() if (made := company(key, names))}
    changed = NameIndex(known.values())
    for step in steps:
        changed = changed.with_changes({key: company(key, names) for key, names in step.items()})
        for key, names in step.items():
            if (made := company(key, names)) is not None:
                known[key] = made
            else:
                known.pop(key, None)
    anew = NameIndex(known.values())
    text = "Shuoming Magnetics and Velda, VM, San He; 江西朔明磁业 (301999.SZ), 三合, Orbel."
    assert changed.find(text) == anew.find(text)
    assert changed.companies == anew.companies
    for typed in ("Shuoming", "velda", "VM", "朔明", "三合", "san he", "301999", "orbel"):
        assert changed.resolve(typed) == anew.resolve(typed)
        assert {m.company for m in changed.near(typed, 9)} == {m.company for m in anew.near(typed, 9)}
