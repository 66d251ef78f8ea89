"""From bytes on the wire to text: a decompressor that knows when to stop, and the search for the encoding."""

import codecs
import re
import zlib

from jobs.fetch.errors import FetchError

#: What we say we understand. Others are refused: their decoders take no maximum.
ACCEPTED = "gzip, deflate"

_STEP = 256 * 1024
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Labels read as their superset, as browsers do (https://encoding.spec.whatwg.org/#names-and-labels).
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ks_c-5601-1987": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
#: Python knows "encodings" that execute escapes or are no character sets; only these families are believed.
_BELIEVED = re.compile(
    r"utf_?-?(8|16|32)|gb|hz$|big5|shift_?jis|euc_|cp\d+|iso8859-|iso2022_|koi8|mac-|johab|tis-620|ascii|ks_c"
)
_DECLARED = (
    re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{1,40})", re.IGNORECASE),
    re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DETECTABLE = ["gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1251", "koi8_r", "cp1252", "cp1250", "cp1253"]


class Inflater:
    """Collects a body, decompressing as it comes, and stops before more than `limit` bytes exist.

    Raises FetchError for an encoding we did not offer, for a body over the limit and for a damaged one.
    """

    def __init__(self, host: str, encoding: str, limit: int) -> None:
        self._host = host
        self._limit = limit
        self._body = bytearray()
        self._encoding = encoding.strip().lower()
        self._decompressor: zlib._Decompress | None = None
        self._started = False
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError(f"{host} answered in an encoding we did not offer: {self._encoding[:40]}")

    def feed(self, chunk: bytes) -> None:
        if not self._started and chunk:
            self._started = True
            self._decompressor = self._start(chunk)
        if self._decompressor is None:
            self._keep(chunk)
            return
        while chunk:
            try:
                self._keep(self._decompressor.decompress(chunk, _STEP))
            except zlib.error:
                raise FetchError(f"{self._host} sent a damaged {self._encoding or 'gzip'} body") from None
            chunk = self._decompressor.unconsumed_tail
            if self._decompressor.eof:
                # A gzip body may have several members, and padding after the last.
                chunk = self._decompressor.unused_data
                if chunk[:2] != b"\x1f\x8b":
                    return
                self._decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def size(self) -> int:
        return len(self._body)

    def finish(self) -> bytes:
        if self._decompressor is not None and not self._decompressor.eof:
            raise FetchError(f"the answer of {self._host} was cut short")
        return bytes(self._body)

    def _start(self, chunk: bytes) -> "zlib._Decompress | None":
        """The content decides: a server may announce gzip and send plain text, or serve a .gz file as it is."""
        if chunk[:2] == b"\x1f\x8b":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._encoding == "deflate":
            # RFC 9110 means zlib; some servers send the bare stream.
            zlib_header = len(chunk) > 1 and chunk[0] & 0x0F == 8 and (chunk[0] << 8 | chunk[1]) % 31 == 0
            return zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        return None

    def _keep(self, data: bytes) -> None:
        if len(self._body) + len(data) > self._limit:
            raise FetchError(f"the answer of {self._host} is larger than {self._limit // 2**20} MB")
        self._body += data


def decode(body: bytes, content_type: str) -> str:
    """The text of a feed or page: byte order mark, UTF-8 by its own evidence, header, declaration, detection.

    Valid UTF-8 with a non-ASCII letter in it is UTF-8 whatever a label says:
    the accident is rarer than the wrong label.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    if wide := _without_mark(body):
        return body.decode(wide, "replace")
    labels = [label for label in (_label(content_type), *_declared(body)) if label]
    if b"\x1b" in body or b"~{" in body:
        for label in labels:
            if label.startswith("iso2022") or label == "hz":
                return body.decode(label, "replace")
    for name in ("utf-8", *labels):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    if labels and all(label.startswith("utf") for label in labels) and _damage(body) < 0.001:
        return body.decode("utf-8", "replace")
    return body.decode(_detect(body) or (labels[0] if labels else "utf-8"), "replace")


def _label(text: str) -> str | None:
    found = _CHARSET.search(text)
    return _known(found[1]) if found else None


def _declared(body: bytes) -> list[str | None]:
    head = body[:4096]
    return [_known(found[1].decode("ascii")) for pattern in _DECLARED if (found := pattern.search(head))]


def _known(name: str) -> str | None:
    try:
        canonical = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    canonical = _SUPERSETS.get(canonical, canonical)
    return canonical if _BELIEVED.match(canonical) else None


def _without_mark(body: bytes) -> str | None:
    """UTF-16 and UTF-32 without a byte order mark betray themselves by the zeros around the first `<` or `{`."""
    head = body[:4]
    for pattern, name in (
        (b"\0\0\0<", "utf-32-be"),
        (b"<\0\0\0", "utf-32-le"),
        (b"\0<\0", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0{\0", "utf-16-be"),
        (b"{\0", "utf-16-le"),
    ):
        if head.startswith(pattern):
            return name
    return None


def _damage(body: bytes) -> float:
    return body.decode("utf-8", "replace").count("\ufffd") / max(len(body), 1)


def _detect(body: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # Letters beyond ASCII decide, so the sample begins a little before the first of them.
    first = next((at for at, byte in enumerate(body) if byte > 0x7F), 0)
    sample = body[max(0, first - 512) : first + 16_384]
    best = from_bytes(sample, cp_isolation=_DETECTABLE).best()
    return _known(best.encoding) if best is not None else None
