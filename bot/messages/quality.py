"""How often we were right, how late, and what that rests on."""

from datetime import timedelta

from bot.messages import wording
from bot.messages.parts import Button, Choices, Facts, Message, Part, Text, clean, note, say
from storage.domain.quality import FEW, WINDOW, Quality


def quality(view: Quality) -> Message:
    days = WINDOW.days
    title = f"How well this went in the last {days} days"
    one = f"{wording.count(view.told, 'alert')} on licences: {view.right} found right by a person, {view.wrong} wrong"
    parts: list[Part] = [say(f"{one}, {view.unjudged} judged by nobody.")]
    parts.append(
        Facts(
            (
                ("Corrected", (_corrected(view),)),
                ("Missed", (_missed(view),)),
                ("From print to alert", (_delays(view),)),
                ("Sources", _sources(view)),
            )
        )
    )
    parts.append(note(_rests_on(view)))
    parts.append(
        Choices((Button(label="Evidence", command="evidence"), Button(label="Changes", command="changes 90d")))
    )
    return Message(title=title, parts=tuple(parts), summary=f"{one}.")


def _rests_on(view: Quality) -> str:
    seen = f"cards were marked as seen {wording.count(view.seen, 'time')}"
    if not view.judgements:
        return f"Nobody has judged a reading yet, so nothing here says how often we are right; {seen}."
    few = "That is few: take the numbers as a hint." if view.judgements < FEW else ""
    rests = (
        f"This rests on {wording.count(view.judgements, 'judgement')} of people on readings "
        f"({view.readings_right} read correctly, {view.readings_wrong} misread or not about this) "
        f"and {wording.count(view.disputes, 'dispute')}; {seen}"
    )
    return f"{rests}. {few}".strip()


def _corrected(view: Quality) -> str:
    return f"{view.wrong} wrong and corrected; {view.withdrawn} withdrawn by their speaker"


def _missed(view: Quality) -> str:
    return f"{view.missed} known only because an admin filed it; what nobody noticed cannot be counted"


def _delays(view: Quality) -> str:
    half, most = view.delay(0.5), view.delay(0.95)
    if half is None or most is None:
        return "not measured: no alert's report printed a time of day"
    return f"half within {_length(half)}, 95% within {_length(most)} ({wording.count(len(view.delays), 'alert')})"


def _sources(view: Quality) -> Text:
    quiet = ", ".join(clean(name, 40) for name in view.silent[:4])
    broken = ", ".join(clean(name, 40) for name in view.failing[:4])
    return (
        f"{len(view.silent)} of {view.sources} unusually silent{f' ({quiet})' if quiet else ''}; "
        f"{len(view.failing)} failing again and again{f' ({broken})' if broken else ''}",
    )


def _length(length: timedelta) -> str:
    minutes = length.total_seconds() / 60
    if minutes < 1:
        return "a minute"
    if minutes < 90:
        return wording.count(round(minutes), "minute")
    if minutes < 48 * 60:
        return wording.count(round(minutes / 60), "hour")
    return wording.count(round(minutes / 60 / 24), "day")
