"""A company as of an earlier day: the card of today's answer, over what was known then."""

from collections.abc import Mapping, Sequence

from bot.messages import card, wording
from bot.messages.parts import Button, Choices, Message, Part, clean, note
from storage.replay import Replay


def company(view: Replay, names: Mapping[str, str], listed: Sequence[Part] = ()) -> Message:
    """`names` gives the names of the customers a licence mentions by key, `listed` is what lists said of it then."""
    then = card.company(view.company, names, listed)
    day = wording.day(view.day)
    name = clean(view.company.name, 80).replace('"', "")
    if view.began is None:
        basis = f"What this record had learnt by {day}, graded as then; what it learnt later changes nothing here."
    else:
        basis = (
            f"This record began on {wording.day(view.began)}, so this is what had been printed by {day}, "
            "as far as read since, graded as if read then."
        )
    now = Button(label="Known now", command=f"who {name}")
    parts = (
        note(f"🕰 {basis}"),
        *(part for part in then.parts if not isinstance(part, Choices)),
        Choices((now, Button(label="Evidence", command=f"evidence {name}"))),
    )
    return Message(title=f"{then.title}, as of {day}", parts=parts, summary=f"As of {day}: {then.summary}")
