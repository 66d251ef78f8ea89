"""Long lists: each answer says which of how many it shows, and its own button leads to all the others."""

import re
from collections.abc import AsyncIterator

import pytest

from bot import commands
from bot.access import Asker
from bot.messages.parts import Choices, Message, Note, Rows
from storage import admins, follows, watchlist
from storage.database import Database
from storage.domain.licence import Role
from tests.bench.large_record import NOW, Size, fill, name_of
from tests.bot.limits import check
from tests.conftest import Records

ADMIN = Asker(user="U7", channel="C1")
_SHOWN = re.compile(r"([\d,]+)-([\d,]+) of (at least )?([\d,]+)\.")


async def _fill(db: Database) -> None:
    await fill(db, Size(companies=140, evidence=560, licences=140, sources=50, reviews=14))
    async with db.write() as session:
        await admins.appoint(session, [ADMIN.user], NOW)
        for number in range(45):
            await watchlist.add(session, name_of(number), Role.EXPORTER, (), (), ADMIN.user, NOW)
            await follows.add(session, "C1", follows.Rule(companies=(f"maker-{number}",)), ADMIN.user, NOW)


@pytest.fixture(scope="module")
def filled(records: Records, upgraded: str) -> str:
    return records.template(_fill, upgraded)


@pytest.fixture
async def db(filled: str) -> AsyncIterator[Database]:
    """Only read here, so that one record serves all."""
    db = Database(filled)
    yield db
    await db.close()


async def _ask(db: Database, typed: str) -> Message:
    answer = await commands.answer(typed, ADMIN, db, NOW)
    assert answer.understood, answer.as_text()
    check(answer.as_slack())
    return answer.reply.message


def _buttons(message: Message) -> dict[str, str]:
    return {
        button.label: button.command for part in message.parts if isinstance(part, Choices) for button in part.buttons
    }


def _shown(message: Message) -> tuple[int, int, int]:
    """First, last, of how many."""
    notes = [part.text[0] for part in message.parts if isinstance(part, Note) and isinstance(part.text[0], str)]
    [found] = [match for text in notes if (match := _SHOWN.fullmatch(text))]
    first, last, _, total = found.groups()
    return int(first), int(last), int(total.replace(",", ""))


@pytest.mark.parametrize(
    "typed",
    [
        "holders",
        "holders material:NdFeB certainty:claimed",
        "customers",
        "expiring 400d",
        "changes 320d",
        "evidence",
        "following",
        "admin watch list",
        "admin source list",
        "admin source list source",
        "admin review",
        "admin audit 7d",
    ],
)
async def test_turning_the_pages_shows_everything_once(db: Database, typed: str) -> None:
    message = await _ask(db, typed)
    first, last, total = _shown(message)
    assert first == 1
    rows: list[object] = []
    for _ in range(40):
        shown = [part.rows for part in message.parts if isinstance(part, Rows)]
        # Behind what moved stands what was read.
        rows += [row for part in (shown[:1] if typed.startswith("changes") else shown) for row in part]
        if "Next page" not in _buttons(message):
            break
        message, before = await _ask(db, _buttons(message)["Next page"]), last
        first, last, of = _shown(message)
        assert (first, of) == (before + 1, total)
    assert last == total
    assert len(rows) in (0, total)
    assert len(set(map(str, rows))) == len(rows)


async def test_a_page_beyond_the_last_names_the_last(db: Database) -> None:
    answer = await commands.answer("holders page:77", ADMIN, db, NOW)
    assert not answer.understood
    assert "There is no page 77: it has 5 pages." in answer.as_text()
    assert "> /licence holders page:5\n" in answer.as_text()


async def test_a_list_that_fits_one_page_says_nothing_of_pages(db: Database) -> None:
    assert not any("page" in label for label in _buttons(await _ask(db, "holders certainty:confirmed since:7d")))


async def test_the_page_before_is_a_button_too(db: Database) -> None:
    assert _buttons(await _ask(db, "holders page:3"))["Page before"] == "holders page:2"
    assert _buttons(await _ask(db, "holders page:2"))["Page before"] == "holders"
