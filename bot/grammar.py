"""What a person typed after `/licence`: text in, a line of words in, quotes and filters out. Pure.

People type on phones, paste from mail and press smart keyboards, so curly and corner quotes, full-width colons,
no-break spaces and Slack's `<@U1|ann>`, `<#C1|general>`, `<https://x|x>` all mean what they look like. Nothing here
knows which company a name means: that needs the record.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

#: Longest command read, in characters. Slack cuts far later; no question needs more.
TEXT_LIMIT = 2_000

_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』＂〝〞", '"') | dict.fromkeys("‘’‚‛＇", "'") | {"：": ":", "＃": "#"}
)
#: Invisible marks that ride along when a name is copied: direction marks, zero-width spaces, soft hyphens.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_TOKEN = re.compile(
    r"""
      <@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>
    | <\#(?P<channel>[CDG][A-Z0-9]+)(?:\|(?P<channel_name>[^<>]*))?>
    | <(?P<url>(?:https?://|mailto:)[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>
    | (?:(?P<key>[A-Za-z][A-Za-z-]*):\s*)?(?:"(?P<quoted>[^"]*)(?:"|$)|(?<![^\s:])'(?P<single>[^']+)'(?=\s|$))
    | (?P<word>[^\s"]+)
    """,
    re.VERBOSE,
)
_FILTER = re.compile(r"(?P<key>[A-Za-z][A-Za-z-]*):(?P<value>(?!//).*)", re.DOTALL)
#: `--alias X`, as on the command line; phones make one long dash of two.
_OPTION = re.compile(r"(?:--|[\u2013\u2014])(?P<key>[A-Za-z-]+)")
#: `HKEX:6680` is a name, not a filter.
_TICKER = re.compile(r"[A-Z]{2,6}:[A-Z0-9.]+")
_MARKS = "?？!！"
_SPAN = re.compile(r"(?:for\s+)?(\d{1,4}|an?\s|one\s)\s*(h|hours?|d|days?|w|weeks?|m|months?|y|years?)")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_AS_OF = re.compile(r"(?P<name>.+?)\s+(?:--)?as[\s-]?of(?:\s*[:=]\s*|\s+)(?P<day>\S.*)", re.IGNORECASE | re.DOTALL)
_SHORT_ID = re.compile(r"([CAWRF])\s*-?#?\s*(\d{1,9})", re.IGNORECASE)


class Misunderstood(Exception):
    """What was typed cannot be done as it stands.

    `odd` is the part that was not understood and `nearest` a whole line that works (without `/licence`), or None.
    `example`: that line holds a name, a reason or an answer that nobody typed, so it is shown to be copied and put
    right, and no button does it.
    """

    def __init__(self, why: str, *, odd: str = "", nearest: str | None = None, example: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.odd = odd
        self.nearest = nearest
        self.example = example


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word, quoted passage, filter, mention or link. `text` is what the person sees; `key` is set for filters."""

    text: str
    key: str = ""
    quoted: bool = False
    user: str = ""
    channel: str = ""
    url: str = ""

    def __str__(self) -> str:
        shown = f'"{self.text}"' if self.quoted else self.text
        return f"{self.key}:{shown}" if self.key else shown


@dataclass(frozen=True, kw_only=True)
class Line:
    """A command as typed: `verb` is its first word in lower case, `tokens` everything after it.

    `link` is the address when nothing but one was pasted, `head` the first word as it was typed.
    """

    verb: str
    tokens: tuple[Token, ...] = ()
    whole: str = ""
    link: str = ""
    head: str = ""

    @property
    def rest(self) -> str:
        """Everything after the verb as one name; quotes around it are dropped."""
        return name_of(self.tokens)


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """A line sorted into plain words, filters (each key with its values in order) and the channel of `in #channel`."""

    words: tuple[Token, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    channel: str | None = None

    def all(self, key: str) -> tuple[str, ...]:
        return dict(self.filters).get(key, ())

    def one(self, key: str) -> str | None:
        """The single value of a filter that takes one; the last wins, as in a corrected sentence."""
        values = self.all(key)
        return values[-1] if values else None


def read(text: str) -> Line:
    """Split what was typed. Raises Misunderstood when it is longer than any command."""
    if len(text) > TEXT_LIMIT:
        raise Misunderstood(
            f"That is {len(text):,} characters long; a command has at most {TEXT_LIMIT:,}, so nothing was done.",
            nearest="help",
        )
    tokens = _tokens(_plain(text))
    if tokens and tokens[0].text.casefold() in ("/licence", "/license", "/lisence"):
        tokens = tokens[1:]
    if not tokens:
        return Line(verb="")
    return Line(
        verb=_bare(tokens[0].text).casefold(),
        tokens=tuple(tokens[1:]),
        whole=name_of(tokens),
        link=_address(tokens[0]) if len(tokens) == 1 else "",
        head=tokens[0].text,
    )


def arguments(line: Line, filters: Sequence[str], *, channel: bool = False) -> Arguments:
    """Sort a line's tokens for a verb that knows these filters. Raises Misunderstood for a filter it does not know."""
    words: list[Token] = []
    found: dict[str, list[str]] = {}
    where: str | None = None
    rest = list(line.tokens)
    if rest and _asked(rest[-1]):
        # "follow all?" means what "follow all" does.
        rest[-1] = replace(rest[-1], text=rest[-1].text.rstrip(_MARKS))
        line = replace(line, tokens=tuple(rest))
    while rest:
        token = rest.pop(0)
        if channel and token.text.casefold() == "in" and rest and _names_channel(rest[0]):
            target = rest.pop(0)
            where = target.channel or target.text.casefold()
        elif (option := _OPTION.fullmatch(token.text)) and rest and option["key"].casefold() in filters:
            found.setdefault(option["key"].casefold(), []).append(rest.pop(0).text)
        elif token.key or (filters and not token.quoted and not token.url and _FILTER.fullmatch(token.text)):
            key, value = _filter(token, rest)
            if key not in filters and _TICKER.fullmatch(token.text):
                words.append(token)
                continue
            if key not in filters:
                raise _no_such_filter(line, token, key, value, filters)
            if not value:
                raise Misunderstood(f"`{key}:` needs a value.", odd=f"{key}:")
            found.setdefault(key, []).extend([value] if token.quoted else [part for part in value.split(",") if part])
        else:
            words.append(token)
    return Arguments(words=tuple(words), filters=tuple((key, tuple(v)) for key, v in found.items()), channel=where)


def named_channel(line: Line) -> Token | None:
    """The channel of `in #channel`, as it was typed: with its id where Slack knew it."""
    pairs = zip(line.tokens, line.tokens[1:], strict=False)
    return next((after for word, after in pairs if word.text.casefold() == "in" and _names_channel(after)), None)


def nearest(typed: str, choices: Iterable[str]) -> str | None:
    """The choice a slip most likely meant: at most a third of the choice's letters differ (a swap counts as one)."""
    # Imported here because only slips need it, and most starts never see one.
    from rapidfuzz.distance import OSA

    folded = typed.casefold()
    scored = [(OSA.distance(folded, choice), choice) for choice in choices]
    close = [(distance, choice) for distance, choice in scored if distance <= len(choice) // 3]
    return min(close)[1] if close else None


def short_id(text: str, letter: str) -> str | None:
    """`C7` from `c7`, `C-7` or `#C7`; None when the text is no short id of that letter."""
    match = _SHORT_ID.fullmatch(text.strip().lstrip("#"))
    return f"{letter}{int(match[2])}" if match and match[1].upper() == letter else None


def message(text: str) -> tuple[str, str]:
    """A Slack message as the words a person reads, and the first address in it (empty when there is none)."""
    found = ""
    pieces: list[str] = []
    at = 0
    for match in re.finditer(r"<(https?://[^<>|\s]+)(?:\|([^<>]*))?>|<[@#!][^<>|]*(?:\|([^<>]*))?>", text):
        pieces.append(text[at : match.start()])
        at = match.end()
        if match[1]:
            found = found or _unescaped(match[1])
            pieces.append(match[2] if match[2] and match[2] != match[1] else "")
        else:
            pieces.append(match[3] or "")
    pieces.append(text[at:])
    return _unescaped("".join(pieces)).strip(), found


def span(text: str) -> timedelta | None:
    """`7d`, `2 weeks`, `3m`, `48h` as a length of time (a month is 30 days); None when it is none."""
    match = _SPAN.fullmatch(text.strip().casefold())
    if match is None:
        return None
    count, unit = int(match[1]) if match[1].isdigit() else 1, match[2][0]
    return timedelta(hours=count) if unit == "h" else timedelta(days=count * _DAYS[unit])


def day(text: str, today: date) -> date | None:
    """A day as people write it: `2026-11-02`, `2026-11` (its first), `2 Nov 2026`, `today`, `yesterday`."""
    typed = re.sub(r"\s+", " ", text.strip().strip(".,").casefold())
    if typed in ("today", "yesterday"):
        return today - timedelta(days=1 if typed == "yesterday" else 0)
    for form in (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y-%m",
        "%d %b %Y",
        "%d %B %Y",
        "%B %d %Y",
        "%b %d %Y",
        "%B %Y",
        "%b %Y",
    ):
        try:
            return datetime.strptime(typed.replace(",", ""), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def as_of(text: str) -> tuple[str, str]:
    """A name and the day behind its `as-of`, as typed; the day is empty where there is none."""
    match = _AS_OF.fullmatch(text.strip())
    return (match["name"].strip(), match["day"].strip()) if match else (text, "")


def name_of(tokens: Sequence[Token]) -> str:
    """The tokens as one name: as typed, without outer quotes and without the mark that ends a question."""
    return " ".join(token.text if token.quoted else str(token) for token in tokens).strip().rstrip("?？!！。").strip()


def _asked(token: Token) -> bool:
    """Whether a word ends in the mark of a question."""
    bare = not (token.quoted or token.url or token.key)
    return bare and token.text.endswith(tuple(_MARKS)) and bool(token.text.rstrip(_MARKS))


def quoted(text: str) -> str:
    """A value as it is typed: in quotes unless it is one plain word."""
    text = text.replace('"', "")
    return f'"{text}"' if not text or " " in text or not text.isalnum() else text


def _plain(text: str) -> str:
    text = _INVISIBLE.sub("", text.translate(_QUOTES))
    text = "".join(" " if unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc", "Cs") else char for char in text)
    return text.strip()


def _address(token: Token) -> str:
    url = token.url or token.text
    return url if re.fullmatch(r"https?://\S+", url, re.IGNORECASE) else ""


def _tokens(text: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    groups = {name: _unescaped(value) for name, value in match.groupdict().items() if value is not None}
    if "user" in groups:
        return Token(text=f"@{groups['user']}", user=groups["user"])
    if "channel" in groups:
        name = groups.get("channel_name") or groups["channel"]
        return Token(text=f"#{name}", channel=groups["channel"])
    if "url" in groups:
        # Slack turns "samarium.dev" into a link by itself; its label is what the person typed.
        return Token(text=groups.get("label") or groups["url"].removeprefix("mailto:"), url=groups["url"])
    if "quoted" in groups or "single" in groups:
        text = groups.get("quoted", groups.get("single", ""))
        return Token(text=" ".join(text.split()), key=groups.get("key", "").casefold(), quoted=True)
    return Token(text=groups["word"])


def _unescaped(text: str) -> str:
    """Slack sends & < > as entities, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _bare(word: str) -> str:
    return word.strip(".,;:!?。，；！？") or word


def _names_channel(token: Token) -> bool:
    return bool(token.channel) or bool(re.fullmatch(r"#[\w-]{1,80}", token.text))


def _filter(token: Token, rest: list[Token]) -> tuple[str, str]:
    """A filter's key and value; `material: SmCo` with a space after the colon reads like `material:SmCo`."""
    if token.key:
        return token.key, token.text
    key, _, value = token.text.partition(":")
    if not value and rest and not rest[0].key and not _FILTER.fullmatch(rest[0].text):
        value = rest.pop(0).text
    return key.casefold(), value


def _no_such_filter(line: Line, wrong: Token, key: str, value: str, filters: Sequence[str]) -> Misunderstood:
    meant = nearest(key, filters) or (key.rstrip("s") if key.rstrip("s") in filters else None)
    right = Token(text=value, key=meant or "", quoted=" " in value)
    tokens: list[Token] = []
    for token in line.tokens:
        # A value that stood apart from its colon is in `right` already.
        apart = bool(tokens) and tokens[-1] is right and wrong.text.endswith(":") and token.text == value
        tokens += [right] if token is wrong else [] if apart else [token]
    shown = " ".join(str(token) for token in tokens)
    known = ", ".join(f"`{name}:`" for name in filters) or "no filters"
    return Misunderstood(
        f"`{line.verb}` has no filter `{key}:`; it takes {known}.",
        odd=f"{key}:",
        nearest=f"{line.verb} {shown}" if meant else None,
    )


def instead(line: Line, wrong: Token, right: str) -> str:
    """The same line with one token put right, ready to copy."""
    tokens = [
        replace(token, text=right, key="", quoted=False)
        if token is wrong or (_asked(token) and token.text.rstrip(_MARKS) == wrong.text)
        else token
        for token in line.tokens
    ]
    return " ".join([line.verb, *(str(token) for token in tokens if token.text)])
