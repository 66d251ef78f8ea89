"""What the words and marks on cards mean, on one card."""

from bot.messages import wording
from bot.messages.parts import Button, Choices, Message, Rows, Strong, Text
from storage.domain.licence import Certainty

_LADDER = {
    Certainty.CONFIRMED: "the company itself, its supplier or the ministry says so by name, in a publication of its "
    "own or quoted by an outlet we trust.",
    Certainty.REPORTED: "an outlet says so and has a source, named or not; nobody who must know has confirmed it.",
    Certainty.CLAIMED: "nobody is named as the source, or an analyst thinks so.",
    Certainty.CONTESTED: "somebody who must know denies it, or reports disagree; both are shown.",
    Certainty.NOT_KNOWN: "nothing was read, or only that it is hoped for, expected or applied for.",
}
_OTHERS = (
    (f"{wording.OVER} over", "revoked, suspended, expired or lapsed as far as known, or the name stands on a list."),
    ("origin", "who said it first: ten articles that repeat one agency are one origin, and count once."),
    ("C7, A31, W12", "ids of one report, one alert and one follow; each can be asked for by its id."),
    ("about 2 Dec", "an end that nobody printed, reckoned a year from the first report or its reported start."),
)
#: What people ask for when they want this card, in small letters.
ASKED_FOR = frozenset(
    ("words", "word", "certainty", "badges", "badge", "colours", "colors", "legend", "glossary", "origin", "origins")
) | {certainty.value for certainty in Certainty}


def card() -> Message:
    rows: list[Text] = [
        (f"{wording.BADGES[certainty]} ", Strong(certainty.value), f": {meaning}")
        for certainty, meaning in _LADDER.items()
    ]
    rows += [(Strong(word), f": {meaning}") for word, meaning in _OTHERS]
    return Message(
        title="What the words mean",
        parts=(
            Rows(tuple(rows)),
            Choices((Button(label="The rules, by topic", command="explain"), Button(label="Help", command="help"))),
        ),
        summary="How sure: confirmed, reported, claimed, contested, not known; an origin is who said it first.",
    )
