"""What an outlet wants to be told."""

from typing import Any

import pytest

from storage import follows
from storage.database import Database
from storage.domain.licence import Certainty, Event
from storage.follows import News, Rule, wants
from tests.telling import T0, follow


def news(**facts: Any) -> News:
    plain: dict[str, Any] = {
        "kind": "exporter",
        "event": Event.GAINED,
        "company": "lodemag",
        "subject": "Lodemag Materials",
        "support": Certainty.REPORTED,
        "materials": ("NdFeB",),
        "customers": ("velomotor",),
        "grades": ("B", None),
        "watched": False,
        "text": "Lodemag Materials holds a general export licence (reported).",
    }
    return News(**plain | facts)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ({}, {}, True),
        ({"kinds": ("exporters",)}, {}, True),
        ({"kinds": ("customers",)}, {}, False),
        ({"kinds": ("customers", "exporters")}, {}, True),
        ({"kinds": ("smco",)}, {"kind": "smco_producer"}, True),
        ({"kinds": ("losses",)}, {}, False),
        ({"kinds": ("losses",)}, {"event": Event.REVOKED}, True),
        ({"kinds": ("watchlist",)}, {}, False),
        ({"kinds": ("watchlist",)}, {"watched": True}, True),
        ({"companies": ("other",)}, {}, False),
        ({"companies": ("other", "lodemag")}, {}, True),
        ({"companies": ("lodemag",), "materials": ("smco",)}, {}, False),
        ({"materials": ("ndfeb",)}, {}, True),
        ({"customers": ("velomotor",)}, {}, True),
        ({"customers": ("velomotor",)}, {"company": "velomotor", "customers": (), "kind": "customer"}, True),
        ({"customers": ("other",)}, {}, False),
        ({"tier": "B"}, {}, True),
        ({"tier": "A"}, {}, False),
        ({"tier": "E"}, {"grades": (None,)}, False),
        ({"excepted": ("lodemag",)}, {}, False),
    ],
)
def test_values_of_one_key_are_alternatives_and_keys_must_all_hold(
    rule: dict[str, Any], facts: dict[str, Any], expected: bool
) -> None:
    assert wants(Rule(**rule), news(**facts)) is expected


async def test_the_same_rule_again_is_the_same_follow(db: Database) -> None:
    first = await follow(db, kinds=("exporters",))
    assert (await follow(db, kinds=("exporters",))).follow == first.follow
    async with db.read() as session:
        assert len(await follows.of(session, "C1")) == 1
        assert await follows.of(session, "C2") == ()


async def test_the_same_words_in_another_order_are_the_same_follow(db: Database) -> None:
    await follow(db, kinds=("exporters", "customers"))
    await follow(db, kinds=("customers", "exporters"))
    async with db.read() as session:
        assert len(await follows.of(session, "C1")) == 1


@pytest.mark.parametrize("which", ["W1", "w1", Rule(kinds=("exporters",)), None])
async def test_a_follow_is_ended_by_its_number_its_words_or_with_all_others(
    db: Database, which: str | Rule | None
) -> None:
    await follow(db, kinds=("exporters",))
    async with db.write() as session:
        assert [f.id for f in await follows.remove(session, "C2", which, "U1", T0)] == []
        assert [f.id for f in await follows.remove(session, "C1", which, "U1", T0)] == ["W1"]
        assert await follows.of(session, "C1") == ()
