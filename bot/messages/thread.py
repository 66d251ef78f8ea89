"""What comes after a card: a reply in its thread, and word to whoever used one of its buttons."""

from collections.abc import Sequence

from bot.messages import wording
from bot.messages.parts import Button, Choices, Message, Strong, clean, note, say
from storage.domain.licence import Event
from storage.domain.views import AlertView, SequelView

#: What the metadata of a reply is called. It names no alert as its own: a reply is no second telling of one.
EVENT_TYPE = "licence_update"

_TITLES = {
    "state": "Holds again as far as known",
    "certainty": "Certainty changed",
    "correction": "Corrected",
    "origin": "New origin",
}


def metadata(sequels: Sequence[SequelView]) -> dict[str, object]:
    return {"event_type": EVENT_TYPE, "event_payload": {"update_id": sequels[0].id, "about": sequels[0].about}}


def reply(sequels: Sequence[SequelView], alerts: Sequence[AlertView]) -> Message:
    """What changed, in a sentence or two; the card above shows how it stands now."""
    news, alert = sequels[0], alerts[0]
    title = f"{_TITLES.get(news.kind, 'News')}: {alert.subject}"
    badge = wording.badge(alert.licence) if alert.licence else wording.BADGES[alert.certainty]
    record = Button(
        label=f"Evidence ({len(alert.evidence)})", action="evidence", record=alert.id, command=f"evidence {alert.id}"
    )
    return Message(
        title=title,
        parts=(
            say(f"{badge} ", Strong(clean(alert.subject, 80)), f": {clean(news.text, 600)}"),
            note(f"{news.id} · about {alert.id}; its card shows how it stands now."),
            Choices((record,)),
        ),
        summary=f"{title}. {clean(news.text, 600)}",
    )


def fell(text: str) -> Message:
    """To whoever used a button on a card that no longer says what holds. Lines: alert, event, subject, why."""
    alert, event, subject, because = [*text.split("\n", 3), "", "", ""][:4]
    what = wording.event(Event(event), "")
    sentence = f"{what}: {clean(subject, 80)}. {clean(because, 400)}"
    return Message(
        title=f"{what}: {clean(subject, 80)}",
        parts=(
            say("✖ A card you used a button on no longer says what holds."),
            say(Strong(what), f": {clean(subject, 80)}. {clean(because, 400)}"),
            note(f"{alert} · you are told once; the card itself shows what it said before."),
            Choices((Button(label="What is known now", command=f'who "{clean(subject, 80)}"'),)),
        ),
        summary=sentence,
    )
