"""A message as Slack blocks, inside Slack's limits, with foreign text that cannot act.

Limits: https://docs.slack.dev/reference/block-kit/blocks and, for the sum over all blocks,
https://github.com/slackapi/bolt-js/issues/2509. Escaping: https://docs.slack.dev/messaging/formatting-message-text/
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.messages.parts import (
    Button,
    Chart,
    Choices,
    Code,
    Detail,
    Facts,
    Head,
    Link,
    Mention,
    Message,
    Moment,
    Note,
    Part,
    Quote,
    Rows,
    Say,
    Sheet,
    Span,
    Strong,
    Struck,
    Table,
    clean,
    columns_of,
)

HEADER = 150
SECTION = 3_000
#: Rows are packed into sections no longer than this, so that a message cut to fit loses little.
PACKED = 1_500
FIELD = 2_000
FIELDS = 10
CONTEXT = 2_000
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
#: Choices behind a menu: how many, and how long what each carries may be.
OVERFLOW = 5
OPTION_VALUE = 150
CONFIRM = 300
BLOCKS = 50
#: Over all blocks together; kept below what Slack was seen to refuse.
TOTAL = 12_800
SUMMARY = 1_000
URL = 1_500

#: Slack's own chart and table, which clients and workspaces may not have yet: the same numbers go without them.
#: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, .../table-block
CHART_TITLE = 50
CHART_LABEL = 20
CHART_POINTS = 20
TABLE_ROWS = 100
TABLE_COLUMNS = 20

#: What the action_id of every button that says a command begins with, of one that runs an action, and of a menu.
SAYS = "say"
DOES = "do"
MORE = "more"

#: What would start or end bold, italics, struck or code text beside a blank, or begin `:the_name_of_a_sign:`, with
#: which a name could forge the colour of a certainty. They cannot be escaped.
_MARKUP = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])|:(?=[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:)")
_LOOKALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", ":": "∶"}

Block = dict[str, Any]


def payload(message: Message, *, modest: bool = False) -> dict[str, Any]:
    """What chat.postMessage and chat.update take, without the channel; `modest`: blocks that every workspace takes."""
    return {
        # Never empty: it is all that a notification shows.
        "text": _fit((message.summary,), SUMMARY) or _fit((_title(message),), SUMMARY),
        "blocks": _blocks(message, modest=modest),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def reply(message: Message, *, shared: bool = False, replaces: bool = False, modest: bool = False) -> dict[str, Any]:
    """What a response_url takes: seen by the asker alone unless it is `shared`, beside the message it answers."""
    kind = "in_channel" if shared else "ephemeral"
    return {"response_type": kind, "replace_original": replaces, **payload(message, modest=modest)}


def may_be_refused(message: Message) -> bool:
    """Whether a message has blocks that some workspaces refuse; its modest form has none."""
    return any(isinstance(part, Chart | Table) for part in message.parts)


def _blocks(message: Message, *, modest: bool = False) -> list[Block]:
    header = {"type": "header", "text": {"type": "plain_text", "text": _title(message), "emoji": False}}
    made = of if modest else _rich
    return fitting([header, *(block for part in message.parts for block in made(part))], BLOCKS)


def _title(message: Message) -> str:
    return units_cut(clean(message.title, HEADER), HEADER) or "Lodestone"


def fitting(made: list[Block], most: int) -> list[Block]:
    """As many blocks as Slack takes in one payload; what is left out is said to be."""
    blocks: list[Block] = []
    used = 0
    for index, block in enumerate(made):
        used += _weight(block)
        last = index == len(made) - 1
        if used > TOTAL or (len(blocks) >= most - 1 and not last):
            blocks.append(_context("Cut here: Slack takes no longer message. Ask for less, for example with a filter."))
            break
        blocks.append(block)
    return blocks


def of(part: Part) -> Iterator[Block]:
    """The blocks of one part."""
    match part:
        case Say(text):
            yield section(_fit(text, SECTION))
        case Head(text):
            yield section(_fit((Strong(text),), SECTION))
        case Quote(text):
            yield section("> " + _fit((clean(text, 1_200),), SECTION - 2))
        case Sheet(lines):
            yield from (section(f"```{held}```") for held in _packed(_copied(line) for line in lines))
        case Table():
            # The cells are clean already; the blanks between them are what makes columns.
            yield from (section(f"```{held}```") for held in _packed(map(_inert, columns_of(part))))
        case Note(text):
            yield _context(_fit(text, CONTEXT))
        case Rows(rows):
            yield from (section(held) for held in _packed("• " + _fit(row, SECTION - 2) for row in rows))
        case Facts(facts):
            fields = [f"*{_foreign(label)}*\n" + _fit(value, FIELD - 100) for label, value in facts[:FIELDS]]
            yield {"type": "section", "fields": [_mrkdwn(field) for field in fields]}
        case Detail() | Chart():
            # One button away: Slack shows what fits one glance. A chart's numbers stand in the table beside it.
            return
        case Choices(buttons, more):
            # A command cut to fit would be another command, so its button is left out instead.
            whole = [button for button in buttons[:24] if _units(button.command) <= BUTTON_VALUE]
            elements = [_button(button, index) for index, button in enumerate(whole)]
            options = [_option(button) for button in more if _units(_carried(button)) <= OPTION_VALUE]
            if options:
                elements.append({"type": "overflow", "action_id": MORE, "options": options[:OVERFLOW]})
            if elements:
                yield {"type": "actions", "elements": elements}


def _rich(part: Part) -> Iterator[Block]:
    """The blocks of one part, in Slack's own charts and tables where it has them."""
    match part:
        case Chart() if part.bars:
            yield _chart(part)
        case Table(headings, rows) if len(headings) <= TABLE_COLUMNS and len(rows) < TABLE_ROWS:
            cells = [[_cell(text) for text in row] for row in (headings, *rows)]
            right = [{"align": "left"}, *({"align": "right"} for _ in headings[1:])]
            yield {"type": "table", "column_settings": right, "rows": cells}
        case _:
            yield from of(part)


