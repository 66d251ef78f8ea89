"""Every card over the shipped record: what speaks of law in it is a sentence of the catalogue, or the record's own.

tests/test_catalogue.py looks through the program's words; this reads what buyers get.
"""

import re
import tomllib
from collections.abc import Iterable

import pytest
from sqlmodel import select

from bot.commands import VERBS
from bot.messages import alert as alert_messages
from bot.messages import card, terminal
from storage.domain import law, law_orders
from storage.models import Conflict, Evidence, Figure, RegimeEvent, Roster, RosterEntry, Rule
from tests.bot import situations
from tests.bot.conftest import ANN, Desk
from tests.questions.cards import FOLDER, Page
from tests.test_catalogue import LEGAL, ROOT

COMMANDS = (
    "",
    "who JL Mag",
    "who Ford",
    "holders",
    "customers",
    "smco",
    "evidence",
    "changes 30d",
    "expiring 90d",
    "regime",
    "figures magnets",
    "check JL Mag for Subaru NdFeB Japan",
    "check JL Mag for Mitsubishi Heavy Industries",
    'check Yunsheng for Ford "SmCo" "US defence" US',
    'check JL Mag for Bosch "NdFeB without Dy and Tb" automotive',
    "help",
)


def _pattern(template: str) -> str:
    """A sentence of the catalogue with its slots open."""
    return "(.{0,300}?)".join(re.escape(part) for part in re.split(r"\{\w+\}", template))


SENTENCES = sorted({one.text for one in (*law.CATALOGUE, *law_orders.CATALOGUE)}, key=len, reverse=True)
#: A heading over events on record, and a line of the buyer's own letter, which repeats what the buyer typed.
_NO_STATEMENT = ("The law behind it", "Our end use:")
_WHOLE = [text for text in SENTENCES if "{" not in text and len(text) > 12]
_OPEN = [
    re.compile(_pattern(text), re.IGNORECASE)
    for text in SENTENCES
    if "{" in text and len(re.sub(r"\{\w+\}", "", text)) > 20
]


async def _recorded(desk: Desk) -> list[str]:
    """All that the record says in sentences, the longest first; single words are nobody's statement."""
    held = [row["summary"] for row in tomllib.loads((ROOT / "seeds" / "series.toml").read_text("utf-8"))["series"]]
    async with desk.db.read() as session:
        for table in (Rule, RegimeEvent, Evidence, Roster, RosterEntry, Conflict, Figure):
            for row in (await session.exec(select(table))).all():
                held += _texts(row.model_dump().values())
    return sorted({" ".join(text.split()) for text in held if len(text) >= 15}, key=len, reverse=True)


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)


def stray(shown: str, recorded: Iterable[str]) -> list[str]:
    """What speaks of law in a card once the record's words, the catalogue's, addresses and commands are taken out."""
    left = re.sub(r"https?://\S+|`[^`]*`|^> /licence.*$", " ", shown, flags=re.MULTILINE)
    left = re.sub(r"^The rules: [\w -]+ ─+", " ", " ".join(left.split()))
    for text in (*_WHOLE, *_NO_STATEMENT):
        left = re.sub(re.escape(text), " § ", left, flags=re.IGNORECASE)
    for text in recorded:
        left = left.replace(text, " § ")
        if len(text) > 90 and text[:90] in left:
            # A row shows the beginning of a long text.
            left = re.sub(re.escape(text[:90]) + r"[^…]{0,310}…", " § ", left)
    for pattern in _OPEN:
        left = pattern.sub(" § ", left)
    return [left[max(0, found.start() - 60) : found.end() + 60] for found in LEGAL.finditer(left)]


@pytest.mark.parametrize("typed", COMMANDS)
async def test_a_card_says_of_law_what_the_catalogue_says(shipped: Desk, typed: str) -> None:
    shown = (await shipped.ask(typed, ANN)).as_text(100_000)
    assert not stray(shown, await _recorded(shipped))


async def test_every_rule_is_shown_in_the_catalogues_words(shipped: Desk) -> None:
    recorded = await _recorded(shipped)
    async with shipped.db.read() as session:
        topics = (await session.exec(select(Rule.topic))).all()
    for topic in topics:
        assert not stray((await shipped.ask(f"explain {topic}", ANN)).as_text(100_000), recorded), topic


async def test_the_cards_of_the_twenty_questions_say_nothing_else(shipped: Desk) -> None:
    recorded = await _recorded(shipped)
    for path in FOLDER.glob("*.txt"):
        shown = (await shipped.ask(Page.read(path).asked[0], ANN)).as_text(100_000)
        assert not stray(shown, recorded), path.name


def test_alerts_and_companies_say_nothing_else() -> None:
    for message in (
        alert_messages.single(situations.GAINED),
        alert_messages.listed([situations.GAINED, situations.GAINED], "Two", "Both."),
        card.company(situations.COMPANY, {}),
    ):
        assert not stray(terminal.render(message, width=100_000), [])


def test_what_is_not_in_the_catalogue_is_found() -> None:
    assert stray("A licence is valid for ever, says the law.", [])
    assert not stray(law.MEANS_HOLDER.text, [])
    assert {verb.name for verb in VERBS if verb.group == "Ask"} >= {"explain", "regime", "check"}
