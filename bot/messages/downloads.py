"""A file that is on its way, that has come, or what keeps it from coming and how to have it all the same."""

from bot.download import File
from bot.messages.parts import Code, Message, note, say
from bot.messages.wording import count

_WHAT = {
    "holders": "Who is reported to hold a general licence",
    "customers": "Who is named as covered, and who was left out",
    "evidence": "Every claim on record, also what was replaced or rejected",
    "changes": "What moved, and why",
}


def coming(file: File) -> Message:
    sentence = "The file is being made and comes to your messages with Lodestone."
    return Message(
        title=f"{file.kind.capitalize()} as CSV",
        parts=(say(f"⏳ {sentence}"), note(f"{_WHAT[file.kind]}; {file.name}")),
        summary=sentence,
    )


def in_terminal(file: File) -> Message:
    return Message(
        title=f"{file.kind.capitalize()} as CSV",
        parts=(say(Code(_typed(file)), " writes it: ", f"{_WHAT[file.kind][0].lower()}{_WHAT[file.kind][1:]}."),),
        summary=f"{file.kind.capitalize()} as CSV.",
    )


def come(file: File, lines: int) -> Message:
    """What is said with the file. `lines` without the header."""
    sentence = f"{file.kind.capitalize()} as CSV: {count(lines, 'row')}."
    return Message(
        title=f"{file.kind.capitalize()} as CSV",
        parts=(
            say(f"✔ {_WHAT[file.kind]}: {count(lines, 'row')}, as of {file.now:%Y-%m-%d %H:%M} UTC."),
            note("UTF-8, a comma between cells; times are UTC; cells that would be formulas begin with an apostrophe."),
        ),
        summary=sentence,
    )


def no_scope(file: File) -> Message:
    sentence = "The file cannot be sent: the app lacks the scope files:write."
    return Message(
        title="Not sent",
        parts=(
            say(
                "The file cannot be sent: the app lacks the scope ",
                Code("files:write"),
                ". An owner adds it under OAuth & Permissions, Bot Token Scopes, and installs the app again.",
            ),
            say("Until then, in a terminal: ", Code(_typed(file))),
        ),
        summary=sentence,
    )


def not_sent(file: File, why: str) -> Message:
    return Message(
        title="Not sent",
        parts=(
            say(f"The file could not be sent: {why}. Nothing was kept of it; ask again, or in a terminal:"),
            say(Code(_typed(file))),
        ),
        summary=f"The file could not be sent: {why}.",
    )


def _typed(file: File) -> str:
    return f'lodestone ask "{file.command}" > {file.name}'
