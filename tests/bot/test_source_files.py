"""Sources come from files and go to files, whatever other program made or opens them."""

import csv
import io
from collections.abc import Sequence

import pytest

from bot import source_files
from bot.source_files import BadFile, Listed
from storage.subscriptions import Subscription

FEED = "https://wire.example/feed"
LIST = "https://office.example/news"
API = "https://register.example/search.json"
MAPPING = '{"items": "results", "title": "title"}'

ALL = (
    Subscription(url=FEED, kind="feed", name="The Wire", publisher="Wire", language="en", grade="B", state="active"),
    Subscription(url=LIST, kind="list", name="公告", selector="ul.news > li a", state="paused"),
    Subscription(url=API, kind="json", name='Register "of rules", <all>', mapping=MAPPING, state="active"),
    Subscription(url="https://office.example/", kind="page", name="Office", state="active"),
)


def read(text: str) -> Listed:
    return source_files.read(text.encode())


def urls(listed: Listed) -> Sequence[str]:
    return [row.url for row in listed.rows]


@pytest.mark.parametrize("form", ["csv", "opml"])
def test_what_was_exported_is_imported_as_it_was(form: str) -> None:
    listed = read(source_files.WRITERS[form](ALL))
    assert listed == Listed(rows=ALL, faults=())


def test_an_address_a_line_is_enough() -> None:
    listed = read(f"# what we read\n{FEED}\n\n  {LIST}  \r\n{FEED}\n")
    assert (urls(listed), listed.faults) == ([FEED, LIST], ())
    assert listed.rows[0].kind is None


def test_other_programs_name_their_columns_otherwise() -> None:
    listed = read(f"Title;Feed URL;Folder\nThe Wire;{FEED};News\n")
    assert listed.rows == (Subscription(url=FEED, name="The Wire"),)


def test_another_programs_opml_with_folders_is_read() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY a "b">]>'
        '<opml version="1.0"><head/><body><outline text="News"><outline text="News, inner">'
        f'<outline type="rss" text="The Wire" xmlUrl="{FEED}" htmlUrl="https://wire.example/"/></outline></outline>'
        '<outline type="link" text="Office" url="https://office.example/"/></body></opml>'
    )
    assert read(text).rows == (
        Subscription(url=FEED, kind="feed", name="The Wire"),
        Subscription(url="https://office.example/", kind="page", name="Office"),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_of_a_file_is_found(encoding: str) -> None:
    text = f"url,name\n{FEED},某某财经新闻网站的订阅地址以及其他公告栏目\n"
    assert source_files.read(text.encode(encoding)).rows[0].name == "某某财经新闻网站的订阅地址以及其他公告栏目"


def test_each_bad_row_gets_one_sentence_and_the_good_ones_are_taken() -> None:
    listed = read(
        "url,kind,selector,mapping,grade,state\n"
        f"{FEED},,,,,\n"
        "javascript:alert(1),,,,,\n"
        ",,,,,\n"
        "https://me:pw@wire.example/,,,,,\n"
        f"{LIST},film,,,,\n"
        f"{LIST},,li[,,,\n"
        f"{API},json,,,,\n"
        f"{API},,,[],,\n"
        f"{LIST},,,,Z,\n"
        f"{LIST},,,,,asleep\n"
        f"https://a.example/{'x' * 3000},,,,,\n"
    )
    assert urls(listed) == [FEED]
    lines = [fault.partition(":")[0] for fault in listed.faults]
    assert lines == [f"line {number}" for number in (3, 5, 6, 7, 8, 9, 10, 11, 12)]
    for fault, word in zip(
        listed.faults,
        ("http", "user name", "no kind", "no CSS selector", "mapping", "JSON object", "no grade", "no state", "http"),
        strict=True,
    ):
        assert word in fault
        assert fault.count(". ") == 0
        assert "\n" not in fault


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"# nothing\n", "lists no source"),
        (b"<opml><body/></opml>", "lists no source"),
        (b"<rss><channel/></rss>", "no OPML"),
        (b"<opml><body><outline></opml>", "damaged OPML"),
        (b"<opml>" + b"<outline>" * 100_000, "damaged OPML"),
        (b"https://a.example/\n" * 400_000, "larger than 5 MB"),
        (b"url,name\n" + b"x,y\n" * 30_000, "more than 20,000 rows"),
        (b'url,name\n"x' + b"y" * 200_000, "no CSV"),
    ],
)
def test_a_file_that_lists_nothing_gets_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        source_files.read(data)


def test_laughs_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    with pytest.raises(BadFile, match=r"damaged OPML|lists no source"):
        read(f'<!DOCTYPE opml [{laughs}]><opml><body><outline text="&l9;" xmlUrl="{FEED}"/></body></opml>')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_becomes_a_formula_in_a_spreadsheet(start: str) -> None:
    name = f'{start}HYPERLINK("https://evil.example")'
    hostile = Subscription(url=FEED, kind="feed", name=name, publisher=f"{start}1")
    written = source_files.as_csv([hostile])
    for cells in csv.reader(io.StringIO(written)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert read(written).rows[0].name == name.strip()


def test_a_name_with_control_letters_makes_no_damaged_opml() -> None:
    hostile = Subscription(url=FEED, kind="feed", name='a\x00\x0b"<&>\u202eb\n')
    assert read(source_files.as_opml([hostile])).rows[0].name == 'a "<&>b'
