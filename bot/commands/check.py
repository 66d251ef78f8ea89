"""`check SUPPLIER for CUSTOMER [material] [end use] [country]`: may this be shipped, as far as the record knows?

What is typed of an order is answered and forgotten: nothing here writes, and no button or form keeps more of it than
the message that only its asker sees. Whoever adds `share` shows it to the channel.
"""

import re
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.access import Asker
from bot.commands import naming
from bot.commands.order_words import FILTERS, OrderWords, others, split
from bot.commands.verbs import ASK, Ask, Incomplete, Reply, Verb
from bot.grammar import Arguments, Misunderstood
from bot.messages import check as messages
from bot.messages.check import Meant
from bot.messages.parts import Message, shown
from storage import companies, orders
from storage.domain import goods, order_check, uses
from storage.domain.names import NameIndex
from storage.domain.order import Order

#: Said behind an order: check it although a name in it is a letter away from one on record.
ANYWAY = "anyway"
_WISHES = ("share", "edit", ANYWAY)


async def run(ask: Ask) -> Message | Reply:
    given = grammar.arguments(ask.line, FILTERS, channel=True)
    wish = given.words[-1].text.casefold() if given.words and not given.words[-1].quoted else ""
    if ask.ours:
        # A question shows nothing to anybody else: "for Acme Share" names a company.
        wish = ""
    words = given.words[:-1] if wish in _WISHES else given.words
    async with ask.db.read() as session:
        names = await companies.index(session)
        wanted = _read(names, replace(given, words=words))
        shares = wish == "share"
        if wish == "edit" or not (wanted.supplier and wanted.customer):
            raise await _incomplete(session, wanted)
        where = _where(ask.asker, wanted, given.channel) if shares or given.channel else None
        by = ask.asker.user if where is not None else ""
        anyway = wish in (ANYWAY, "share")
        card = await answered(session, names, wanted, ask.now, shares=True, shared_by=by, anyway=anyway)
    if where is None:
        return card
    again = wanted.command(f"share in <#{where or ask.asker.channel}>")
    return Reply(message=card, shared=True, post_to=where, again=again)


async def answered(
    session: AsyncSession,
    names: NameIndex,
    wanted: OrderWords,
    now: datetime,
    *,
    shares: bool,
    shared_by: str = "",
    anyway: bool = False,
) -> Message:
    """The card. Raises Misunderstood for a country nobody knows; `shares`: it can be shown to others from there.

    Where a name differs from one on record by a slip, that one is asked about first, unless it is meant `anyway`.
    """
    country = uses.country(wanted.country) if wanted.country else None
    if wanted.country and country is None:
        raise Misunderstood(
            f"{shown(wanted.country)} is no country I know.",
            odd=wanted.country,
            nearest=replace(wanted, country="").command(),
        )
    order = Order(
        supplier=wanted.supplier,
        customer=wanted.customer,
        goods=goods.read(wanted.material),
        use=uses.read(wanted.use) if wanted.use else None,
        country=country,
    )
    facts = await orders.facts(session, order, now, names)
    checked = order_check.decide(order, facts, now.date())
    if not anyway and (meant := await _slips(session, wanted)):
        return messages.slipped(order, facts, checked, meant, wanted.command(ANYWAY))
    near = await _near(session, wanted, facts.supplier.key, facts.customer.key)
    return messages.card(order, facts, checked, wanted.command, near=near, shares=shares, shared_by=shared_by)


def _read(names: NameIndex, given: Arguments) -> OrderWords:
    def known(name: str) -> bool:
        return names.resolve(name) is not None

    typed = _of_others(split(given.words, known))
    filters = {key: ", ".join(given.all(key)) for key in FILTERS if given.all(key)}
    wanted = replace(typed, **filters)
    second = others(typed, known) if "use" not in filters else None
    if second:
        raise Misunderstood(
            f"An order is checked for one customer at a time, and {shown(second)} was named too.",
            odd=second,
            nearest=replace(wanted, customer=second, use="").command(),
        )
    return wanted


def _of_others(words: OrderWords) -> OrderWords:
    """ "My order", "our supplier" and "us" name nobody."""
    nobody = {
        part: "" for part in ("supplier", "customer") if re.fullmatch(_NOBODY, getattr(words, part), re.IGNORECASE)
    }
    return replace(words, **nobody)


_NOBODY = r"(?:(?:my|our|the|this|an?) (?:order|shipment|supplier|customer|company|goods)|me|us|my|our|it)(?:'s)?"


async def _incomplete(session: AsyncSession, wanted: OrderWords) -> Incomplete:
    someone = wanted.supplier or await naming.anybody(session)
    missing = "which supplier, for which customer" if not wanted.supplier else "for which customer"
    if wanted.supplier and wanted.customer:
        missing = "the order, to be put right"
    return Incomplete(
        f"`check` needs to know {missing}.",
        messages.form(wanted.supplier, wanted.customer, wanted.material, wanted.use, wanted.country),
        nearest=replace(wanted, supplier=someone, customer=wanted.customer or "CUSTOMER").command(),
        example=True,
    )


async def _slips(session: AsyncSession, wanted: OrderWords) -> tuple[Meant, ...]:
    """Names typed but for a letter or two, each with the command that has all of them right."""
    found: dict[str, Meant] = {}
    right = wanted
    for part in ("supplier", "customer"):
        typed = getattr(wanted, part)
        if not typed or await naming.find_named(session, typed) is not None:
            continue
        near = await companies.slips(session, typed)
        if near:
            right = replace(right, **{part: near[0].company.name})
            found[part] = Meant(typed=typed, name=near[0].company.name, command="")
    return tuple(replace(each, command=right.command()) for each in found.values())


async def _near(
    session: AsyncSession, wanted: OrderWords, supplier: str | None, customer: str | None
) -> tuple[tuple[str, str], ...]:
    """(name on record, command with it) for a name that nobody on record has; offered, never taken for it."""
    found: list[tuple[str, str]] = []
    if supplier is None:
        for match in (await naming.like(session, wanted.supplier))[:1]:
            found.append((match.company.name, replace(wanted, supplier=match.company.name).command()))
    if customer is None:
        for match in (await naming.like(session, wanted.customer))[:1]:
            found.append((match.company.name, replace(wanted, customer=match.company.name).command()))
    return tuple(found)


def _where(asker: Asker, wanted: OrderWords, channel: str | None) -> str:
    """The channel to show it in, empty for here. Raises Misunderstood where nobody else would see it."""
    if channel and channel != asker.channel:
        return channel
    if not asker.admin_console and asker.outlet == asker.user:
        raise Misunderstood(
            "Nobody else reads this conversation; say in which channel.",
            nearest=wanted.command("share in #general"),
            example=True,
        )
    return ""


VERB = Verb(
    name="check",
    group=ASK,
    usage="check SUPPLIER for CUSTOMER [material] [end use] [country]",
    example="check {company} for Ford NdFeB automotive",
    help="May this supplier ship this order? Only you see it, and it is kept nowhere; `share` at the end shows it to "
    "the channel.",
    run=run,
    hints=("order", "verify", "may", "allowed", "cover", "covers"),
    wanted="may this order ship?",
)
