"""What is known of a text when it is read again for what no statement of it told."""

from dataclasses import dataclass, field

from jobs.extract.statements.page import Page
from jobs.extract.statements.statement import Statement
from storage.domain.licence import LicenceKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A page, the statements that were read of it, and those that reading it again has added so far (`plain`)."""

    page: Page
    statements: list[Statement]
    plain: list[Statement] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """All companies of whom something was told."""
        return {one.entity.key for one in (*self.statements, *self.plain)}

    @property
    def of_general(self) -> bool:
        """Whether the text speaks of a general licence at all."""
        return (
            self.page.headline_general
            or any(not tags.isdisjoint(("general", "streamlined")) for tags in self.page.tags)
            or any(raw.licence.kind is LicenceKind.GENERAL for raw in self.statements)
        )
