"""`quality`: how often alerts were right, how late they came, and on how few judgements that rests."""

from bot.commands.verbs import ASK, Ask, Verb
from bot.messages import quality as messages
from bot.messages.parts import Message
from storage import quality


async def run(ask: Ask) -> Message:
    async with ask.db.read() as session:
        return messages.quality(await quality.quality_of(session, ask.now))


VERB = Verb(
    name="quality",
    group=ASK,
    usage="quality",
    example="quality",
    help="How often alerts were right, corrected, missed or late, and how few judgements that rests on.",
    run=run,
    hints=("accuracy", "precision", "reliability", "mistakes"),
)
