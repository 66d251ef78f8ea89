"""Verbs that this version does not do yet: said plainly, with what works instead. Help does not list them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Later:
    """`instead` completes "... is not in this version yet;" and `command` is what it points to."""

    instead: str
    command: str


LATER = {
    "quality": Later(instead="`/licence evidence` shows what every answer rests on.", command="evidence"),
}

#: Words after `admin` that come later.
LATER_ADMIN: dict[str, Later] = {}
