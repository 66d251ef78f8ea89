"""`admin review`, and its decisions: a person vouches for our reading, never for the fact."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.access import require_admin
from bot.commands import naming, paging, values
from bot.commands.verbs import ADMIN, Ask, NotPossible, Verb
from bot.grammar import Arguments, Misunderstood
from bot.messages import review as messages
from bot.messages.parts import Message, shown
from storage import judgements, reviews
from storage.domain.claim import ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import ReviewView

#: Questions in one answer; each carries a whole quote.
PAGE = 6

#: What an edit may put right, and the words each field takes (a subject takes any name).
_EDITS = {
    "kind": tuple(SubjectKind),
    "licence": tuple(LicenceKind),
    "status": tuple(ClaimStatus),
    "scope": tuple(Scope),
}

_Decide = Callable[[AsyncSession, int, str], Awaitable[ReviewView]]


async def queue(ask: Ask) -> Message:
    page = paging.page("admin review", grammar.arguments(ask.line, ("page",)), PAGE)
    async with ask.db.read() as session:
        await require_admin(session, ask.asker)
        views = await reviews.open(session, limit=page.rows, offset=page.first)
        total = await reviews.count_open(session)
        page.within(total)
        return messages.queue(views, total, page.turning(total))


async def accept(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ())
    return await _decided(
        ask, given, 1, lambda session, number, why: judgements.accept(session, number, ask.asker.user, why, ask.now)
    )


async def reject(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ())
    return await _decided(
        ask, given, 1, lambda session, number, why: judgements.reject(session, number, ask.asker.user, why, ask.now)
    )


async def edit(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("subject", *_EDITS))
    right = {key: _word(ask, given, key, given.all(key)[-1]) for key, _ in given.filters}

    async def decide(session: AsyncSession, number: int, why: str) -> ReviewView:
        if not right:
            raise Misunderstood(
                "An edit says what the text really says, such as `status:applied`.",
                nearest=f"admin review edit {number} status:applied {why}",
                example=True,
            )
        return await judgements.edit(session, number, ask.asker.user, why, ask.now, **right)

    return await _decided(ask, given, 1, decide)


async def merge(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ())

    async def decide(session: AsyncSession, number: int, why: str) -> ReviewView:
        company = await naming.require(session, given.words[1].text, f"admin review merge {number} ", f" {why}")
        return await judgements.merge(session, number, company.name, ask.asker.user, why, ask.now)

    return await _decided(ask, given, 2, decide)


async def _decided(ask: Ask, given: Arguments, before_reason: int, decide: _Decide) -> Message:
    """Number first (for a merge, the company next, in quotes), then the reason in words."""
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        number = given.words[0].text.lstrip("#") if given.words else ""
        why = grammar.name_of(given.words[before_reason:])
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            said = f", not {shown(number)}" if number else ""
            raise Misunderstood(
                f"`{ask.line.verb}` needs the number of a review{said}.", odd=number, nearest="admin review"
            )
        if not why:
            form = next(verb for verb in VERBS if verb.name == ask.line.verb)
            raise Misunderstood(
                f"`{ask.line.verb}` needs a reason, for whoever looks later.",
                nearest=form.example.replace("12", number, 1),
                example=True,
            )
        try:
            view = await decide(session, int(number), why)
        except reviews.NotOpen as closed:
            if closed.decided is None:
                raise NotPossible(str(closed)) from closed
            return messages.too_late(closed.decided)
        except ValueError as wrong:
            raise NotPossible(str(wrong)) from wrong
    return messages.decided(view)


def _word(ask: Ask, given: Arguments, key: str, typed: str) -> str:
    if key == "subject":
        return typed
    words = {str(word): str(word) for word in _EDITS[key]}
    before = " ".join([ask.line.verb, *map(str, given.words), f"{key}:"])
    return values.one_of(typed, words, key, before)


VERBS = (
    Verb(
        name="admin review",
        group=ADMIN,
        usage="admin review [page:]",
        example="admin review",
        help="Readings that wait for a person, each with its quote and why we ask.",
        run=queue,
    ),
    Verb(
        name="admin review accept",
        group=ADMIN,
        usage="admin review accept ID REASON",
        example="admin review accept 12 the text says so plainly",
        help="Read correctly.",
        run=accept,
    ),
    Verb(
        name="admin review reject",
        group=ADMIN,
        usage="admin review reject ID REASON",
        example="admin review reject 12 another company",
        help="Not about this.",
        run=reject,
    ),
    Verb(
        name="admin review edit",
        group=ADMIN,
        usage="admin review edit ID [subject:] [kind:] [licence:] [status:] [scope:] REASON",
        example="admin review edit 12 status:applied it only applied",
        help="Misread: say what it really says.",
        run=edit,
    ),
    Verb(
        name="admin review merge",
        group=ADMIN,
        usage='admin review merge ID "KNOWN COMPANY" REASON',
        example='admin review merge 12 "Known Company" same firm',
        help="The name is a known company's.",
        run=merge,
    ),
)
