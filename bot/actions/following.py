"""Following by form, and what a list of follows offers."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.access import Asker
from bot.actions.registry import Action, Press, listed
from bot.commands import values
from bot.commands.records import find
from bot.commands.rules import FIRST
from bot.grammar import Misunderstood
from bot.messages import following as forms
from bot.messages import watchlist as messages
from bot.replies import Faulty, NotPossible, Reply
from storage import companies, follows
from storage.domain.licence import Certainty
from storage.domain.telling import Pace
from storage.domain.views import FollowView
from storage.follows import KINDS, Rule


async def follow(press: Press) -> Reply:
    """The form with this company filled in; from a terminal the words do the same."""
    async with press.db.read() as session:
        thing = await find(session, press.record, press.now, "follow company:")
        rule = Rule(companies=(thing.company,) if thing.company else (), minimum=Certainty.REPORTED)
        names = {thing.company: thing.name} if thing.company else {}
    return Reply(message=thing.message, form=forms.form("", rule, names))


async def begin(press: Press) -> Reply:
    """A form for something new, from the Home; there is no company to begin with."""
    return Reply(message=messages.following((), press.asker.outlet), form=forms.form("", Rule(kinds=FIRST), {}))


async def change(press: Press) -> Reply:
    """The form on a follow that is there."""
    async with press.db.read() as session:
        view = await _own(session, press)
        names = {company.key: company.name for company in (await companies.index(session)).companies}
    channel = view.outlet if view.outlet[:1] in ("C", "G") else ""
    rule = follows.rule_of(view)
    return Reply(message=messages.following((view,), view.outlet), form=forms.form(view.id, rule, names, channel))


async def stop(press: Press) -> Reply:
    async with press.db.write() as session:
        view = await _own(session, press)
        stopped = await follows.remove(session, view.outlet, view.id, press.asker.user, press.now)
    return Reply(message=messages.unfollowed(stopped))


async def followed(press: Press) -> Reply:
    """The form that was sent, as a rule. A follow it changes is replaced, both are in the audit."""
    rule = _rule(press)
    outlet = _outlet(press)
    async with press.db.write() as session:
        if press.record:
            before = await _own(session, press)
            if before.words != rule.words() or before.outlet != outlet:
                await follows.remove(session, before.outlet, before.id, press.asker.user, press.now)
        return Reply(message=messages.followed(await follows.add(session, outlet, rule, press.asker.user, press.now)))


def _rule(press: Press) -> Rule:
    faults = {}
    materials: set[str] = set()
    for word in listed(press.one("materials")):
        try:
            materials.add(values.material(word, ""))
        except Misunderstood as slip:
            faults["materials"] = slip.why.replace("`", '"')
    if faults:
        raise Faulty(faults)
    return Rule(
        kinds=tuple(kind for kind in KINDS if kind in press.all("kinds")),
        companies=tuple(sorted(press.all("companies"))),
        customers=tuple(sorted(press.all("customers"))),
        materials=tuple(sorted(materials)),
        minimum=Certainty(press.one("min") or Certainty.REPORTED),
        tier=press.one("tier") or None,
        excepted=tuple(sorted(set(listed(press.one("except"))))),
        pace=Pace(press.one("pace") or Pace.NOW),
    )


def _outlet(press: Press) -> str:
    """The channel the form names; a direct message, with whomever, is told to the person who filled it in."""
    where = press.one("where")
    if where.startswith(("U", "W")):
        where = press.asker.user
    return Asker(user=press.asker.user, channel=where).outlet if where else press.asker.outlet


async def _own(session: AsyncSession, press: Press) -> FollowView:
    """A follow of this channel or person, or one they made. Anybody in a channel may change what it follows."""
    asker, follow_id = press.asker, grammar.short_id(press.record, "W")
    view = await follows.get(session, follow_id) if follow_id else None
    if view is None or not (view.outlet in (asker.outlet, asker.user) or view.created_by == asker.user):
        raise NotPossible("No such follow here; `/licence following` lists what is followed, with ids.")
    return view


ACTIONS = (
    Action(name="follow", run=follow),
    Action(name="follow_new", run=begin),
    Action(name="follow_change", run=change),
    Action(name="unfollow", run=stop),
)
FORMS = (Action(name="follow", run=followed),)
