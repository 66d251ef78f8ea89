"""PDF filings: known by their content, read with their pages, and never at the cost of the rest."""

from datetime import UTC, datetime

import pytest

from jobs.fetch import FetchError, pdf
from tests import pdfs

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_filing_is_read_with_its_pages() -> None:
    filing = pdf.read(
        pdfs.filing(
            "Notice 7", "Alpha holds a licence.\nSo it is.", title="关于许可的公告", made="D:20251202100000+08'00'"
        ),
        T0,
    )
    assert filing.text == "Notice 7\n\fAlpha holds a licence.\nSo it is."
    assert (filing.title, filing.published, filing.pages) == ("关于许可的公告", "2025-12-02", 2)


def test_full_lines_of_chinese_are_joined() -> None:
    page = "公司近日收到商务部颁发的通用\n许可证，有效期一年，涉及客户\n名单另行公布。\n特此公告"
    text = pdf.read(pdfs.filing(page), T0).text
    assert text == "公司近日收到商务部颁发的通用许可证，有效期一年，涉及客户名单另行公布。\n特此公告"


def test_a_sentence_may_go_on_on_the_next_page() -> None:
    first = "Notice on an application\nThe company has heard from the ministry\nthat its application of March was"
    filing = pdf.read(b"Content of file:\n" + pdfs.filing(first, "granted in full."), T0)
    assert filing.text == f"{first}\fgranted in full."


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf\r\n", b"Content of file:\n"])
def test_a_pdf_is_known_by_its_content(before: bytes) -> None:
    assert pdf.is_pdf(before + pdfs.filing("Alpha"))


@pytest.mark.parametrize("data", [b"", b"<p>%PDF-1.7 is a mark</p>", b'{"a": "%PDF-"}', b" " * 2_000 + b"%PDF-"])
def test_what_only_speaks_of_pdfs_is_none(data: bytes) -> None:
    assert not pdf.is_pdf(data)


_LOOP = pdfs.filing("x").replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")
_SECRET = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -44 >>"
FAULTS = {
    "nothing but the mark": (b"%PDF-1.7", "the PDF is damaged"),
    "cut": (pdfs.filing("Alpha")[:300], "the PDF is damaged|has no text"),
    "pages that contain themselves": (_LOOP, "the PDF is damaged|has no text"),
    "a scan": (pdfs.scan(), "the PDF has no text: it is a scan"),
    "encrypted": (
        pdfs.filing("Alpha", extra=[_SECRET]).replace(b"/Info 5 0 R", b"/Encrypt 8 0 R /ID [<00> <00>]"),
        "the PDF is encrypted",
    ),
    "a bomb": (pdfs.bomb(150), "more memory|damaged|no text"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_sentence(name: str) -> None:
    data, sentence = FAULTS[name]
    with pytest.raises(FetchError, match=sentence):
        pdf.read(data, T0)


def test_a_filing_of_many_pages_is_read_up_to_a_limit() -> None:
    filing = pdf.read(pdfs.filing(*["A"] * 305), T0)
    assert filing.pages == 305
    assert filing.text.count("\f") == pdf.MAX_PAGES - 1
