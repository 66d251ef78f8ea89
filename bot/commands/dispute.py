"""`dispute C7 REASON`: say that a reading is wrong. Everybody may; admins decide."""

from bot import grammar
from bot.commands import records
from bot.commands.verbs import CORRECT, Ask, Incomplete, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import correcting as messages
from bot.messages.parts import Message
from storage import judgements


async def run(ask: Ask) -> Message:
    words = grammar.arguments(ask.line, ()).words
    if not words:
        raise Misunderstood("`dispute` needs the id of a claim, such as `C7`.", nearest="evidence")
    typed, reason = _split(words)
    async with ask.db.read() as session:
        thing = await records.find(session, typed, ask.now, "dispute ")
    if not thing.claims:
        raise NotPossible(f"Nothing was read about {thing.name} that could be disputed.")
    if not reason:
        raise Incomplete(
            "A dispute needs its reason in words.",
            messages.dispute(thing.name, thing.claims),
            nearest=f"dispute {thing.claims[0].id} it only applied for one",
            example=True,
        )
    try:
        async with ask.db.write() as session:
            view = await judgements.dispute(session, thing.claims[0].id, ask.asker.user, reason, "", ask.now)
    except LookupError as gone:
        raise NotPossible(str(gone)) from gone
    return messages.disputed(view)


def _split(words: tuple[grammar.Token, ...]) -> tuple[str, str]:
    """An id or a quoted name, then the reason; words alone are a name."""
    first = words[0].text
    if words[0].quoted or any(grammar.short_id(first, letter) for letter in "CA"):
        return first, grammar.name_of(words[1:])
    return grammar.name_of(words), ""


VERB = Verb(
    name="dispute",
    group=CORRECT,
    usage="dispute C7 REASON",
    example='dispute "{company}" it only applied for one',
    help="Say that a reading is wrong. The card says disputed, an admin decides.",
    run=run,
    hints=("wrong", "correct", "deny", "contest", "report"),
)
