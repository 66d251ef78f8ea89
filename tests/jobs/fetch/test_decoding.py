"""From bytes on the wire to text."""

import gzip
import zlib

import pytest

from jobs.fetch import FetchError
from jobs.fetch.decoding import Inflater, decode

NEWS = "公告：宁波某磁材公司已获得通用许可证，客户名单另行公布。记者从业内人士处获悉，上述消息尚未得到商务部门证实。"


def inflate(data: bytes, encoding: str, limit: int = 1_000_000, step: int = 10) -> bytes:
    inflater = Inflater("wire.example", encoding, limit)
    for start in range(0, len(data), step):
        inflater.feed(data[start : start + step])
    return inflater.finish()


BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
COMPRESSED = {
    "plain": (b"news" * 50, ""),
    "gzip": (gzip.compress(b"news" * 50), "gzip"),
    "x-gzip": (gzip.compress(b"news" * 50), "X-GZip"),
    "two gzip members": (gzip.compress(b"news" * 20) + gzip.compress(b"news" * 30), "gzip"),
    "gzip and padding": (gzip.compress(b"news" * 50) + b"\0" * 20, "gzip"),
    "a gzip file nobody announced": (gzip.compress(b"news" * 50), ""),
    "announced but not compressed": (b"news" * 50, "gzip"),
    "zlib": (zlib.compress(b"news" * 50), "deflate"),
    "bare deflate": (BARE.compress(b"news" * 50) + BARE.flush(), "deflate"),
}


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_body_is_read_however_it_was_packed(name: str) -> None:
    assert inflate(*COMPRESSED[name]) == b"news" * 50


def test_a_bomb_never_exists_in_memory() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    inflater = Inflater("bomb.example", "gzip", 1_000_000)
    with pytest.raises(FetchError, match=r"the answer of bomb\.example is larger than"):
        inflater.feed(bomb)
    assert inflater.size <= 1_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "x" * 500])
def test_an_encoding_that_was_not_offered_is_not_read(encoding: str) -> None:
    with pytest.raises(FetchError, match="an encoding we did not offer"):
        inflate(b"...", encoding)


def test_a_cut_body_is_not_taken_for_a_whole_one() -> None:
    with pytest.raises(FetchError, match="cut short"):
        inflate(gzip.compress(b"news" * 5_000)[:-20], "gzip")


def test_a_damaged_body_is_named_as_such() -> None:
    packed = bytearray(gzip.compress(NEWS.encode() * 50))
    packed[15:40] = b"\xff" * 25
    with pytest.raises(FetchError, match="damaged"):
        inflate(bytes(packed), "gzip")


XML = '<?xml version="1.0" encoding="{}"?><rss><item>{}</item></rss>'
JAPANESE = "磁石メーカーが一般許可を取得したと報じられた。これは確認されていないニュースです。"
KOREAN = "자석 제조업체가 일반 허가를 받았다고 보도되었다. 아직 확인되지 않은 소식입니다."
TRADITIONAL = "磁材公司已獲得通用許可證，客戶名單另行公布。業內人士表示，上述消息尚未得到證實。"

TEXTS = {
    "utf-8 without any label": (NEWS.encode(), "", NEWS),
    "utf-8 with a mark": (NEWS.encode("utf-8-sig"), "", NEWS),
    "utf-16 with a mark": (NEWS.encode("utf-16"), "", NEWS),
    "utf-16 without one": (f"<rss>{NEWS}</rss>".encode("utf-16-le"), "", f"<rss>{NEWS}</rss>"),
    "gb18030 in the header": (NEWS.encode("gb18030"), "text/html; charset=GB18030", NEWS),
    "gbk called gb2312": ("鎔基：許可證".encode("gbk"), "text/html; charset=gb2312", "鎔基：許可證"),
    "gbk in the XML declaration": (XML.format("gbk", NEWS).encode("gbk"), "text/xml", XML.format("gbk", NEWS)),
    "gbk in a meta element": (
        f'<meta http-equiv="Content-Type" content="text/html; charset=gbk">{NEWS}'.encode("gbk"),
        "text/html",
        f'<meta http-equiv="Content-Type" content="text/html; charset=gbk">{NEWS}',
    ),
    "gb18030 that nobody declares": (f"<p>{NEWS * 3}</p>".encode("gb18030"), "", f"<p>{NEWS * 3}</p>"),
    "big5 that nobody declares": (f"<p>{TRADITIONAL * 3}</p>".encode("big5"), "", f"<p>{TRADITIONAL * 3}</p>"),
    "shift-jis": (JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", JAPANESE),
    "iso-2022-jp": (JAPANESE.encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", JAPANESE),
    "euc-kr": (KOREAN.encode("euc-kr"), "text/html; charset=ks_c_5601-1987", KOREAN),
    "utf-8 called latin-1": (NEWS.encode(), "text/xml; charset=ISO-8859-1", NEWS),
    "latin-1 called utf-8": ("Müller & Söhne, São Paulo".encode("latin-1"), "text/xml; charset=utf-8", None),
    "windows quotes called latin-1": (b"\x93licence\x94", "text/html; charset=iso-8859-1", "“licence”"),
    "an encoding that does not exist": (NEWS.encode(), "text/html; charset=unheard-of", NEWS),
    "an encoding that is none": (b"a\\x41b", "text/html; charset=unicode_escape", "a\\x41b"),
    "a label that is wrong": (NEWS.encode("gb18030"), "text/html; charset=utf-8", None),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_decoded_by_mark_label_or_evidence(name: str) -> None:
    body, content_type, text = TEXTS[name]
    decoded = decode(body, content_type)
    assert decoded == text if text is not None else "\ufffd" not in decoded


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"\xff" * 100, b"\x00" * 10, b"\x1b$B\xff", b"<\x00\x00", bytes(range(256))]
)
def test_no_bytes_at_all_stop_the_reading(body: bytes) -> None:
    assert isinstance(decode(body, "text/html; charset=utf-16"), str)
