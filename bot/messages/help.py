"""Help, made from the verbs themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.parts import Button, Choices, Code, Head, Message, Part, Rows, Say, note, prose, say


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """One verb as help shows it; `example` is a whole command that works."""

    group: str
    usage: str
    example: str
    help: str


def overview(lines: Sequence[HelpLine]) -> Message:
    parts: list[Part] = []
    for group in dict.fromkeys(line.group for line in lines):
        parts.append(Head(group))
        parts.append(
            Rows(
                tuple(
                    (Code(f"/licence {line.example}"), " ", *prose(line.help)) for line in lines if line.group == group
                )
            )
        )
    parts.append(note("Everything you ask is shown to you alone. ", Code("/licence help VERB"), " shows all it takes."))
    parts.append(
        Choices(
            (
                Button(label="What is known", command="status"),
                Button(label="Follow exporters", command="follow exporters"),
            )
        )
    )
    return Message(title="What you can ask", parts=tuple(parts), summary="What /licence understands, with examples.")


def one(line: HelpLine) -> Message:
    parts: tuple[Part, ...] = (
        Say(prose(line.help)),
        say("Takes ", Code(f"/licence {line.usage}")),
        say("For example ", Code(f"/licence {line.example}")),
        Choices((Button(label="Try it", command=line.example),)),
    )
    return Message(title=f"/licence {line.usage.split()[0]}", parts=parts, summary=f"/licence {line.usage}")
