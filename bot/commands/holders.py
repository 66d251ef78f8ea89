"""`holders`: who is reported to hold a general licence, narrowed by filters."""

from dataclasses import replace

from bot import grammar
from bot.commands import naming, paging, values
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Arguments, Misunderstood, Token
from bot.messages import card, wording
from bot.messages.card import ROWS
from bot.messages.parts import Message, shown
from storage import licences, looking
from storage.domain.licence import Role

_FILTERS = ("material", "customer", "certainty", "state", "since", "page")


async def run(ask: Ask) -> Message:
    given = _sorted(grammar.arguments(ask.line, _FILTERS))
    if given.words:
        word = given.words[0].text
        raise Misunderstood(
            f"`holders` takes filters only, not {shown(word)}; names of several words go in quotes.",
            odd=word,
            nearest=f'holders customer:"{word}"' if given.filters else f"who {ask.line.rest}",
        )
    page = paging.page("holders", given, ROWS)
    material, certainty, state = given.one("material"), given.one("certainty"), given.one("state")
    since, customer = given.one("since"), given.one("customer")
    wanted_material = values.material(material, "holders material:") if material else None
    wanted_certainty = values.certainty(certainty, "holders certainty:") if certainty else None
    wanted_state = values.state(state, "holders state:") if state else None
    wanted_since = values.since(since, ask.now, "holders since:") if since else None
    async with ask.db.read() as session:
        served = await naming.require(session, customer, "holders customer:") if customer else None
        found = await licences.holders(
            session,
            ask.now,
            material=wanted_material,
            customer=served.key if served else None,
            certainty=wanted_certainty,
            state=wanted_state,
            since=wanted_since,
            limit=page.rows,
            offset=page.first,
        )
        page.within(found.total)
        role = Role.SMCO_PRODUCER if wanted_material == "SmCo" else None
        looked = None if found.rows else await looking.looking(session, ask.now, role=role)
    asked = (
        f" for {wanted_material}" if wanted_material else "",
        f" naming {served.name} as customer" if served else "",
        f" at least {wanted_certainty}" if wanted_certainty else "",
        f" first reported since {wording.day(wanted_since)}" if wanted_since else "",
    )
    return card.holders(
        found.rows,
        "".join(asked),
        looked,
        page.turning(found.total),
        today=ask.now.date(),
        material=wanted_material,
        customer=served.name if served else None,
        state=wanted_state,
    )


def _sorted(given: Arguments) -> Arguments:
    """Words that can only be a value are the filter they would be: `holders SmCo` is `holders material:SmCo`."""
    words: list[Token] = []
    filters = {key: list(held) for key, held in given.filters}
    for word in given.words:
        key = "" if word.quoted else values.filter_of(word.text)
        if key:
            filters.setdefault(key, []).append(word.text)
        elif word.quoted or word.text.casefold() not in _AROUND:
            words.append(word)
    return replace(given, words=tuple(words), filters=tuple((key, tuple(held)) for key, held in filters.items()))


#: What people say before a filter's value.
_AROUND = frozenset(("for", "of", "with", "in", "only", "the"))


VERB = Verb(
    name="holders",
    group=ASK,
    usage="holders [material:] [customer:] [certainty:] [state:] [since:] [page:]",
    example="holders certainty:reported",
    help="Who is reported to hold a general licence.",
    run=run,
    hints=("exporters", "licences", "licenses", "list", "licensed"),
    wanted="who is reported to hold one",
)
