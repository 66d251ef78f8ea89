"""Which licence a text is talking of: its kind is often named in another sentence, a headline or a table header."""

import re
from dataclasses import dataclass, replace

from jobs.extract.licence import licences
from jobs.extract.licence.licences import Kind
from jobs.extract.reasons import Reason
from jobs.extract.statements import rows
from jobs.extract.statements.page import Page
from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from jobs.extract.text.sentences import Clause
from storage.domain.licence import LicenceKind

#: How soon a sentence that says what kind a licence is must name it, in characters.
_DEFINES_WITHIN = 60
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_SOME = Phrase("talk", "some")
_DISOWNING = frozenset(("neg", "deny", "whether", "unconfirmed"))


@dataclass(slots=True)
class Talk:
    """The licence kind talked of so far, and in which sentence."""

    page: Page
    kind: Kind | None = None
    at: int = -9

    def open(self) -> None:
        """What the title says; else the kind a text names only after it has begun to talk of licences, which is not plain."""
        for number, inside in enumerate(self.page.inside):
            if "general" in self.page.tags[number] and not licences.foreign(inside):
                if number and not _disowned(inside):
                    why = Reason.KIND_LATER
                    self.kind, self.at = Kind(kind=LicenceKind.GENERAL, plain=False, why=why), min(number, 3)
                break
        if self.page.headline_general:
            self.kind, self.at = Kind(kind=LicenceKind.GENERAL), -1

    def hear(self, inside: list[Hit], number: int) -> None:
        """Remember what a sentence about licences says of their kind."""
        kind = licences.explicit(inside, self.page.text, self.page.spans[number][0])
        if licences.foreign(inside) or self.page.granted_abroad(number):
            if kind is not None and kind.kind is LicenceKind.GENERAL:
                self.kind, self.at = replace(kind, ours=False), number
            return
        general = [hit for hit in inside if "general" in hit.tags]
        if general and all(licences.denied(hit, self.page.text) for hit in general):
            # "An individual licence, not a general one".
            self.kind, self.at = kind, number
        elif kind is not None and (general or kind.kind is LicenceKind.GENERAL):
            self.kind, self.at = Kind(kind=LicenceKind.GENERAL), number
        elif kind is not None and self.kind is None:
            self.kind, self.at = kind, number

    def near(self, number: int) -> bool:
        """Whether the talk of a licence kind was not long ago, or the next sentence goes on with it."""
        return (self.kind is not None and number - self.at <= 4) or bool(self.page.following(number))

    def meant(self, clause: Clause, number: int, inside: list[Hit], at: int, *, row: bool) -> Kind | None:
        """The kind a clause means, `at` being its deciding word; None for another country's licence or other goods."""
        low, high = self.page.spans[number]
        if licences.foreign(clause.hits) or licences.foreign(inside):
            return None
        if licences.for_something_else(inside, self.page.text) or self.page.granted_abroad(number):
            return None
        if rows.labelled(self.page, clause):
            return Kind(kind=LicenceKind.GENERAL)
        if row and (told := rows.kind(self.page.text[low:high])):
            return Kind(kind=told)
        if licences.whatever(clause.hits, self.page.text):
            return licences.UNSPECIFIED
        named = self._named(clause, number, inside, at)
        return named or self._answered(clause, number, self._carried(number, at))

    def _answered(self, clause: Clause, number: int, kind: Kind | None) -> Kind | None:
        """Who was asked about the general licence and speaks of some licences has hardly said that it is that one."""
        if (
            kind is None
            or not kind.plain
            or kind.kind is not LicenceKind.GENERAL
            or not self.page.text.count("?") + self.page.text.count("？")
        ):
            return kind
        asked = 0 <= self.at < number and self.page.text[: self.page.spans[self.at][1]].rstrip().endswith(("?", "？"))
        some = any(
            _SOME.search(self.page.text, max(clause.start, hit.start - 14), hit.end) for hit in clause.having("licence")
        )
        return replace(kind, plain=False, why=Reason.KIND_UNSAID) if asked and some else kind

    def _same_one(self, clause: Clause, number: int) -> bool:
        """ "The licence was issued to X": the one that the sentence before named the kind of."""
        return (
            self.kind is not None
            and self.kind.ours
            and self.at == number - 1
            and any(
                _THE.search(self.page.text, max(clause.start, hit.start - 5), hit.start)
                for hit in clause.having("licence")
            )
        )

    def _named(self, clause: Clause, number: int, inside: list[Hit], at: int) -> Kind | None:
        """The kind that the clause or its sentence names."""
        own = licences.explicit(clause.hits, self.page.text, at)
        earlier = licences.explicit([hit for hit in inside if hit.start < clause.start], self.page.text, at)
        if own is None and earlier is None and self._same_one(clause, number):
            return self.kind
        kind = own or earlier or licences.explicit(inside, self.page.text, at)
        if kind is not None and own is None and earlier is None and clause.having("licence"):
            kind = replace(kind, plain=False, why=kind.why or Reason.KIND_FURTHER_ON)
        return kind

    def _carried(self, number: int, at: int) -> Kind | None:
        """The kind that the sentences around it name."""
        following = self.page.following(number)
        after = licences.explicit(following, self.page.text, at) if following else None
        if after is not None and self.page.text[at] < "\u2e80":
            opened = self.page.spans[number + 1][0]
            if not any(
                hit.start - opened < _DEFINES_WITHIN for hit in following if hit.tags & {"general", "individual"}
            ):
                after = replace(after, plain=False, why=after.why or Reason.KIND_LATER)
        if after is not None and (after.kind is LicenceKind.INDIVIDUAL or self.kind is None or not self.kind.plain):
            return after
        if self.kind is None:
            return after or licences.UNSPECIFIED
        if not self.kind.ours:
            return None
        near = number - self.at <= 6
        why = self.kind.why or (None if near else Reason.KIND_FAR)
        return replace(self.kind, plain=self.kind.plain and near, why=why)


def _disowned(inside: list[Hit]) -> bool:
    """Whether a sentence names general licences only to say that these are none, or that nobody knows."""
    first = next(hit for hit in inside if "general" in hit.tags)
    return any(hit.start < first.start and hit.tags & _DISOWNING for hit in inside)
