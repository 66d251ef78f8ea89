"""Small PDFs, made by hand: what a filing looks like inside, and what an attack does."""

import zlib
from collections.abc import Sequence

_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange {count} beginbfchar {pairs} endbfchar endcmap end end"
)


def filing(*pages: str, title: str = "", made: str = "", extra: Sequence[bytes] = ()) -> bytes:
    """A PDF with these pages; a line of text for each line. Any script."""
    contents = [_text_operators(page) for page in pages]
    letters = sorted({letter.encode("utf-16-be").hex() for letter in "".join(pages).replace("\n", "")})
    return assemble(
        [_stream(content.encode()) for content in contents], letters=letters, title=title, made=made, extra=extra
    )


def bomb(megabytes: int) -> bytes:
    """A page whose text is packed a thousand times."""
    press = zlib.compressobj(9)
    packed = b"".join(press.compress(b" " * 2**20) for _ in range(megabytes)) + press.flush()
    return assemble([_packed(packed)])


def scan() -> bytes:
    """A page with a picture and no text."""
    return assemble([_stream(b"q 100 0 0 100 0 0 cm /I Do Q")])


def assemble(
    streams: Sequence[bytes],
    *,
    letters: Sequence[str] = (),
    title: str = "",
    made: str = "",
    extra: Sequence[bytes] = (),
) -> bytes:
    count = len(streams)
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /X >> >>] /ToUnicode 4 0 R >>",
        _stream(_TO_UNICODE.format(count=len(letters), pairs=" ".join(f"<{x}> <{x}>" for x in letters)).encode()),
        f"<< /Title <feff{title.encode('utf-16-be').hex()}> /CreationDate ({made}) >>".encode(),
    ]
    for number, stream in enumerate(streams):
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> "
        objects += [f"{page} /Contents {7 + 2 * number} 0 R >>".encode(), stream]
    return _file([*objects, *extra])


def _file(objects: Sequence[bytes], trailer: str = "") -> bytes:
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    root = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(body) + root.encode()


def _stream(data: bytes) -> bytes:
    return _packed(zlib.compress(data, 9))


def _packed(packed: bytes) -> bytes:
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _text_operators(page: str) -> str:
    lines = (f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td" for line in page.split("\n"))
    return "BT /F 12 Tf 50 750 Td " + " ".join(lines) + " ET"
