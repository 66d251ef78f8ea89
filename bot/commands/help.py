"""`help [VERB]`, `help all`: made from the verbs, so that it cannot say what they do not do."""

from bot import grammar, questions
from bot.access import Refused, require_admin
from bot.commands import naming
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import help as messages
from bot.messages.help import HelpLine
from bot.messages.parts import Message, shown


async def run(ask: Ask) -> Message:
    typed = ask.line.rest.casefold().removeprefix("/licence ").removeprefix("/license ")
    async with ask.db.read() as session:
        company = await naming.anybody(session)
        try:
            await require_admin(session, ask.asker)
            shows = ask.verbs
        except Refused:
            shows = tuple(verb for verb in ask.verbs if not verb.admin)
    if not typed:
        return messages.first([_line(verb, company) for verb in shows], company)
    if typed in _ALL:
        return messages.overview([_line(verb, company) for verb in shows])
    named = next((verb for verb in ask.verbs if verb.name == typed), None)
    if named is not None:
        return messages.one(_line(named, company))
    if any(verb.name.startswith(f"{typed} ") for verb in ask.verbs):
        return messages.overview([_line(verb, company) for verb in ask.verbs if verb.name.startswith(f"{typed} ")])
    near = grammar.nearest(typed, [*(verb.name for verb in ask.verbs), "all"])
    if near is None and questions.mostly_ordinary(f"help {typed}"):
        return messages.first([_line(verb, company) for verb in shows], company)
    raise Misunderstood(f"There is no verb {shown(typed)}.", odd=typed, nearest=f"help {near}" if near else "help")


def _line(verb: Verb, company: str) -> HelpLine:
    return HelpLine(
        name=verb.name,
        group=verb.group,
        usage=verb.usage,
        example=verb.example.replace("{company}", company),
        help=verb.help,
        wanted=verb.wanted,
    )


_ALL = ("all", "more", "everything", "full", "commands")


VERB = Verb(
    name="help",
    group=ASK,
    usage="help [VERB or all]",
    example="help follow",
    help="What is asked most; `help all` shows every form, `help VERB` all that one takes.",
    run=run,
    hints=("?", "usage", "commands", "man"),
)
