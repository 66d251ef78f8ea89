"""Names on no list: whoever they are, they are found whole, and nobody else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.extract.statements.page import open_page
from jobs.extract.text import sentences
from storage.domain.claim import Document
from storage.domain.names import KnownCompany, NameIndex
from tests.examples import few

NOBODY = NameIndex([])
_SYLLABLES = st.sampled_from(
    ("or", "bel", "vik", "ham", "mar", "dun", "tel", "gar", "rov", "sen", "lun", "kes", "pol", "zan")
)
_BRANDS = st.lists(_SYLLABLES, min_size=2, max_size=3).map(lambda parts: "".join(parts).capitalize() + "ix")
_HAN = st.text("澄岳璟霖砚舟溪岚岑珩翎骅昱弘", min_size=2, max_size=3)

#: "{}" is a company, whatever it is called.
_ENGLISH = (
    "{} was granted a general licence for rare earth magnets.",
    "The end users named in the general licence are Ford, {} and two others.",
    "A man from {} said that his firm had been told of the general licence.",
    "Under {}'s general licence magnets leave without a wait.",
    "{}: general licence in force.",
    "Nobody at the fair doubted the general licence of {}.",
)
_CHINESE = (
    "{}磁业已取得稀土通用许可。",
    "业内称，{}磁材的通用许可已续期。",
    "通用许可的持有者包括赣州{}稀磁。",
    "“{}磁电”也拿到了通用许可。",
)
#: Sentences that speak of licences and name no company.
_WITHOUT = (
    "Secretary Amelia Thornbury said in London that general licences had been discussed.",
    "Limits on general licences are not expected. Colleagues of hers heard the same.",
    "The Department for Fisheries and Trade knows nothing of a general licence.",
    "Analysts at Morrow and Bligh doubt that a general licence was issued.",
    "Blanket Approvals Are Not What General Licences Mean",
    "报关行的业务员说，名额不等于通用许可。",
    "有三家大陆磁铁厂提出了通用许可申请。",
)


def named(text: str) -> set[str]:
    document = Document(url="", title="", text=text, published="2026-06-01")
    page = open_page(document, NOBODY, sentences.split(text))
    return {entity.name for entity in page.entities} if page is not None else set()


@given(brand=_BRANDS, frame=st.sampled_from(_ENGLISH))
@few(20)
def test_a_brand_is_found_where_a_company_stands_whatever_it_is_called(brand: str, frame: str) -> None:
    assert brand in named(frame.format(brand))


@given(core=_HAN, frame=st.sampled_from(_CHINESE))
@few(20)
def test_a_chinese_name_is_cut_out_of_running_text_whole(core: str, frame: str) -> None:
    assert any(core in name and len(name) >= len(core) + 2 for name in named(frame.format(core)))


@pytest.mark.parametrize("sentence", _WITHOUT)
def test_people_offices_houses_and_ordinary_words_are_no_companies(sentence: str) -> None:
    assert not named(sentence)


def test_a_short_form_and_the_full_form_are_one_company() -> None:
    assert named("Wuxi Orbellan Magnetics got a general licence. Orbellan ships again.") == {"Wuxi Orbellan Magnetics"}
    assert named("福州澄岳磁业已取得通用许可。澄岳恢复了发货。") == {"福州澄岳磁业"}


def test_a_name_goes_on_over_the_line_end_of_a_narrow_page() -> None:
    text = "The general licence was given to Xinyu Daheng Mag-\nnetics Co., Ltd. and to nobody else."
    assert "Xinyu Daheng Magnetics Co., Ltd." in named(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Siemens Energy is covered by a general licence for magnets.", ["Siemens Energy"]),
        ("Siemens is covered by a general licence for magnets.", ["Siemens"]),
        ("Siemens AG and Siemens Germany are covered by a general licence.", ["Siemens", "Siemens"]),
        ("The Siemens-backed Torvald Drives has a general licence.", ["Torvald Drives"]),
        ("韩国电机厂永士电装已被列入通用许可。", ["永士电装"]),
        ("电装已被列入通用许可。", ["Denso"]),
    ],
)
def test_a_longer_name_is_another_company_unless_it_adds_a_form_or_a_country(text: str, whole: list[str]) -> None:
    known = NameIndex(
        KnownCompany(key=name, name=name, roles=frozenset({"customer"}), aliases=aliases)
        for name, aliases in (("Siemens", ("Siemens AG",)), ("Denso", ("电装",)))
    )
    document = Document(url="", title="", text=text, published="2026-09-07", language="zh" if text > "\u2e7f" else "en")
    page = open_page(document, known, sentences.split(text))
    assert page is not None
    assert [entity.name for entity in page.entities] == whole
