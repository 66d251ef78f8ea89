"""Write the cards anew: `python -m tests.questions`. Read the difference as a buyer would before it is committed."""

import asyncio
import tempfile
from pathlib import Path

from bot import commands
from bot.access import Asker
from storage import seeding
from storage.database import Database
from tests.questions.cards import FOLDER, NOW, Page, card


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite+aiosqlite:///{Path(folder) / 'record.db'}")
        await db.upgrade()
        async with db.write() as session:
            await seeding.seed(session, NOW)
        for path in sorted(FOLDER.glob("*.txt")):
            page = Page.read(path)
            answer = await commands.answer(page.asked[0], Asker(user="U0ANN", channel="C0MAGNETS"), db, NOW)
            path.write_text(page.write(card(answer.as_text())), "utf-8")
        await db.close()


asyncio.run(main())
