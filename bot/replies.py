"""What comes back from a verb, a button or a form, and how refusals and slips become sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.access import Refused
from bot.download import File
from bot.grammar import Misunderstood
from bot.messages import problems
from bot.messages.forms import Form
from bot.messages.parts import Message


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`form` is opened instead of the message where a form can be shown. `shared`: for everybody in the channel.

    `post_to` names another channel to share it in; `again` is the command that tries that once more. `replaces`: the
    message it was pressed on (seen by the asker alone) gives way to this one. `silent`: what was pressed shows it.
    `file` is sent to the asker after the message, in Slack to their messages with the bot, in a terminal to stdout.
    """

    message: Message
    form: Form | None = None
    shared: bool = False
    post_to: str = ""
    again: str = ""
    replaces: bool = False
    silent: bool = False
    file: File | None = None


class NotPossible(Exception):
    """The request was understood, and the record says no; the message says why."""


class Incomplete(Misunderstood):
    """Something is missing that a form can ask for; a terminal shows the sentence and the nearest that works."""

    def __init__(self, why: str, form: Form, *, nearest: str | None = None, example: bool = False) -> None:
        super().__init__(why, nearest=nearest, example=example)
        self.form = form


class Faulty(Exception):
    """A form was filled in wrongly. `faults` says for each field what is wrong with it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


#: What a person can put right or must be told; everything else is our own fault.
EXPECTED = (Misunderstood, Refused, NotPossible, Faulty)


def explained(error: Exception) -> Reply:
    """An error in EXPECTED as a sentence: what was understood, what was not, the nearest that works."""
    match error:
        case Incomplete():
            message = problems.misunderstood(error.why, error.nearest, "Something is missing", example=error.example)
            return Reply(message=message, form=error.form)
        case Misunderstood():
            return Reply(message=problems.misunderstood(error.why, error.nearest, example=error.example))
        case Refused():
            return Reply(message=problems.refused(str(error), error.people))
        case _:
            return Reply(message=problems.not_possible(str(error)))
