"""Who changed what, when, from what to what, and the command that undoes it."""

import re
from collections.abc import Mapping, Sequence

from bot.messages import wording
from bot.messages.parts import (
    Button,
    Choices,
    Mention,
    Message,
    Moment,
    Part,
    Rows,
    Span,
    Strong,
    Text,
    clean,
    say,
)
from storage.admins import SETTINGS
from storage.audit import AuditView

#: Undo buttons in one answer; older changes are undone by their own commands.
_UNDOS = 5
_SLACK_ID = re.compile(r"[UWCG][A-Z0-9]{4,}")


def trail(
    entries: Sequence[AuditView],
    days: int,
    *,
    names: Mapping[str, str],
    newest: bool = True,
    turning: Sequence[Part] = (),
) -> Message:
    """Newest first. `names`: companies by their keys, as far as targets are any. `newest`: none came after these."""
    title = f"Changes by people, last {wording.count(days, 'day')}"
    if not entries:
        sentence = "Nobody changed anything."
        return Message(title=title, parts=(say(f"⚪ {sentence}"),), summary=sentence)
    # What changed since is on an earlier page: undoing an older change would undo that too.
    undos = _undos(entries, names) if newest else {}
    parts: list[Part] = [Rows(tuple(_row(entry, names) for entry in entries)), *turning]
    if undos:
        buttons = (Button(label=f"Undo {number}", command=command) for number, command in undos.items())
        parts.append(Choices(tuple(buttons)))
    return Message(title=title, parts=tuple(parts), summary=f"{wording.count(len(entries), 'change')}, newest first.")


def undo(entry: AuditView, name: str | None = None) -> str | None:
    """The command that takes this change back, or None. `name`: of the company that is its target."""
    named = '"' + clean(name or entry.target, 80).replace('"', "") + '"'
    match entry.action:
        case "watch added" if not entry.before:
            return f"admin watch remove {named}"
        case "watch removed":
            return f"admin watch add {named}" + (f" role:{entry.before}" if entry.before else "")
        case "source added" | "source active":
            return f"admin source {'pause' if entry.before == 'paused' else 'remove'} {entry.target}"
        case "source paused":
            return f"admin source resume {entry.target}"
        case "source removed":
            return f"admin source add {entry.target}"
        case "admin granted" if entry.who not in (entry.target, SETTINGS):
            return f"admin revoke <@{entry.target}>"
        case "admin revoked":
            return f"admin grant <@{entry.target}>"
        case "admin channel":
            return f"admin channel <#{entry.before}>" if entry.before else "admin channel off"
        case "claim added":
            return f"admin claim retract {entry.target} undone"
        case "claim retracted":
            return f"admin claim restore {entry.target}"
        case _:
            return None


def _undos(entries: Sequence[AuditView], names: Mapping[str, str]) -> dict[int, str]:
    """Only the newest change of a thing can be taken back: undoing an older one would undo what came after it too."""
    found: dict[int, str] = {}
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        thing = (entry.action.split()[0], "" if entry.action == "admin channel" else entry.target)
        if thing not in seen and (command := undo(entry, names.get(entry.target))):
            found[entry.id] = command
        seen.add(thing)
    return dict(list(found.items())[:_UNDOS])


def _row(entry: AuditView, names: Mapping[str, str]) -> Text:
    spans: list[Span] = [Strong(str(entry.id)), " ", Moment(entry.at), " ", _who(entry.who), f": {entry.action} "]
    spans.append(_what(names.get(entry.target, entry.target)))
    if entry.before:
        spans += [", before: ", _what(entry.before)]
    if entry.after and entry.after != entry.target:
        spans += [", after: ", _what(entry.after)]
    return tuple(spans)


def _who(who: str) -> Span:
    return Mention(who) if _SLACK_ID.fullmatch(who) else clean(who, 80)


def _what(text: str) -> Span:
    return Mention(text) if _SLACK_ID.fullmatch(text) else clean(text, 200)
