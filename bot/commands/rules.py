"""The words of a follow, as a rule. `follow` and `unfollow` read them alike, so that the same words undo."""

from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import grammar
from bot.commands import naming, values
from bot.commands.verbs import Ask, Incomplete
from bot.grammar import Arguments, Misunderstood, Token
from bot.messages import following as messages
from bot.messages.parts import shown
from storage.domain.licence import Certainty
from storage.domain.telling import Pace
from storage.follows import KINDS, Rule

FILTERS = ("company", "material", "customer", "min", "tier", "except")

#: What the form of a new follow begins with: the three questions everybody asks.
FIRST = ("exporters", "customers", "smco")

#: One of each: people write `exporter`, the rule says `exporters`.
_SINGULAR = {"exporter": "exporters", "customer": "customers", "loss": "losses", "figure": "figures"}
_EVERYTHING = ("everything", "all", "anything")
#: What people say around what they mean: "follow SmCo news", "stop alerts on exporters". Alone they are nobody's name.
_AROUND = frozenset(("news", "alert", "alerts", "update", "updates", "about", "on", "of", "the", "any", "new", "here"))
_PACES = {pace.value: pace for pace in Pace}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A rule and the outlet it is for."""

    rule: Rule
    outlet: str


async def read(session: AsyncSession, ask: Ask) -> Wish:
    """What was asked for. Raises Misunderstood with the nearest that works, or NotPossible."""
    verb = ask.line.verb
    given = grammar.arguments(ask.line, FILTERS, channel=True)
    kinds, names, pace = _kinds(ask, given)
    companies = [(await naming.require(session, name, f"{verb} company:")).key for name in given.all("company")]
    if names:
        companies += await _bare_names(session, ask, names)
    customers = [(await naming.require(session, name, f"{verb} customer:")).key for name in given.all("customer")]
    minimum, tier = given.one("min"), given.one("tier")
    rule = Rule(
        kinds=tuple(kind for kind in KINDS if kind in kinds),
        companies=tuple(sorted(set(companies))),
        materials=tuple(sorted({values.material(m, f"{verb} material:") for m in given.all("material")})),
        customers=tuple(sorted(set(customers))),
        minimum=values.certainty(minimum, f"{verb} min:") if minimum else Certainty.REPORTED,
        tier=values.tier(tier, f"{verb} tier:") if tier else None,
        excepted=tuple(sorted(set(given.all("except")))),
        pace=pace,
    )
    return Wish(rule=rule, outlet=given.channel or ask.asker.outlet)


def _kinds(ask: Ask, given: Arguments) -> tuple[set[str], list[Token], Pace]:
    """The kinds named, the words that are none (perhaps a company's name), and how soon it is told."""
    kinds: set[str] = set()
    names: list[Token] = []
    everything, pace = False, Pace.NOW
    for token in given.words:
        word = token.text.casefold().strip(",;")
        word = _SINGULAR.get(word, word)
        if word in _PACES and not token.quoted:
            pace = _PACES[word]
        elif token.quoted or not _around(names):
            names.append(token)
        elif word in KINDS:
            kinds.add(word)
        elif word in _EVERYTHING:
            everything = True
        elif word not in ("and", "or", "&", ""):
            names.append(token)
    names = [] if _around(names) else names
    if not (kinds or names or given.filters or everything):
        offered = ", ".join(f"`{kind}`" for kind in KINDS)
        raise Incomplete(
            f"`{ask.line.verb}` needs to know what: {offered}, or `company:` with a name.",
            messages.form("", Rule(kinds=FIRST, pace=pace), {}, given.channel or ""),
            nearest=f"{ask.line.verb} exporters customers smco",
        )
    return kinds, names, pace


def _around(names: list[Token]) -> bool:
    """Whether these words only stand around what is meant."""
    return all(not token.quoted and token.text.casefold().strip(",;") in _AROUND for token in names)


async def _bare_names(session: AsyncSession, ask: Ask, names: list[Token]) -> list[str]:
    """The companies of names without a filter: one, or several joined by `and` or commas."""
    groups: list[list[Token]] = [[]]
    for token in names:
        if not token.quoted and token.text.casefold() in _JOINS:
            groups.append([])
            continue
        groups[-1].append(token)
        if not token.quoted and token.text.endswith((",", "，", "、")):
            groups[-1][-1] = replace(token, text=token.text.rstrip(",，、"))
            groups.append([])
    several = [group for group in groups if group]
    if len(several) < 2 or await naming.find(session, grammar.name_of(names)) is not None:
        return [await _bare_name(session, ask, names)]
    return [
        (await naming.require(session, grammar.name_of(group), f"{ask.line.verb} company:")).key for group in several
    ]


_JOINS = ("and", "or", "&", "和", "与", "及")


async def _bare_name(session: AsyncSession, ask: Ask, names: list[Token]) -> str:
    typed = grammar.name_of(names)
    company = await naming.find(session, typed)
    while company is None and _around(names[:1]):
        names = names[1:]
        company = await naming.find(session, grammar.name_of(names))
    if company is not None:
        return company.key
    kind = grammar.nearest(names[0].text, KINDS)
    if kind is not None:
        raise Misunderstood(
            f"{shown(names[0].text)} is nothing to follow.",
            odd=names[0].text,
            nearest=grammar.instead(ask.line, names[0], kind),
        )
    company = await naming.require(session, typed, f"{ask.line.verb} company:")
    return company.key
