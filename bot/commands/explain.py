"""`explain [TOPIC or MATERIAL]`: one rule as it is on record, beside what is often heard instead; or what controls some
goods."""

from collections.abc import Mapping

from bot import grammar
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import check, glossary
from bot.messages import rules as messages
from bot.messages.parts import Message, shown
from storage import rules
from storage.domain import goods, order_check
from storage.domain.goods import Control
from storage.domain.law import RuleView

#: Rules shown beside the one asked for: a card has to fit one glance.
BESIDE = 4


async def run(ask: Ask) -> Message:
    typed = ask.line.rest
    async with ask.db.read() as session:
        known = await rules.rules(session)
        events = {event.key: event for event in await rules.events(session)}
    if not typed or not known:
        return messages.topics(tuple(known.values()))
    found = topic(known, typed)
    if found is None and _folded(typed) in glossary.ASKED_FOR:
        return glossary.card()
    if found is None:
        meant = goods.read(typed)
        if meant.control is not Control.NOT_UNDERSTOOD:
            steps = order_check.of_goods(meant, known, events, ask.now.date())
            return check.of_goods(meant, steps, ask.now.date())
        near = nearest(known, typed)
        raise Misunderstood(
            f"There is no topic and no material {shown(typed)} here; `/licence explain` lists the topics.",
            odd=typed,
            nearest=f"explain {near}" if near else "explain",
        )
    beside = [known[name] for name in found.related if name in known][:BESIDE]
    return messages.rule(found, beside, ask.now.date())


def topic(known: Mapping[str, RuleView], typed: str) -> RuleView | None:
    """The rule of this name, or the one whose words are these."""
    wanted = _folded(typed)
    for view in known.values():
        if wanted == _folded(view.topic):
            return view
    return next((view for view in known.values() if wanted in map(_folded, view.words)), None)


def nearest(known: Mapping[str, RuleView], typed: str) -> str | None:
    """The topic a slip was meant for: by its name, by what people call it, or by a word inside what was typed."""
    called = {_folded(word): view.topic for view in known.values() for word in (*view.words, view.topic)}
    near = grammar.nearest(_folded(typed), called)
    if near is not None:
        return called[near]
    inside = [word for word in called if f" {word} " in f" {_folded(typed)} "]
    return called[max(inside, key=len)] if inside else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split()).rstrip("?!.")


VERB = Verb(
    name="explain",
    group=ASK,
    usage="explain [TOPIC or MATERIAL or words]",
    example="explain backlog",
    help="One rule, what is often heard instead, and what it rests on; of a material, whether it is on a control list; "
    "`words`: what the words on cards mean. Alone: the topics.",
    run=run,
    hints=("rule", "rules", "law", "myth", "explanation"),
)
