"""Plain questions, answered by the command they ask for. The table of questions is `bot.questions`."""

from bot import questions
from bot.commands.verbs import Ask
from bot.grammar import Line, Misunderstood
from bot.questions import Understood
from storage import companies, rules
from storage.domain.names import KnownCompany


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


async def understand(ask: Ask) -> Understood:
    """The command that answers. Raises Misunderstood with the nearest that works, also for what a question may not do:
    nobody wants a channel to follow something because of how a sentence was put."""
    text = _typed(ask.line)
    async with ask.db.read() as session:
        index = await companies.index(session)
        topics = {topic: view.words for topic, view in (await rules.rules(session)).items()}

    def known(phrase: str) -> KnownCompany | None:
        match = index.resolve(phrase)
        return match.company if match else None

    asked = questions.take_apart(text, index.find(text), known)
    found = questions.understand(asked, topics)
    if found is None:
        nearest = f"who {asked.name}" if asked.name else "help"
        raise Misunderstood("I did not understand that as a question about licences.", nearest=nearest)
    if found.offered:
        raise Misunderstood("A question changes nothing, so nothing was done.", nearest=found.command)
    return found


def _typed(line: Line) -> str:
    """The line as it was typed, with its question mark; people are no names."""
    return " ".join([line.head, *(str(token) for token in line.tokens if not token.user)])
