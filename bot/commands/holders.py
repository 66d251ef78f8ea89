"""`holders`: who is reported to hold a general licence, narrowed by filters."""

from bot import grammar
from bot.commands import naming, paging, values
from bot.commands.verbs import ASK, Ask, Verb
from bot.grammar import Misunderstood
from bot.messages import card, wording
from bot.messages.card import ROWS
from bot.messages.parts import Message, shown
from storage import licences, looking
from storage.domain.licence import Role

_FILTERS = ("material", "customer", "certainty", "state", "since", "page")


async def run(ask: Ask) -> Message:
    given = grammar.arguments(ask.line, _FILTERS)
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
        f" in state {wanted_state}" if wanted_state else "",
        f" first reported since {wording.day(wanted_since)}" if wanted_since else "",
    )
    return card.holders(found.rows, "".join(asked), looked, page.turning(found.total))


VERB = Verb(
    name="holders",
    group=ASK,
    usage="holders [material:] [customer:] [certainty:] [state:] [since:] [page:]",
    example="holders certainty:reported",
    help="Who is reported to hold a general licence.",
    run=run,
    hints=("exporters", "licences", "licenses", "list", "licensed"),
)
