"""The five answers to a question about our reading. The database decides who was first; the other one is told."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import review as messages
from bot.messages.forms import Form
from bot.messages.parts import Message
from bot.replies import Faulty, NotPossible, Reply
from storage import companies, judgements, reviews
from storage.domain.views import ReviewView

_Decide = Callable[[AsyncSession, int], Awaitable[ReviewView]]


async def accept(press: Press) -> Reply:
    who, now = press.asker.user, press.now
    return await _decided(press, lambda session, number: judgements.accept(session, number, who, "", now))


async def reject(press: Press) -> Reply:
    who, now = press.asker.user, press.now
    return await _decided(press, lambda session, number: judgements.reject(session, number, who, "", now))


async def block(press: Press) -> Reply:
    who, now = press.asker.user, press.now
    return await _decided(press, lambda session, number: judgements.block(session, number, who, now), messages.blocked)


async def misread(press: Press) -> Reply:
    return await _asked(press, messages.misread)


async def merge(press: Press) -> Reply:
    return await _asked(press, messages.merge)


async def put_right(press: Press) -> Reply:
    """Only what differs from our reading is a change; a form sent as it came says nothing."""

    async def decide(session: AsyncSession, number: int) -> ReviewView:
        view = await reviews.get(session, number)
        was = {"subject": view.subject, "kind": view.kind, "licence": view.licence, "status": view.status}
        said = {name: press.one(name) or None for name in (*was, "scope")}
        changed = {name: value for name, value in said.items() if value is not None and value != was.get(name)}
        if not changed:
            raise Faulty(
                {"status": "This is what we read. Change what it really says, or close and press Read correctly."}
            )
        return await judgements.edit(session, number, press.asker.user, press.one("reason"), press.now, **changed)

    return await _decided(press, decide)


async def merged(press: Press) -> Reply:
    async def decide(session: AsyncSession, number: int) -> ReviewView:
        known = await companies.by_key(session, press.one("company"))
        if known is None:
            raise Faulty({"company": "Choose the company it is."})
        return await judgements.merge(session, number, known.name, press.asker.user, press.one("reason"), press.now)

    return await _decided(press, decide)


async def _decided(press: Press, decide: _Decide, said: Callable[[ReviewView], Message] = messages.decided) -> Reply:
    try:
        async with press.db.write() as session:
            await require_admin(session, press.asker)
            view = await decide(session, _number(press))
    except reviews.NotOpen as closed:
        if closed.decided is None:
            raise NotPossible(str(closed)) from closed
        return Reply(message=messages.too_late(closed.decided))
    except ValueError as wrong:
        raise NotPossible(str(wrong)) from wrong
    return Reply(message=said(view))


async def _asked(press: Press, form: Callable[[ReviewView], Form]) -> Reply:
    """A form is only opened on a question that is open still."""
    async with press.db.read() as session:
        await require_admin(session, press.asker)
        try:
            view = await reviews.get(session, _number(press))
        except reviews.NotOpen as missing:
            raise NotPossible(str(missing)) from missing
    if view.state != "open":
        return Reply(message=messages.too_late(view))
    return Reply(message=messages.card(view), form=form(view))


def _number(press: Press) -> int:
    if not (press.record.isascii() and press.record.isdigit() and len(press.record) < 10):
        raise NotPossible("There is no such review.")
    return int(press.record)


ACTIONS = (
    Action(name="review_accept", run=accept),
    Action(name="review_reject", run=reject),
    Action(name="review_block", run=block),
    Action(name="review_misread", run=misread),
    Action(name="review_merge", run=merge),
)
FORMS = (Action(name="review_misread", run=put_right), Action(name="review_merge", run=merged))
