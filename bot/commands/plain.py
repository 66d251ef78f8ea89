"""Plain questions, answered by the command they ask for. The table of questions is `bot.questions`."""

from bot import questions
from bot.commands.verbs import Ask
from bot.grammar import Line, Misunderstood
from bot.questions import Asked, Understood
from storage import companies, licences, rules
from storage.domain.names import KnownCompany

#: A name so much like one on record (100 is the same) is a slip in it, whatever else its words could mean.
_A_NAME = 85


def reads_as_question(line: Line) -> bool:
    """Whether a line is worth taking for a question: by its first words, or by the mark at its end."""
    words = [line.verb, *(token.text.casefold() for token in line.tokens)]
    return questions.is_question(words[0], words[1] if len(words) > 1 else "", _typed(line))


def begins_as_question(line: Line) -> bool:
    return questions.begins(line.verb)


def ends_as_question(line: Line) -> bool:
    """Whether a line that begins like a command ends like a question."""
    return len(line.tokens) >= 3 and _typed(line).endswith(("?", "？"))


def is_greeting(line: Line) -> bool:
    return questions.is_greeting(line.whole)


async def about(ask: Ask) -> str | None:
    """The command that a line of three words or more seems to be about; None where it is likelier a misspelt name."""
    if len(ask.line.tokens) < 2 or any(token.quoted for token in ask.line.tokens):
        return None
    async with ask.db.read() as session:
        near = await licences.near(session, _typed(ask.line))
    if near and near[0].score >= _A_NAME and len(near[0].company.name.split()) >= len(ask.line.tokens):
        return None
    _, found = await _understood(ask)
    return found.command if found is not None and not found.offered else None


async def understand(ask: Ask) -> Understood:
    """The command that answers. Raises Misunderstood with the nearest that works, also for what a question may not do:
    nobody wants a channel to follow something because of how a sentence was put."""
    asked, found = await _understood(ask)
    if found is None:
        nearest = f"who {asked.name}" if asked.name else "help"
        raise Misunderstood("I did not understand that as a question about licences.", nearest=nearest)
    if found.offered:
        raise Misunderstood("A question changes nothing, so nothing was done.", nearest=found.command)
    return found


async def _understood(ask: Ask) -> tuple[Asked, Understood | None]:
    text = _typed(ask.line)
    async with ask.db.read() as session:
        index = await companies.index(session)
        topics = {topic: view.words for topic, view in (await rules.rules(session)).items()}

    def known(phrase: str) -> KnownCompany | None:
        match = index.resolve(phrase)
        return match.company if match else None

    asked = questions.take_apart(text, index.find(text), known)
    return asked, questions.understand(asked, topics)


def _typed(line: Line) -> str:
    """The line as it was typed, with its question mark; people are no names."""
    return " ".join([line.head, *(str(token) for token in line.tokens if not token.user)])
