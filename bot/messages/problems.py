"""What is said when something cannot be done: what was understood, what was not, and the nearest that works."""

from collections.abc import Sequence

from bot.messages.parts import (
    Button,
    Choices,
    Code,
    Mention,
    Message,
    Part,
    Strong,
    Text,
    between,
    clean,
    prose,
    say,
)
from bot.questions import Rest
from storage.domain import law
from storage.domain.names import NameMatch


def misunderstood(why: str, nearest: str | None, title: str = "Not understood", *, example: bool = False) -> Message:
    """`why` is our sentence, with what was typed in backquotes. `example`: no button does what nobody asked for."""
    parts: list[Part] = []
    summary = clean(why.replace("`", '"'), 500)
    if nearest:
        command = clean(nearest, 500)
        lead = "For example" if example else "Nearest that works"
        parts.append(say(*prose(why), f" {lead}: ", Code(f"/licence {command}")))
        if not example:
            parts.append(Choices((Button(label="Do that", command=command),)))
        summary += f" {lead}: /licence {command}"
    else:
        parts.append(say(*prose(why), " ", Code("/licence help"), " shows what can be asked."))
    return Message(title=title, parts=tuple(parts), summary=summary)


def ran(command: str, answer: Message, rest: Sequence[Rest] = ()) -> Message:
    """The answer to a plain question, headed by the command that gives it and by what of the question it leaves out."""
    typed = clean(f"/licence {command}", 500)
    left: list[Part] = []
    for each in rest:
        lead: Text = ("Not answered here: ", Strong(clean(each.what, 80)))
        if each.command:
            left.append(say(*lead, "; ask ", Code(clean(f"/licence {each.command}", 500)), "."))
        else:
            left.append(say(*lead, ", which lies ahead. ", law.END_IS_NO_PROOF.text))
    buttons = [Button(label=f"Ask about {clean(each.what, 50)}", command=each.command) for each in rest if each.command]
    if buttons:
        left.append(Choices(tuple(buttons)))
    return Message(
        title=answer.title,
        parts=(say("I ran ", Code(typed), ":"), *left, *answer.parts),
        summary=f"I ran {typed}: {answer.summary}",
    )


def refused(why: str, people: Sequence[str]) -> Message:
    """`people` can grant it, or do it."""
    parts: list[Part] = [say(*prose(why))]
    if people:
        parts.append(say("Ask ", *between(", ", [(Mention(person),) for person in people[:5]]), "."))
        parts.append(Choices((Button(label="Request access", action="access_request", record="admin"),)))
    return Message(title="Not allowed", parts=tuple(parts), summary=clean(why.replace("`", '"'), 500))


def not_possible(why: str) -> Message:
    """The request was understood; the record says no."""
    return Message(title="Not done", parts=(say(*prose(why)),), summary=clean(why.replace("`", '"'), 500))


def unknown_name(typed: str, nearest: Sequence[NameMatch]) -> Message:
    """Nobody's name. The nearest are offered and never taken for it: the wrong company is worse than none."""
    name = clean(typed, 80)
    sentence = f'No company on record is called "{name}".'
    if not nearest:
        parts: list[Part] = [
            say("⚪ No company on record is called ", Code(name), ", so nothing is known about it. "),
            say(
                Code("/licence holders"),
                " lists who is reported to hold one. If it is a company, an admin can have it looked for: ",
                Code(f'/licence admin watch add "{name.replace(chr(34), "")}"'),
            ),
        ]
        return Message(title="Not on record", parts=tuple(parts), summary=sentence)
    buttons = tuple(Button(label=match.company.name, command=f"who {_plain(match)}") for match in nearest[:3])
    names = " or ".join(f"`/licence who {_plain(match).replace('`', '')}`" for match in nearest[:3])
    return Message(
        title="Not on record",
        parts=(say("⚪ No company on record is called ", Code(name), ". Nearest: ", *prose(names)), Choices(buttons)),
        summary=f"{sentence} Nearest: {nearest[0].company.name}.",
    )


def _plain(match: NameMatch) -> str:
    return clean(match.company.name, 80).replace('"', "")


def broken(reference: str) -> Message:
    """Our fault; the log has the rest under this id."""
    sentence = "Something went wrong on Lodestone's side, and nothing was changed. Please try again."
    return Message(
        title="Something went wrong",
        parts=(say(f"{sentence} If it stays, tell an admin this id: ", Code(reference)),),
        summary=sentence,
    )


def not_opened(instead: Message, again: Button | None) -> Message:
    """Slack opens a form only within seconds of the click. The button asks for it again; the rest can be typed."""
    sentence = "Slack did not open the form in time. Try again, or type it:"
    tries = (Choices((again,)),) if again else ()
    return Message(
        title=instead.title, parts=(say(sentence), *tries, *instead.parts), summary=f"{sentence} {instead.summary}"
    )


def not_posted(channel: str, why: str, again: str) -> Message:
    """A channel does not take it. What was asked for is kept in the button that tries it once more."""
    sentence = f"That was not shared: {why}."
    return Message(
        title="Not shared",
        parts=(
            say("Not shared in ", Mention(channel), f": {why}. Mend that, then try again."),
            *((Choices((Button(label="Try again", command=again),)),) if again else ()),
        ),
        summary=sentence,
    )


def perhaps_posted(channel: str, again: str) -> Message:
    """Slack's answer got lost. Only a look at the channel tells whether it is there."""
    sentence = "Slack did not say whether that was shared, so it may have arrived."
    return Message(
        title="Perhaps shared",
        parts=(
            say(sentence, " Look in ", Mention(channel), " before you share it again."),
            *((Choices((Button(label="Share it again", command=again),)),) if again else ()),
        ),
        summary=sentence,
    )
