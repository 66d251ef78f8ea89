"""What may have arrived and what does not: questions to admins, and what came of them."""

from bot.messages.parts import Button, Choices, Code, Mention, Message, Span, clean, note, say
from storage.settling import Verdict


def asked(text: str) -> Message:
    """Did this arrive? The text is lines: delivery, outlet, why it is not known, what the card says.

    Without a delivery it is how many such cards there are, and where.
    """
    delivery, outlet, why, said = (*text.split("\n", 3), "", "", "")[:4]
    if not delivery:
        return _many(outlet, why)
    verb = f"lodestone deliveries settle D{delivery}"
    return Message(
        title="Did this arrive?",
        parts=(
            say("🟠 Did ", place(outlet), f" get this? {clean(said, 150)}"),
            say(f"Slack did not say: {clean(why, 250)}. Look there: it is not sent again unless you say so."),
            Choices(
                (
                    Button(label="Sent", action="delivery_sent", record=delivery),
                    Button(
                        label="Send again",
                        action="delivery_resend",
                        record=delivery,
                        asks="If it is there already, the channel gets it twice.",
                    ),
                )
            ),
            note("In a terminal: ", Code(f"{verb} sent"), " or ", Code(f"{verb} resend"), "."),
        ),
        summary="It is not known whether an alert arrived: look, and say Sent or Send again.",
    )


def _many(outlets: str, number: str) -> Message:
    return Message(
        title="Did these arrive?",
        parts=(
            say(f"🟠 Of {number} cards it is not known whether they arrived, in: {clean(outlets, 1_000)}."),
            say(
                "None is sent again unless you say so. ", Code("lodestone deliveries"), " lists them with the reasons."
            ),
            Choices((Button(label="What waits", command="admin deliveries", main=True),)),
        ),
        summary=f"Of {number} cards it is not known whether they arrived.",
    )


def settled(verdict: Verdict) -> Message:
    done = "it stands as sent" if verdict.sent else "it goes out again now"
    return Message(
        title="Settled",
        parts=(say(f"✔ {clean(verdict.subject, 100)} for ", place(verdict.outlet), f": {done}."),),
        summary=f"Settled: {done}.",
    )


def undelivered(text: str) -> Message:
    """To admins and whoever had a channel follow: what does not arrive there, and what mends it."""
    outlet, _, why = text.partition("\n")
    return Message(
        title="Alerts wait",
        parts=(
            say("🟠 Alerts for ", place(outlet), f" do not arrive: {clean(why, 200)}."),
            say("They are kept, and go out within ten minutes once that is mended."),
            Choices(
                (
                    Button(label="What is followed there", command=f"following in <#{outlet}>"),
                    Button(label="Try now", action="outlet_try", record=outlet),
                )
            ),
        ),
        summary="Alerts for a channel do not arrive there.",
    )


def tried(outlet: str) -> Message:
    return Message(
        title="Trying",
        parts=(say("✔ What waits for ", place(outlet), " is tried now, oldest first."),),
        summary="What waits is tried now.",
    )


def place(outlet: str) -> Span:
    return "this console" if outlet == "#console" else Mention(outlet)
