"""Where statements begin and end: sentences of damaged and undamaged text, and the clauses in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jobs.extract.text.cues import LICENCE_TAGS, Hit, tags_of, within
from jobs.extract.text.phrases import Phrase

Span = tuple[int, int]

_END = re.compile(
    # Every end begins with one of these; to say so first keeps the search fast.
    r"[。！？!?.…\n\u3000](?:(?<=[。！？!?])[。！？!?]*[\"'”’」』）)\]]*"
    r"|(?<=[A-Za-zÀ-ɏ0-9%)\"'”’…\]\uac00-\ud7a3]\.)\.*[\"'”’)\]]*(?=\s|$)|(?<=…)…*(?=\s)|(?<=\n)(?:\s*\n)?|(?<=[。」]\u3000))"
)
_ABBREVIATION = Phrase("sentences", "abbreviation", capitals=True)
#: Initials and a name: "H.T. Rare Earth", "J. Smith"; but "made in the U.S. The firm ...".
_INITIALS = re.compile(r"(?:^|[\s(\"“])(?!U\.|E\.U)(?:[A-Z]\.){1,3}$")
_OPENER = Phrase("sentences", "opener", capitals=True)
#: A word parted at a line end: "Mag-" and "netics".
_PARTED = re.compile(r"[A-Za-zÀ-ɏ]-\n(?=[a-zà-ɏA-Z])")
_BORDER = Phrase("sentences", "border")
_STATUS = frozenset(
    [
        "lacks",
        "stands",
        "get",
        "give",
        "cover",
        "renew",
        "exclude",
        "apply",
        "expect",
        "refuse",
        "deny",
        "unconfirmed",
        "revoke",
        "suspend",
        "expire",
        "neg",
    ]
)
#: Tags of words that tell what became of a licence.
TELLING = _STATUS - {"neg"}


def split(text: str) -> list[Span]:
    """Sentences as spans of the text, headlines, list items and table rows each on their own."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match[0] == "\n" and _PARTED.match(text, match.start() - 2):
            continue
        if match[0][0] == "." and _numbers_item(text, match.start()):
            continue
        if match[0][0] == "." and _ABBREVIATION.search(text, max(start, match.start() - 5), match.start() + 1):
            rest = text[match.end() : match.end() + 2].strip()
            if not rest or not rest[0].isupper() or text[match.start() - 1].isupper() is False:
                continue
            if _INITIALS.search(text, max(start, match.start() - 6), match.start() + 1) and not _OPENER.match(
                text, match.end()
            ):
                continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _numbers_item(text: str, dot: int) -> bool:
    """Whether a full stop only closes the number of a list's item: a line begins with "3. "."""
    line = text[max(0, text.rfind("\n", 0, dot) + 1, dot - 4) : dot]
    return (
        line.strip().isdigit()
        and len(line) < 4
        and text[dot + 1 : dot + 2] == " "
        and text[dot + 2 : dot + 3] < "\u2e80"
    )


