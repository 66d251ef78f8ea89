"""`follow ...`: be told here, or in another channel."""

from bot import grammar
from bot.commands import rules
from bot.commands.verbs import FOLLOW, Ask, Incomplete, NotPossible, Verb
from bot.messages import following as forms
from bot.messages import watchlist as messages
from bot.messages.parts import Message
from storage import companies, follows


async def run(ask: Ask) -> Message:
    """A rule in words; a short id opens the form on a follow that is there, or follows what an alert is about."""
    if follow_id := grammar.short_id(ask.line.rest, "W"):
        return await _edited(ask, follow_id)
    async with ask.db.write() as session:
        wish = await rules.read(session, ask)
        return messages.followed(await follows.add(session, wish.outlet, wish.rule, ask.asker.user, ask.now))


async def _edited(ask: Ask, follow_id: str) -> Message:
    async with ask.db.read() as session:
        view = await follows.get(session, follow_id)
        if view is None or view.outlet not in (ask.asker.outlet, ask.asker.user):
            raise NotPossible("No such follow here; `/licence following` lists what is followed, with ids.")
        names = {company.key: company.name for company in (await companies.index(session)).companies}
    raise Incomplete(
        f"{view.id} is `{view.words}`.",
        forms.form(view.id, follows.rule_of(view), names),
        nearest=f"following {view.id}",
    )


VERB = Verb(
    name="follow",
    group=FOLLOW,
    usage="follow [exporters customers smco losses regime figures watchlist] "
    '[company:".."] [material:] [customer:] [min:] [tier:] [except:".."] [now or daily or weekly] [in #channel]',
    example="follow exporters smco min:reported",
    help="Be told here when it happens. You get exactly the kinds you name; reminders that a period ends come with its "
    "kind and with losses.",
    run=run,
    hints=("subscribe", "watch", "alert", "notify", "track", "sub"),
    wanted="be told here when something happens",
)
