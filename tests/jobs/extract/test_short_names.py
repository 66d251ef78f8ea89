"""Short names shared with other firms, and names spelt as Chinese is: who is meant, and who is not."""

import pytest

from jobs.extract import pinyin, sentences, shortnames
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
