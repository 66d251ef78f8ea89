"""Plain questions, answered by the command they ask for. The table of questions is `bot.questions`."""

from dataclasses import dataclass

from bot import questions
from bot.commands.verbs import Ask
from bot.grammar import Line, Misunderstood
from bot.messages.parts import shown
from bot.questions import Asked, Understood
from storage import companies, licences, rules
from storage.domain.names import KnownCompany


@dataclass(frozen=True, kw_only=True)
class About:
    """`plainly`: the words name a company and hold nothing else that could be part of a name, so it can be run.
    `offered`: it is not run, for the reason `why` where that is not that it changes something."""

    command: str
    plainly: bool
    offered: bool
    why: str = ""


#: A name so much like one on record (100 is the same) is a slip in it, whatever else its words could mean.
_A_NAME = 85


def reads_as_question(line: Line, *, slips: bool = True) -> bool:
    """Whether a line is worth taking for a question: by its first words (with `slips` in them too), or by its mark."""
    typed = questions.spelt_out(_typed(line))
    text = typed if len(typed.split()) < 2 or not slips else questions.respelt(typed.casefold())
    first, _, rest = text.casefold().partition(" ")
    return questions.is_question(first.strip(",.:;!?"), rest.partition(" ")[0].strip(",.:;!?"), text)


def begins_as_question(line: Line) -> bool:
    return questions.begins(line.verb)


def ends_as_question(line: Line) -> bool:
    """Whether a line that begins like a command ends like a question."""
    return bool(line.tokens) and _typed(line).endswith(("?", "？"))


def is_greeting(line: Line) -> bool:
    return questions.is_greeting(line.whole)


def is_sentence(line: Line) -> bool:
    """Whether a line is made of everyday words, so that nobody would take it for a company's name."""
    return questions.mostly_ordinary(_typed(line))


async def about(ask: Ask) -> About | None:
    """The command that some words seem to be about; None where they are likelier a misspelt name."""
    if any(token.quoted for token in ask.line.tokens):
        return None
    asked, found = await _understood(ask)
    if found is None:
        return None
    # Goods alone are nobody's name: "NdFeB", "Dy".
    goods_alone = bool(asked.goods) and asked.goods.casefold() == _typed(ask.line).strip("?？ ").casefold()
    plainly = (asked.plain or goods_alone) and not found.offered
    if not plainly and await _is_a_slip(ask):
        return None
    return About(command=found.command, plainly=plainly, offered=found.offered, why=found.why)


async def _is_a_slip(ask: Ask) -> bool:
    """Whether a whole line is likelier a misspelt name than words about something."""
    typed = _typed(ask.line)
    async with ask.db.read() as session:
        if await companies.slips(session, typed):
            return True
        near = [] if is_sentence(ask.line) else await licences.near(session, typed)
    return bool(near) and near[0].score >= _A_NAME and len(near[0].company.name.split()) >= len(ask.line.tokens)


async def understand(ask: Ask) -> Understood:
    """The command that answers. Raises Misunderstood with the nearest that works, also for what a question may not do:
    nobody wants a channel to follow something because of how a sentence was put."""
    asked, found = await _understood(ask)
    if found is None:
        matter = questions.out_of_reach(asked.words)
        why = f" The record says nothing about {shown(matter)}." if matter else ""
        raise Misunderstood(f"I did not understand that as a question about licences.{why}", nearest="help")
    if found.offered:
        why = found.why or "A question changes nothing, so nothing was done."
        raise Misunderstood(why, nearest=found.command)
    return found


async def _understood(ask: Ask) -> tuple[Asked, Understood | None]:
    text = questions.spelt_out(_typed(ask.line))
    async with ask.db.read() as session:
        index = await companies.index(session)
        topics = {topic: view.words for topic, view in (await rules.rules(session)).items()}

    def known(phrase: str) -> KnownCompany | None:
        match = index.resolve(phrase)
        return match.company if match else None

    def slip(phrase: str) -> KnownCompany | None:
        near = index.slips(phrase)
        return near[0].company if near else None

    asked = questions.take_apart(text, index.find(text), known, slip, today=ask.now.date())
    return asked, questions.understand(asked, topics)


def _typed(line: Line) -> str:
    """The line as it was typed, with its question mark; people are no names."""
    return " ".join([line.head, *(str(token) for token in line.tokens if not token.user)])
