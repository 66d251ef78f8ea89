"""One story once: copies of a text, wherever they were printed, are one story with many witnesses.

Only texts that say something about a licence have a story; the rest of the news is nobody's witness.
"""

from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain import likeness
from storage.models import Document, StoryKey
from storage.prepared import Prepared

#: Candidates that share the most keys with a text are compared word by word, so many of them.
_COMPARED = 20


async def join(session: AsyncSession, document: Document) -> None:
    """Find the story this text tells, among those told before; else it is a story of its own. Joining twice is once."""
    if document.story_id is not None:
        return
    keys = likeness.keys(document.text or document.title)
    document.story_id = await _known_story(session, document, keys) or document.id
    session.add(document)
    session.add_all(StoryKey(key=key, document_id=document.id or 0) for key in dict.fromkeys(keys))
    await session.flush()


async def of(session: AsyncSession, document_ids: set[int]) -> dict[int, int]:
    """The stories of documents, by document: a story is named by the first text of it that was kept."""
    rows = await _of().rows(session, ids=list(document_ids)) if document_ids else ()
    return {number: story for number, story in rows if story is not None}


@cache
def _of() -> Prepared:
    these: Any = bindparam("ids", expanding=True)
    return Prepared(columns(col(Document.id), col(Document.story_id)).where(col(Document.id).in_(these)))


async def _known_story(session: AsyncSession, document: Document, keys: tuple[int, ...]) -> int | None:
    rows = await session.exec(
        select(StoryKey.document_id).where(col(StoryKey.key).in_(keys), StoryKey.document_id != document.id)
    )
    shared: dict[int, int] = {}
    for number in rows.all():
        shared[number] = shared.get(number, 0) + 1
    nearest = sorted(shared, key=lambda number: (-shared[number], number))[:_COMPARED]
    for number in nearest:
        other = await session.get_one(Document, number)
        # A version of the text at the same address is no other witness, but it tells the same story.
        if other.url == document.url or likeness.is_copy(document.text, other.text):
            return other.story_id
    return None
