"""`admin claim add | retract | restore`: what an admin knows, with a link, and what an admin takes back."""

from datetime import date

from bot import grammar
from bot.access import require_admin
from bot.commands import values
from bot.commands.verbs import ADMIN, Ask, Incomplete, NotPossible, Verb
from bot.grammar import Misunderstood, Token
from bot.messages import filing as messages
from bot.messages.parts import Message, shown
from storage import filing
from storage.domain.claim import Attribution, ClaimStatus, SubjectKind
from storage.filing import Filing

_KINDS = {"exporter": SubjectKind.EXPORTER, "customer": SubjectKind.CUSTOMER, "smco": SubjectKind.SMCO_PRODUCER}
_SAID = {"company": Attribution.COMPANY, "ministry": Attribution.MINISTRY, "nobody": Attribution.NONE}


async def add(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, ("kind", "status", "said", "date", "says"))
    link = next((word for word in given.words if _is_link(word)), None)
    name = grammar.name_of([word for word in given.words if word is not link])
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        if link is None or not name:
            missing = "a link: it says who said so" if name else "a name and a link"
            raise Incomplete(
                f"`admin claim add` needs {missing}.",
                messages.form(name),
                nearest=f'admin claim add "{name or "Example Magnetics"}" https://example.org/report status:granted',
                example=True,
            )
        before = f'admin claim add "{name}" {_address(link)} '
        kind, status = given.one("kind") or "exporter", given.one("status") or "granted"
        wanted = Filing(
            subject=name,
            kind=values.one_of(kind, _KINDS, "kind", f"{before}kind:"),
            status=values.one_of(status, {word.value: word for word in ClaimStatus}, "status", f"{before}status:"),
            link=_address(link),
            said_by=values.one_of(given.one("said") or "nobody", _SAID, "speaker", f"{before}said:"),
            day=_day(ask, given.one("date"), before),
            words=(given.one("says") or "")[:300],
        )
        try:
            return messages.filed(await filing.file(session, wanted, ask.asker.user, ask.now))
        except filing.CannotFile as wrong:
            raise NotPossible(str(wrong)) from wrong


async def retract(ask: Ask) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        claim, why = _claim(ask), grammar.name_of(ask.line.tokens[1:])
        if not why:
            raise Misunderstood(
                "`admin claim retract` needs a reason, for whoever looks later.",
                nearest=f"admin claim retract {claim} it was withdrawn",
                example=True,
            )
        try:
            subject = await filing.retract(session, claim, ask.asker.user, why, ask.now)
        except filing.CannotFile as wrong:
            raise NotPossible(str(wrong)) from wrong
    return messages.retracted(claim, subject)


async def restore(ask: Ask) -> Message:
    async with ask.db.write() as session:
        await require_admin(session, ask.asker)
        claim = _claim(ask)
        try:
            subject = await filing.restore(session, claim, ask.asker.user, ask.now)
        except filing.CannotFile as wrong:
            raise NotPossible(str(wrong)) from wrong
    return messages.restored(claim, subject)


def _claim(ask: Ask) -> str:
    typed = ask.line.tokens[0].text if ask.line.tokens else ""
    claim = grammar.short_id(typed, "C")
    if claim is None:
        said = f", not {shown(typed)}" if typed else ""
        raise Misunderstood(f"`{ask.line.verb}` needs the id of a claim{said}.", odd=typed, nearest="evidence")
    return claim


def _is_link(token: Token) -> bool:
    return bool(token.url) or token.text.startswith(("https://", "http://"))


def _address(token: Token) -> str:
    return token.url or token.text


def _day(ask: Ask, typed: str | None, before: str) -> date | None:
    return values.since(typed, ask.now, f"{before}date:") if typed else None


VERBS = (
    Verb(
        name="admin claim add",
        group=ADMIN,
        usage="admin claim add NAME URL [kind:] [status:] [said:company or ministry] [date:] [says:]",
        example='admin claim add "Example Magnetics" https://example.org/report status:granted',
        help="File what you know, with a link: it counts as claimed, unless the link is a primary document.",
        run=add,
    ),
    Verb(
        name="admin claim retract",
        group=ADMIN,
        usage="admin claim retract C7 REASON",
        example="admin claim retract C7 it was withdrawn",
        help="Take a claim back: it stays on record and weighs nothing.",
        run=retract,
    ),
    Verb(
        name="admin claim restore",
        group=ADMIN,
        usage="admin claim restore C7",
        example="admin claim restore C7",
        help="Let a claim that was taken back weigh again.",
        run=restore,
    ),
)
