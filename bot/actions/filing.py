"""A claim that an admin files in a form."""

from bot import grammar
from bot.access import require_admin
from bot.actions.registry import Action, Press
from bot.messages import filing as messages
from bot.replies import Faulty, Reply
from storage import filing
from storage.domain.claim import Attribution, ClaimStatus, SubjectKind
from storage.filing import Filing

_NEEDED = {
    "subject": "Which company is it?",
    "kind": "Say what it is.",
    "status": "Say what is said of its licence.",
    "link": "Without a link nobody could check it.",
}


async def add(press: Press) -> Reply:
    typed = press.one("date")
    day = grammar.day(typed, press.now.date()) if typed else None
    if typed and (day is None or day > press.now.date()):
        raise Faulty({"date": "Write the day as 2026-11-20; it cannot lie in the future."})
    for field, question in _NEEDED.items():
        if not press.one(field):
            raise Faulty({field: question})
    wanted = Filing(
        subject=press.one("subject")[:120],
        kind=SubjectKind(press.one("kind")),
        status=ClaimStatus(press.one("status")),
        link=press.one("link"),
        said_by=Attribution(press.one("said") or "none"),
        day=day,
        words=" ".join(press.one("words").split())[:300],
    )
    async with press.db.write() as session:
        await require_admin(session, press.asker)
        try:
            filed = await filing.file(session, wanted, press.asker.user, press.now)
        except filing.CannotFile as wrong:
            raise Faulty({"link": str(wrong)}) from wrong
    return Reply(message=messages.filed(filed))


FORMS = (Action(name="claim_add", run=add),)
