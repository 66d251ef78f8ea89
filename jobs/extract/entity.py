"""A company as a text names it."""

import re
from dataclasses import dataclass

from jobs.extract.cues import words
from storage.domain.folding import fold
from storage.domain.licence import Role
from storage.domain.names import KnownCompany


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A company's name at `start`:`end`. `name` is how the record, or else the text at its fullest, calls it.

    `plain` means that nobody could take the name for anything but a company's: the record knows it, it carries a legal
    form or a trade, or the text introduces it as a maker or buyer. `role` is what the words around say of it.
    """

    start: int
    end: int
    name: str
    company: KnownCompany | None = None
    plain: bool = False
    role: Role | None = None

    @property
    def key(self) -> str:
        return self.company.key if self.company else f"new:{fold(self.name).text}"


def own_trade(entity: Entity) -> bool:
    """Whether the name itself says that the company makes magnets or their materials."""
    name = entity.name.lower()
    return any(word in words("en", "names", "trade") for word in name.split()) or bool(
        re.search("磁|钐|釤|钴|鈷|稀|永磁", entity.name)
    )


def unique(entities: list[Entity]) -> list[Entity]:
    return list({entity.key: entity for entity in reversed(entities)}.values())[::-1]
