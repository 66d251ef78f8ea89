"""The twenty questions buyers ask, each in three phrasings, and the exact card each gets: read tests/questions/*.txt.

When a card is meant to change, `python -m tests.questions` writes the pages anew; read the difference as a buyer.
"""

from pathlib import Path

import pytest

from tests.bot.conftest import ANN, Desk
from tests.bot.limits import check
from tests.questions.cards import FOLDER, NOW, Page, card

PAGES = sorted(FOLDER.glob("*.txt"))


def test_there_are_twenty_questions_in_three_phrasings() -> None:
    assert len(PAGES) == 20
    assert all(len(set(Page.read(path).asked)) == 3 for path in PAGES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
async def test_every_phrasing_gets_exactly_this_card(shipped: Desk, path: Path) -> None:
    page = Page.read(path)
    shipped.now = NOW
    for question in page.asked:
        answer = await shipped.ask(question, ANN)
        assert card(answer.as_text()) == (page.command, page.card), question
        check(answer.as_slack())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_card_has_a_source_with_a_date_or_says_that_there_is_none(path: Path) -> None:
    shown = " ".join(Page.read(path).card.split())
    assert "https://" in shown or "http://" in shown or "Nothing moved" in shown


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_card_gives_advice_or_clears_an_order(path: Path) -> None:
    shown = Page.read(path).card.casefold()
    assert "you should" not in shown
    assert "we recommend" not in shown
    assert "controls are back" not in shown