#: Nobody writes longer sentences; what has no end after as many characters is cut where it may be, so that the time
#: to read it stays linear. A Chinese character says as much as three letters.
_LONGEST, _LONGEST_HAN = 2400, 800
_CUTS = (", ", "; ", "，", "；", "、", " ")


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while end - start > (longest := _LONGEST_HAN if text[start : start + 1] > "\u2e7f" else _LONGEST):
        cuts = (text.rfind(cut, start + longest // 2, start + longest) + len(cut) for cut in _CUTS)
        middle = next((cut for cut in cuts if cut > start + longest // 2), start + longest)
        _add_one(spans, text, start, middle)
        start = middle
    _add_one(spans, text, start, end)


def _add_one(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        spans.append((start + left, start + right))


class Clause:
    """One statement: the parts of a sentence it is made of and the cues in them, in order."""

    __slots__ = ("end", "fresh", "hits", "relative", "spans", "start", "tags")

    def __init__(
        self, *, spans: tuple[Span, ...], hits: tuple[Hit, ...], relative: bool = False, fresh: bool = False
    ) -> None:
        """`fresh`: a word of contrast or a border stronger than a comma stands before it."""
        self.spans = spans
        self.hits = hits
        self.relative = relative
        self.fresh = fresh
        self.start = spans[0][0]
        self.end = spans[-1][1]
        self.tags = tags_of(hits)

    @staticmethod
    def whole(span: Span, found: Sequence[Hit]) -> "Clause":
        """A sentence as one statement; `found` are its cues."""
        return Clause(spans=(span,), hits=tuple(found))

    def holds(self, start: int) -> bool:
        return any(low <= start < high for low, high in self.spans)

    def having(self, *tags: str) -> list[Hit]:
        return [hit for hit in self.hits if not hit.tags.isdisjoint(tags)] if not self.tags.isdisjoint(tags) else []


def clauses(text: str, span: Span, found: list[Hit], *, names: Sequence[int] = ()) -> list[Clause]:
    """The statements of a sentence. A piece without any status word belongs to its neighbour, unless it names somebody
    (`names`: where) and the neighbour has told its story.
    """
    start, end = span
    pieces: list[tuple[int, int, str]] = []
    kind = "first"
    begin = start
    opened = _OPENING.match(text, start, end) is not None
    borders = [(m.start(), m.end(), m.lastgroup or "plain") for m in _BORDER.finditer(text, start, end)]
    borders += _between_subjects(text, names, found, start)
    starts = frozenset(names)
    for low, high, name in sorted(borders):
        if low < begin or (text[low] == "、" and high in starts and not "ぁ" <= text[low - 1] <= "ゟ"):
            continue
        pieces.append((begin, low, kind))
        kind = name
        if opened and kind == "plain":
            # "While A waits, B has ...": the first comma ends what "while" began.
            kind, opened = "contrast", False
        begin = low if kind in ("relative", "among", "contrast", "soft", "han") else high
    pieces.append((begin, end, kind))
    return _joined(_pieces(pieces, found, names), names)


_OPENING = Phrase("sentences", "opening")


_AND_BEFORE = Phrase("sentences", "and_before")


def _between_subjects(text: str, names: Sequence[int], found: list[Hit], start: int) -> list[tuple[int, int, str]]:
    """Borders at "and" between two full statements: "A has one and B has none"."""
    borders = []
    for name in names:
        joint = _AND_BEFORE.search(text, max(start + 1, name - 30), name)
        if joint is None:
            continue
        before = within(found, start, joint.start())
        after = within(found, name, min(len(text), name + 70))
        if any(not hit.tags.isdisjoint(_STATUS | {"have"}) for hit in before) and any(
            not hit.tags.isdisjoint(_STATUS | {"have"}) for hit in after
        ):
            borders.append((joint.start(), joint.start() + 5, "soft"))
    return borders


class _Piece(NamedTuple):
    """A part of a sentence between two borders, and what kind of border stands before it."""

    start: int
    end: int
    kind: str
    hits: list[Hit]
    tags: frozenset[str]
    #: Whether a company is named in it.
    named: bool


def _pieces(parts: list[tuple[int, int, str]], found: list[Hit], names: Sequence[int]) -> Iterator[_Piece]:
    for low, high, kind in parts:
        hits = within(found, low, high)
        yield _Piece(low, high, kind, hits, tags_of(hits), any(low <= place < high for place in names))


def _joined(pieces: Iterable[_Piece], names: Sequence[int]) -> list[Clause]:
    out: list[list[_Piece]] = []
    tail: list[_Piece] | None = None
    for position, piece in enumerate(pieces):
        kind, named = piece.kind, piece.named
        told = not piece.tags.isdisjoint(_STATUS)
        if kind == "relative":
            out.append([piece])
            tail = out[-2] if len(out) > 1 else None
            continue
        if tail is not None and kind == "plain" and not told and named and _lists(out[-1], names):
            # ", among them A, B and C, ...": the list goes on.
            out[-1].append(piece)
            continue
        if tail is not None and kind == "plain":
            # After ", which ... ," the main statement goes on.
            tail.append(piece)
            tail = None
            continue
        strong = kind in ("hard", "colon", "contrast", "han")
        over = bool(out) and _is_over(out[-1])
        apart = over and (
            told
            or (
                named
                and kind in ("comma", "han", "soft", "contrast", "plain")
                and not (_lists(out[-1], names) and (kind == "plain" or piece.tags.isdisjoint(LICENCE_TAGS)))
            )
        )
        speaks = kind == "colon" and bool(out) and any("says" in one.tags for one in out[-1])
        if (
            kind in ("contrast", "colon")
            and not speaks
            and told
            and named
            and out
            and any(before.named for before in out[-1])
        ):
            # "While A keeps silent, B has ...": two companies, two statements.
            apart = True
        if apart and kind == "comma" and _governs(out[-1]):
            # "Analysts expect, X will have ...": what opens the sentence holds for the rest.
            apart = False
        if apart and kind in ("hard", "colon") and _supposes(out[-1]):
            apart = False
        if (position and out and not apart and not (strong and not told)) or (
            position and kind == "plain" and out and not _finite(piece) and not (apart and named)
        ):
            out[-1].append(piece)
        else:
            out.append([piece])
            tail = None
    return [_clause(group) for group in out if any(piece.end > piece.start for piece in group)]


def _is_over(group: list[_Piece]) -> bool:
    """Whether a group has told its story."""
    if any(not piece.tags.isdisjoint(TELLING) for piece in group):
        return True
    return any(piece.named for piece in group) and (_has_one(group) or any("silent" in one.tags for one in group))


def _governs(group: list[_Piece]) -> bool:
    """Whether a piece without a name ends in a word of expectation or rumour."""
    piece = group[-1]
    if len(group) > 1 or piece.named or not piece.hits:
        return False
    last = piece.hits[-1]
    return last.end >= piece.end - 1 and not last.tags.isdisjoint(("expect", "rumour", "hedge"))


def _supposes(group: list[_Piece]) -> bool:
    """Whether a piece begins with a condition: "Unless, in short: ..."."""
    piece = group[-1]
    if len(group) > 1 or not piece.hits:
        return False
    return piece.hits[0].start - piece.start < 3 and "cond" in piece.hits[0].tags


def _lists(group: list[_Piece], names: Sequence[int]) -> bool:
    """Whether a group ends in a name, so that a name after the comma may go on with the list."""
    high = group[-1].end
    return any(high - 40 <= place < high for place in names)


def _has_one(group: list[_Piece]) -> bool:
    """Whether a group has told that somebody has a licence ("has" is a status word only before one)."""
    for piece in group:
        if "have" not in piece.tags:
            continue
        for place, hit in enumerate(piece.hits):
            if "have" in hit.tags and any(
                not following.tags.isdisjoint(LICENCE_TAGS) and following.start - hit.end < _HAS_REACH
                for following in piece.hits[place + 1 : place + 4]
            ):
                return True
    return False


#: How far after "has" its licence may follow, in characters.
_HAS_REACH = 20


def _finite(piece: _Piece) -> bool:
    """Whether a piece after a plain comma can stand alone (English): it has a say-verb or several status words."""
    return "says" in piece.tags and sum(not hit.tags.isdisjoint(_STATUS) for hit in piece.hits) > 1


def _clause(group: list[_Piece]) -> Clause:
    spans = tuple([(piece.start, piece.end) for piece in group if piece.end > piece.start])
    inside = tuple([hit for piece in group for hit in piece.hits])
    first = group[0].kind
    fresh = first in ("hard", "colon", "contrast", "han")
    return Clause(spans=spans, hits=inside, relative=first == "relative", fresh=fresh)
