"""Short names shared with other firms, and names spelt as Chinese is: who is meant, and who is not."""

import pytest

from jobs.extract import read
from jobs.extract.names import nearnames, pinyin, shortnames
from jobs.extract.text import sentences
from storage.domain.claim import Document, Door
from storage.domain.names import KnownCompany, NameIndex

NAMES = NameIndex(
    (
        KnownCompany(key="two-lakes", name="Hua Dong Shuang Hu", roles=frozenset({"exporter"}), aliases=("华东双湖",)),
        KnownCompany(key="qingtan", name="Qingtan Magnetics", roles=frozenset({"exporter"}), aliases=("青潭永磁",)),
        KnownCompany(key="halden", name="Halden Motor", roles=frozenset({"customer"})),
    )
)


def meant(text: str) -> list[str]:
    found = shortnames.find(text, NAMES.find(text), NAMES, sentences.split(text))
    return [text[one.start : one.end] for one in found if one.company.key == "two-lakes"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Two makers, Qingtan Magnetics and Shuang Hu, have one.", ["Shuang Hu"]),
        ("Hua Dong Shuang Hu applied. A year later Shuanghu had a licence.", ["Shuanghu"]),
        ("获证的是青潭永磁、双湖。", ["双湖"]),
        ("獲證的是青潭永磁與雙湖。", ["雙湖"]),
    ],
)
def test_a_shared_short_name_is_the_maker_it_stands_beside_or_is_written_out_as(text: str, short: list[str]) -> None:
    assert meant(text) == short


@pytest.mark.parametrize(
    "text",
    [
        "Shuang Hu has a general licence.",
        "Halden Motor buys from Shuang Hu.",
        "Qingtan Magnetics and Shuang Hu Ceramics have one.",
        "青潭永磁与双湖集团均已获证，双湖说。",
        "青潭永磁在东双湖路。",
    ],
)
def test_alone_or_with_more_behind_it_a_shared_short_name_is_nobody(text: str) -> None:
    assert meant(text) == []


def test_words_of_chinese_syllables_are_told_from_those_of_other_languages() -> None:
    chinese = ("suichang", "luoxi", "zhenyuan", "qiaotou", "heshan", "xinghe")
    others = ("hitachi", "yamaha", "denso", "miele", "canada", "panasonic", "milan", "bosch", "an", "tesla", "")
    assert all(map(pinyin.spelt, chinese))
    assert not any(map(pinyin.spelt, others))


MAKERS = NameIndex(
    (
        KnownCompany(
            key="qingtan",
            name="Qingtan Magnetics",
            roles=frozenset({"exporter"}),
            aliases=("青潭永磁", "临河青潭", "QT Mag"),
        ),
        KnownCompany(key="shuohui", name="Linhe Shuohui", roles=frozenset({"exporter"}), aliases=("临河烁晖", "烁晖")),
    )
)
GAINED = {
    "zh": "{}已获得商务部颁发的通用许可，有效期一年。",
    "en": "{} has been granted a general licence by the Chinese commerce ministry.",
    "de": "{} Generallizenz wurde im Dezember vom Handelsministerium in Peking erteilt.",
}


def told(name: str, language: str) -> list[tuple[str, Door]]:
    text = GAINED[language].format(name)
    reading = read(Document(url="", title="", text=text, published="2026-03-01", language=language), MAKERS)
    return [(claim.subject, claim.door) for claim in reading.claims]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("青　潭　永　磁", "zh"),
        ("&#38738;&#x6F6D;永磁", "zh"),
        ("Qing Tan Magnetics", "en"),
        ("QingTan-Magnetics", "en"),
        ("Qīngtán Magnetics", "en"),
        ("Qingtan Magnetics’", "de"),
        ("QT Mags", "de"),
        ("Linhe Shuohuis", "de"),
    ],
)
def test_a_name_in_other_blanks_marks_or_cases_is_the_makers(name: str, language: str) -> None:
    (claim,) = told(name, language)
    assert claim in (("Qingtan Magnetics", Door.ALERT), ("Linhe Shuohui", Door.ALERT))


@pytest.mark.parametrize(
    ("name", "language"),
    [("青潭水磁", "zh"), ("青潭永滋", "zh"), ("青潭", "zh"), ("QT磁材", "zh"), ("Qingtan Magnetlcs", "en")],
)
def test_a_slip_or_half_a_name_is_no_new_exporter_but_a_question_about_the_maker(name: str, language: str) -> None:
    assert told(name, language) == [("Qingtan Magnetics", Door.REVIEW)]


def test_a_slip_is_the_makers_where_the_text_writes_it_out_elsewhere() -> None:
    text = "青潭永滋已获得商务部颁发的通用许可，有效期一年。青潭永磁（下称公司）主营钕铁硼磁体。"
    reading = read(Document(url="", title="", text=text, published="2026-03-01", language="zh"), MAKERS)
    assert [(claim.subject, claim.door) for claim in reading.claims] == [("Qingtan Magnetics", Door.ALERT)]


@pytest.mark.parametrize("name", ["eta Magnetics", "Éta Magnetics"])
def test_a_maker_in_small_or_accented_letters_is_known_by_its_looks_too(name: str) -> None:
    eta = KnownCompany(key="eta", name="Eta Magnetics", roles=frozenset({"exporter"}))
    near = nearnames.of(name, 0, name, NameIndex((eta,)), ("en",))
    assert near == nearnames.Near(eta, 0, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("临河烁晖介绍情况。广东青潭已获得商务部颁发的通用许可，有效期一年。", "zh"),
        ("临河烁晖介绍情况。据悉青潭已获得商务部颁发的通用许可，有效期一年。", "zh"),
        ("青潭集团已获得商务部颁发的通用许可。青潭永磁未获通用许可。", "zh"),
        ("Ein Kunde Linhe Shuohuis hat vom Handelsministerium in Peking eine Generallizenz erhalten.", "de"),
    ],
)
def test_another_of_the_name_or_a_customer_is_never_told_as_the_maker(text: str, language: str) -> None:
    reading = read(Document(url="", title="", text=text, published="2026-03-01", language=language), MAKERS)
    told = {claim.subject for claim in reading.claims if claim.door is Door.ALERT}
    assert told.isdisjoint({"Qingtan Magnetics", "Linhe Shuohui"})
