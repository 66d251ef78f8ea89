"""The message shortcut: what does this message, or the page it links to, say about licences?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import grammar
from bot.access import Asker
from bot.messages import findings as messages
from bot.replies import NotPossible, Reply, explained
from storage import requests
from storage.database import Database


async def read_message(message: Mapping[str, Any], asker: Asker, db: Database, now: datetime) -> Reply:
    """A row that jobs pick up within a second. A message kept nowhere: its text is erased once it is answered."""
    text, url = grammar.message(words(message))
    if not text and not url:
        return explained(NotPossible("There is nothing in that message to read."))
    try:
        async with db.write() as session:
            await requests.add(
                session,
                url=url,
                text=text,
                asked_by=asker.user,
                channel=asker.channel,
                answer_to=asker.answer_to,
                now=now,
            )
    except requests.TooMany as too_many:
        return explained(NotPossible(str(too_many)))
    return Reply(message=messages.reading("that message"))


def words(message: Mapping[str, Any]) -> str:
    """A message's own words, and those of what was attached to it (a forwarded message, a link's preview)."""
    attached = [str(each.get("text") or each.get("fallback") or "") for each in message.get("attachments") or ()]
    return "\n".join(filter(None, (str(message.get("text") or ""), *attached)))
