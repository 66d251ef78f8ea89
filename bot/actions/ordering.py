"""The form of an order check. What was filled in is answered where it was asked, and kept nowhere."""

from bot.actions.registry import Action, Press
from bot.commands import check
from bot.commands.order_words import OrderWords
from bot.replies import Faulty, Reply
from storage import companies
from storage.domain import uses


async def asked(press: Press) -> Reply:
    wanted = OrderWords(**{name: press.one(name) for name in ("supplier", "customer", "material", "use", "country")})
    faults = {name: f"Which {name} is it?" for name in ("supplier", "customer") if not press.one(name)}
    if wanted.country and uses.country(wanted.country) is None:
        faults["country"] = "Write a country, such as Japan or DE."
    if faults:
        raise Faulty(faults)
    async with press.db.read() as session:
        return Reply(
            message=await check.answered(session, await companies.index(session), wanted, press.now, shares=False)
        )


FORMS = (Action(name="check", run=asked),)