def _chart(chart: Chart) -> Block:
    """Bars, the newest where there are more than Slack draws. Labels are told apart, or Slack refuses them."""
    bars = {units_cut(clean(label, CHART_LABEL), CHART_LABEL): value for label, value in chart.bars[-CHART_POINTS:]}
    data = [{"label": label, "value": value} for label, value in bars.items()]
    series = {"name": units_cut(clean(chart.measure, CHART_LABEL), CHART_LABEL), "data": data}
    axes = {"categories": list(bars), "y_label": units_cut(clean(chart.measure, CHART_TITLE), CHART_TITLE)}
    return {
        "type": "data_visualization",
        "title": units_cut(clean(chart.title, CHART_TITLE), CHART_TITLE),
        "chart": {"type": "bar", "series": [series], "axis_config": axes},
    }


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": clean(text, 200) or "-"}


def _packed(rows: Iterable[str]) -> Iterator[str]:
    """As many rows in a section as fit: 50 blocks are few, 3,000 characters are many."""
    held: list[str] = []
    for row in rows:
        if held and _units("\n".join([*held, row])) > PACKED:
            yield "\n".join(held)
            held = []
        held.append(row)
    if held:
        yield "\n".join(held)


def _copied(line: str) -> str:
    """A line inside a block of code, where nothing but the end of the block would act."""
    return units_cut(_inert(clean(line, 500)), SECTION - 10) or " "


def _inert(line: str) -> str:
    return _escaped(line).replace("`", "'")


def _button(button: Button, index: int) -> Block:
    block: Block = {
        "type": "button",
        "action_id": f"{DOES}:{button.action}:{index}" if button.action else f"{SAYS}:{index}",
        "text": _label(button),
        "value": clean(button.record if button.action else button.command, BUTTON_VALUE) or "status",
    }
    if button.main:
        block["style"] = "primary"
    if button.asks:
        block["confirm"] = {
            "title": {"type": "plain_text", "text": "Are you sure?"},
            "text": {"type": "plain_text", "text": units_cut(clean(button.asks, CONFIRM), CONFIRM)},
            "confirm": {"type": "plain_text", "text": units_cut(clean(button.label, 30), 30)},
            "deny": {"type": "plain_text", "text": "Leave it"},
        }
    return block


def _option(button: Button) -> Block:
    return {"text": _label(button), "value": _carried(button)}


