"""The market an order check is asked about: one supplier with a licence, its customer, five lists. All invented."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot import grammar
from bot.commands.order_words import FILTERS, split
from storage.domain import goods, order_check, uses
from storage.domain.claim import Scope
from storage.domain.law import Ending, EventView, RuleView
from storage.domain.licence import Certainty, LicenceState, Role
from storage.domain.order import Checked, Customer, Facts, Held, Naming, Order, Source, Speaker, Supplier
from storage.domain.vetoes import ListEntry, ListKind, Rolls, VetoList

TODAY = date(2026, 11, 22)
_REGIME = Path(__file__).parents[1] / "seeds" / "regime.toml"

REPORT = Source(publisher="Daily Magnet", url="https://news.example/1", dated="2025-12-02", claim="C1")
LICENCE = Held(
    id=1,
    role=Role.EXPORTER,
    state=LicenceState.GRANTED,
    certainty=Certainty.REPORTED,
    scope=None,
    materials=frozenset({"NdFeB"}),
    end_uses=frozenset({"automotive", "industrial"}),
    valid_from=date(2025, 12, 2),
    valid_until=date(2026, 12, 2),
    issue_date_known=False,
    sources=(REPORT,),
    denials=(replace(REPORT, claim="C2"),),
)
SUPPLIERS = {
    "Lodemag": Supplier(name="Lodemag", key="lodemag", country="CN", licences=(LICENCE,)),
    "Quietmag": Supplier(name="Quietmag", key="quietmag", country="CN"),
    "Vakuumag": Supplier(name="Vakuumag", key="vakuumag", country="DE"),
}
COUNTRIES = {
    "Velomotor": "DE",
    "Halden Cars": "DE",
    "Ridgeline": "US",
    "Ferrobend Mining": "US",
    "Kagemitsu Dynamics": "JP",
    "Sorano Motors": "JP",
    "Daehan Robotics": "KR",
}


def roll(key: str, kind: ListKind, country: str, *names: tuple[str, str | None], **facts: Any) -> VetoList:
    """A list whose names are all held, from 24 Feb 2026, unless the story says otherwise."""
    begun = facts.get("held_from", date(2026, 2, 24))
    url = facts.get("url", f"https://lists.example/{country}")
    entries = tuple(
        ListEntry(name=name, local_name=local, country=country, url=None, publisher=None, held_from=begun)
        for name, local in names
    )
    plain: dict[str, Any] = {
        "key": key,
        "name": key,
        "local_name": "关注名单",
        "kind": kind,
        "announcement": f"Announcement on {country}",
        "effect": "",
        "total": len(names),
        "held_from": begun,
        "url": url,
        "publisher": "Gazette",
        "entries": entries,
    }
    return VetoList(**plain | facts)


LISTS = (
    roll("Japan control list", ListKind.CONTROL, "JP", ("Kagemitsu Dynamics", "影光動力株式会社")),
    roll("Japan watch list", ListKind.WATCH, "JP", ("Sorano Motors", None), total=2, groups=("Tokiwa",)),
    roll("US control list", ListKind.CONTROL, "US", ("Ferrobend Mining", None)),
    roll("Korean watch list", ListKind.WATCH, "KR", ("Daehan Robotics", None), url=None),
    roll("German watch list", ListKind.WATCH, "DE", ("Halden Cars", None), held_from=date(2027, 3, 1)),
)


@cache
def law() -> tuple[dict[str, RuleView], dict[str, EventView]]:
    """The shipped rules and events by topic and key."""
    regime = tomllib.loads(_REGIME.read_text("utf-8"))
    rules = {
        row["topic"]: RuleView(
            topic=row["topic"],
            summary=row["summary"],
            myth=row.get("myth", ""),
            basis=row["basis"],
            related=(),
            words=(),
            url=row.get("url"),
            publisher=row["publisher"],
            published=row["date"],
            confidence=row["confidence"],
            openable=row.get("openable", True),
        )
        for row in regime["rule"]
    }
    events = {
        row["key"]: EventView(
            key=row["key"],
            on=_day(row["date"]),
            title=row["title"],
            state=row["state"],
            until=tuple(Ending(on=_day(t["date"]), says=t["says"], url=t["url"]) for t in row.get("until", ())),
            tags=(),
            summary=row["summary"],
            url=row.get("url"),
            publisher=row["publisher"],
            published=row["published"],
            confidence=row["confidence"],
        )
        for row in regime["event"]
    }
    return rules, events


def read(ask: str) -> Order:
    """An order as it is typed."""
    given = grammar.arguments(grammar.read(f"check {ask}"), FILTERS)
    words = split(given.words, lambda name: name in SUPPLIERS or name in COUNTRIES)
    words = replace(words, **{key: given.all(key)[0] for key in FILTERS if given.all(key)})
    return Order(
        supplier=words.supplier,
        customer=words.customer,
        goods=goods.read(words.material),
        use=uses.read(words.use) if words.use else None,
        country=uses.country(words.country),
    )


def facts(order: Order, says: dict[str, Any]) -> Facts:
    """What is on record, with what a row says is different."""
    says = dict(says)
    supplier = SUPPLIERS.get(order.supplier, Supplier(name=order.supplier))
    supplier = replace(
        supplier,
        licences=tuple(_licence(held, says) for held in supplier.licences),
        says_none=REPORT if says.pop("says_none", False) else None,
    )
    rules, events = law()
    rules = {topic: rule for topic, rule in rules.items() if topic != says.get("without_rule")}
    if not says.get("rules", True):
        rules, events = {}, {}
    lists = says.get("lists", True)
    return Facts(
        supplier=supplier,
        customer=_customer(order, says),
        rolls=Rolls(LISTS if lists else ()),
        rules=rules,
        events=events,
    )


def ask(text: str, today: date = TODAY, **says: Any) -> Checked:
    order = read(text)
    return order_check.decide(order, facts(order, says), today)


def _licence(held: Held, says: dict[str, Any]) -> Held:
    changed: dict[str, Any] = {}
    for name, kind in (("role", Role), ("state", LicenceState), ("certainty", Certainty), ("scope", Scope)):
        if name in says:
            changed[name] = kind(says[name])
    for name in ("materials", "end_uses"):
        if name in says:
            changed[name] = frozenset(says[name])
    for name in ("valid_from", "valid_until"):
        if name in says:
            changed[name] = says[name] or None
    return replace(held, **changed)


def _customer(order: Order, says: dict[str, Any]) -> Customer:
    known = order.customer in COUNTRIES
    named: tuple[Naming, ...] = ()
    by = says.get("named_by", "the exporter" if order.customer == "Velomotor" else "nobody")
    if by != "nobody" and order.supplier == "Lodemag":
        named = (Naming(by=Speaker(by), on=says.get("named_on", date(2026, 1, 10)), source=REPORT),)
    out: tuple[Naming, ...] = ()
    if "left_out_by" in says:
        out = (Naming(by=Speaker(says["left_out_by"]), on=says["left_out_on"], source=REPORT),)
    return Customer(
        name=order.customer,
        names=(order.customer,),
        key=order.customer.casefold() if known else None,
        country=COUNTRIES.get(order.customer),
        named=named,
        left_out=out,
        our_suppliers=(REPORT,) if says.get("our_suppliers") else (),
    )


def _day(iso: str) -> date:
    return datetime.strptime(iso, "%Y-%m-%d").replace(tzinfo=UTC).date()
