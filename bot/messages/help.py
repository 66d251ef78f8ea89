"""Help, made from the verbs themselves: a first screen of what most people want, and every form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.messages.parts import Button, Choices, Code, Head, Message, Part, Rows, Say, Span, note, prose, say


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """One verb as help shows it; `example` is a whole command that works, `wanted` what most people want of it."""

    name: str
    group: str
    usage: str
    example: str
    help: str
    wanted: str


def first(lines: Sequence[HelpLine], company: str) -> Message:
    """What most people want, a line each; the other verbs by name. `company` is a name on record."""
    most = [line for line in lines if line.wanted]
    rows = Rows(tuple((Code(f"/licence {line.example}"), f" {line.wanted}") for line in most))
    others = list(dict.fromkeys(line.name.split()[0] for line in lines if not line.wanted and line.name != "help"))
    return Message(
        title="What you can ask",
        parts=(
            rows,
            say("Or in plain words, in English or Chinese: ", Code(f"when does {company}'s licence end?")),
            note("Also ", *_named(others), ": ", Code("/licence help VERB"), " shows one, with all it takes."),
            note("Everything you ask is shown to you alone."),
            Choices(
                (
                    Button(label="What is known", command="status"),
                    Button(label="Follow exporters", command="follow exporters"),
                    Button(label="All commands", command="help all"),
                )
            ),
        ),
        summary="What most people ask; help all shows every form.",
    )


def _named(verbs: Iterable[str]) -> list[Span]:
    spans: list[Span] = []
    for verb in verbs:
        spans += [", ", Code(verb)] if spans else [Code(verb)]
    return spans


def overview(lines: Sequence[HelpLine]) -> Message:
    """Every form with an example, by what it is for."""
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
    return Message(title="All commands", parts=tuple(parts), summary="What /licence understands, with examples.")


def one(line: HelpLine) -> Message:
    parts: tuple[Part, ...] = (
        Say(prose(line.help)),
        say("Takes ", Code(f"/licence {line.usage}")),
        say("For example ", Code(f"/licence {line.example}")),
        Choices((Button(label="Try it", command=line.example),)),
    )
    return Message(title=f"/licence {line.usage.split()[0]}", parts=parts, summary=f"/licence {line.usage}")