def _label(button: Button) -> Block:
    text = units_cut(clean(button.label, BUTTON_TEXT), BUTTON_TEXT) or "Show"
    return {"type": "plain_text", "text": text, "emoji": False}


def _carried(button: Button) -> str:
    """What an entry of a menu carries: `do:mute A31`, or `say` and a whole command."""
    return f"{DOES}:{button.action} {clean(button.record)}" if button.action else f"{SAYS} {clean(button.command)}"


def section(text: str) -> Block:
    """One paragraph of mrkdwn that is escaped already."""
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack must not turn names and addresses in foreign text into mentions and links by itself.
    return {"type": "mrkdwn", "text": text or " ", "verbatim": True}


def _fit(text: Iterable[Span], limit: int) -> str:
    """Spans as mrkdwn within a limit; what does not fit is left out whole, never cut inside an entity or a link."""
    out: list[str] = []
    left = limit - 1
    for span in text:
        piece = _markup(span)
        if _units(piece) > left:
            if isinstance(span, str):
                out.append(_cut(span, left))
            out.append("…")
            break
        out.append(piece)
        left -= _units(piece)
    return "".join(out).strip()


def _markup(span: Span) -> str:
    match span:
        case str():
            return _foreign(span)
        case Strong(text):
            words = _foreign(clean(text)).strip()
            return f"*{words}*" if words else ""
        case Struck(text):
            words = _foreign(clean(text)).strip().replace("~", "∼")
            return f"~{words}~" if words else ""
        case Code(text):
            words = _escaped(clean(text, 1_000)).replace("`", "ˋ")
            return f"`{words}`" if words else ""
        case Link(url, label):
            return _link(url, label)
        case Mention(name):
            if re.fullmatch(r"[UW][A-Z0-9]+", name):
                return f"<@{name}>"
            return f"<#{name}>" if re.fullmatch(r"[CG][A-Z0-9]+", name) else _foreign(clean(name, 80))
        case Moment(at):
            fallback = at.strftime("%d %b %Y, %H:%M UTC").lstrip("0")
            return f"<!date^{int(at.timestamp())}^{{date_short}}, {{time}} your time|{fallback}>"


def _link(url: str, label: str) -> str:
    words = _foreign(clean(label, 150)).replace("|", "¦") or "link"
    address = re.sub(r"[\x00-\x20\x7f<>|\"`]", lambda match: f"%{ord(match[0]):02X}", clean(url, URL + 1))
    if not re.match(r"https?://[^/\s]", address, re.IGNORECASE) or len(address) > URL:
        return words
    return f"<{address.replace('&', '&amp;')}|{words}>"


def _foreign(text: str) -> str:
    """Plain words: nothing in them is a mention, a link or an emphasis."""
    return _escaped(_MARKUP.sub(lambda match: _LOOKALIKE[match[0]], _tidy(text)))


def _tidy(text: str) -> str:
    """Like `clean`, but the blanks at the ends stay: they separate spans."""
    core = clean(text, 3_000)
    if not core:
        return " " if text[:1].isspace() else ""
    return (" " if text[0].isspace() else "") + core + (" " if text[-1].isspace() else "")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, limit: int) -> str:
    """As many whole characters of a plain string as fit once they are escaped."""
    out: list[str] = []
    left = limit
    for char in _MARKUP.sub(lambda match: _LOOKALIKE[match[0]], _tidy(text)):
        piece = _escaped(char)
        left -= _units(piece)
        if left < 0:
            break
        out.append(piece)
    return "".join(out).rstrip()


def _units(text: str) -> int:
    """Length as a JavaScript client counts it: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def units_cut(text: str, limit: int) -> str:
    """As much of a text as Slack's clients count to be within the limit."""
    while _units(text) > limit:
        text = text[:-1]
    return text


def _weight(block: Block) -> int:
    if "rows" in block:
        return sum(_units(cell["text"]) for row in block["rows"] for cell in row)
    texts = [block.get("text"), block.get("label"), block.get("hint"), *block.get("fields", ())]
    texts += block.get("elements", ())
    return sum(_units(_words(text)) for text in texts if text)


def _words(element: Block) -> str:
    text = element.get("text", "")
    return text if isinstance(text, str) else str(text.get("text", ""))
