"""Plain questions as commands: "does Yunsheng's licence cover SmCo for Bosch?" is `check Yunsheng for Bosch SmCo`.

No model: names are found by the record's own index, and a table of patterns says which command a question asks for. To
teach it another question, add a row to PATTERNS (the first that fits wins) and its example is tested by itself.
Pure; only commands that look are ever run, never one that changes something.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.domain import goods, uses
from storage.domain.licence import Role
from storage.domain.names import KnownCompany, Mention

_BEGINS = """
does do did is are was were has have had can could will would may might must should shall what what's which when where
why how whose whom am any anything anybody anyone tell notify alert warn remind ping
"""
_BEHIND_WHO = "holds hold has have had is are was says said can got gets may will would else owns exports makes sells"
_NOBODY = """
a about after again all also an and any anybody anyone approved are as at be been before being between but by can
certificate change changed changes china chinese code company controlled country cover covered covers customer customers
customs date day days do does dy end ends europe european ever export exporter exporters exports figure for free from
general get gets go goes got grade had has have held hold holder holders holds how i if in india individual into is it
its japan japanese last law licence licences licensed license licenses list long made magnet magnets make maker makers
mean means ministry month months more my nd ndfeb need needs new news no not now of on one or order orders other our out
over paper papers part parts plant producer producers rare earth earths reported rule rules said samarium cobalt say
says ship shipping shipped site smco so some source sources still supplier suppliers tb tell than that the their them
then there these they this time to under up us usa use used uses valid was we were what when where which who why will
with would year years yet you your
"""
#: With one of these at its head a line is a question.
_HEADS = frozenset(_BEGINS.split())
#: `who holds ...` is a question; `who` before anything else is the verb before a name.
_WHO = frozenset(_BEHIND_WHO.split())
#: Words of questions that are nobody's name, however short somebody's name is.
_COMMON = frozenset(_NOBODY.split())
_GREETING = re.compile(
    r"(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening))\b[\s\w,!.]*", re.IGNORECASE
)

_MATERIAL = re.compile(
    r"(?<![A-Za-z])(?:SmCo\d*|Sm2Co17|samarium[- ]cobalt|NdFeB|neodymium(?: magnets?)?|(?:with |without |no )?"
    r"(?:Dy|Tb|dysprosium|terbium)(?:[/+](?:Dy|Tb))?(?:[- ]free)?)(?![A-Za-z])|钐钴|钕铁硼",
    re.IGNORECASE,
)
_FIRM = r"(?:[A-Z0-9][\w&.\-]*|[\u3400-\u9fff]{2,12})(?: (?:[A-Z0-9][\w&.\-]*|[\u3400-\u9fff]{2,12}))*"
_AFTER_FOR = re.compile(rf"\b(?:for|to|by|of) (?P<name>{_FIRM})")
_OWNER = re.compile(rf"(?P<name>{_FIRM})(?:'s?|的) (?:general |export )*licen[cs]e")
_AFTER_HEAD = re.compile(
    rf"^(?i:does|do|did|has|have|is|was|will|can|when does|when will|when is|what about) (?P<name>{_FIRM})"
)
_DAY = re.compile(r"\b(?:on|as of|as-of|at|by) (\d{4}-\d\d(?:-\d\d)?)\b")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question taken apart. `words` is the text in small letters, with S for a supplier's name and C for a
    customer's. `name` is the company it is about when there is one; `facts` are the order's words: goods, use, place.
    """

    words: str
    supplier: str = ""
    customer: str = ""
    facts: str = ""
    day: str = ""

    @property
    def name(self) -> str:
        return self.supplier or self.customer


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row of the table. `asks` must be found in the words and each of `needs` be filled; `runs` is the command, with
    what was found in braces. `offered`: it changes something, so it is named and not run."""

    asks: str
    runs: str
    example: str
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    offered: bool = False


@dataclass(frozen=True, kw_only=True)
class Understood:
    """`command` answers the question; not to be run when only `offered`."""

    command: str
    offered: bool = False


_SITE = "site|plant|factory|subsidiary|facility|branch|company|entity|office"
#: Matters that the record says nothing of: a rule about the same metal would answer another question.
_ELSEWHERE = re.compile(r"\b(prices?|priced|cost|costs|share price|stock price)\b")
#: Marks of a question in Chinese, which has no spaces and often no question mark.
_ASKS_IN_CHINESE = re.compile(r"[吗嗎]\s*[?？]?$|有没有|有沒有|是否|能否|^[谁誰]|什么时候|什麼時候|何时|何時|哪些")
_TELL = r"\b(alert|notify|warn|ping|remind) (me|us)\b|\btell (me|us) (when|if|as soon)\b"

#: Which question asks for which command. The first row that fits is taken, so what is special stands above.
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        asks=rf"({_TELL}).*(smco|samarium)",
        runs="follow smco",
        example="Tell me when an SmCo producer gets one",
        offered=True,
    ),
    Pattern(
        asks=_TELL,
        needs=("supplier",),
        runs='follow company:"{supplier}"',
        example="Tell us when JL Mag loses it",
        offered=True,
    ),
    Pattern(
        asks=_TELL,
        runs="follow exporters customers smco",
        example="Notify us if somebody new gets a licence",
        offered=True,
    ),
    Pattern(
        asks=r"\bdfars\b|\bpentagon\b|\b(us|u\.s\.|american) (defen[cs]e|military)\b",
        lacks=("customer",),
        runs="explain defence",
        example="Does DFARS forbid this anyway?",
    ),
    Pattern(
        asks=r"october (rules|controls)|10 nov|november 10|2026-11-10|2027-01-10|suspen(ded|sion)|announcement \d|"
        r"truce|kuala lumpur|busan|controls? (back|in force|return|apply|still)|\bregime\b|in force|deadlines?",
        lacks=("supplier", "customer"),
        runs="regime",
        example="Are the October rules back after 10 November?",
    ),
    Pattern(
        asks=r"what('s| is| has|s)?\s*(new|changed|happened|moved)|anything new|any (news|changes)|"
        r"since (last|yesterday|monday)|(changed|changes) (since|this|last)",
        lacks=("supplier", "customer"),
        runs="changes 7d",
        example="What changed since last week?",
    ),
    Pattern(
        asks=r"(magnet|rare[- ]earth|china's|chinese) exports?\b|"
        r"(export|ship)(s|ed|ing|ping|ments?)? (more|less|fewer|volumes?|figures?|numbers?|data|statistics)|"
        r"tonnes|tonnage|customs (data|figures|statistics)|(more|less|fewer|how (many|much)) .*(ship|export)|"
        r"exports? (rise|rose|fall|fell|up|down)|(rise|fall|drop|grow)\w* .*exports?",
        lacks=("supplier", "customer"),
        runs="figures magnets",
        example="Is China shipping more or less this month?",
    ),
    Pattern(
        asks=r"how (often|reliable|accurate)|"
        r"\b(you|bot|alerts?)\b.*\b(wrong|right|accurate|reliable|mistakes?|trust)\b",
        lacks=("supplier", "customer"),
        runs="quality",
        example="How often are your alerts wrong?",
    ),
    Pattern(
        asks=r"(\b(csv|excel|spreadsheet|download)\b.*\bcustomers?)|(\bcustomers?\b.*\b(csv|excel|spreadsheet|download)\b)",
        runs="download csv customers",
        example="Can I have the customers as a spreadsheet?",
    ),
    Pattern(
        asks=r"\b(csv|excel|spreadsheet|download)\b",
        runs="download csv holders",
        example="Can I get the list in Excel?",
    ),
    Pattern(
        asks=rf"\bjapan(ese)?\b.*\b({_SITE})\b|\b({_SITE})\b.*\bjapan\b",
        lacks=("customer",),
        runs="explain watch-list",
        example="Can we ship to our plant in Japan under JL Mag's licence?",
    ),
    Pattern(
        asks=rf"\b(us|usa|u\.s\.|american) ({_SITE})\b|\b({_SITE}) in (the )?(us|usa|u\.s\.|united states|america)\b",
        lacks=("customer",),
        runs="explain control-list",
        example="Can Yunsheng ship to our US site?",
    ),
    Pattern(
        asks=r"\bdistributors?\b|\bsister (plant|company|site)|\btransfer(able|red|ring)?\b|\bsubsidiar",
        lacks=("customer",),
        runs="explain transfer",
        example="Can our distributor use JL Mag's licence?",
    ),
    Pattern(
        asks=r"\w",
        needs=("supplier", "customer"),
        runs="check {supplier} for {customer} {facts}",
        example="Does Yunsheng's licence cover SmCo for Bosch?",
    ),
    Pattern(
        asks=r"\w",
        needs=("supplier", "day"),
        runs="who {supplier} as-of {day}",
        example="Did JL Mag hold one on 2026-01-15?",
    ),
    Pattern(
        asks=r"\bwe\b|\bour (company|name|plant|site)|\bwhich (customers|buyers|companies|carmakers)|\bwhose\b|"
        r"who is covered",
        needs=("supplier",),
        runs="customers {supplier}",
        example="Are we on JL Mag's licence as a customer?",
    ),
    Pattern(
        asks=r"\b(proofs?|evidence|quotes?|passages?)\b|where does it say|\bsources? (for|of|on|about)\b",
        needs=("name",),
        runs="evidence {name}",
        example="What is the evidence for Ford?",
    ),
    Pattern(
        asks=r"\w",
        needs=("name",),
        runs="who {name}",
        example="When does JL Mag's licence expire?",
    ),
    Pattern(
        asks=r"redesign|design (it |them |our \w+ )?out|substitut|alternative|\breplac(e|ing)\b|"
        r"instead of (smco|dy|rare)",
        runs="explain redesign",
        example="Can we redesign out of Dy/Tb or SmCo?",
    ),
    Pattern(
        asks=r"(who|which|what|any|anybody|anyone|somebody|an).*(smco|samarium)|"
        r"(smco|samarium[- ]cobalt).*(approv|orders?|producers?|makers?|anybody|anyone|somebody|confirm|given|granted)",
        runs="smco",
        example="Does any SmCo producer hold one?",
    ),
    Pattern(
        asks=r"\bvalid(ity)?\b|how long .*\b(last|run)s?\b|year[- ]long",
        runs="explain year-long",
        example="How long is a general licence valid?",
    ),
    Pattern(
        asks=r"how long|how many (days|weeks|months)|lead[- ]?time|waiting time|how fast|how soon",
        runs="explain time",
        example="How long for an individual licence now?",
    ),
    Pattern(
        asks=r"\boriginal\b|\bper (po|order|purchase order)\b|\b(papers?|paperwork|documents?|checklist)\b",
        runs="explain papers",
        example="Must the certificate be an original, one per PO?",
    ),
    Pattern(
        asks=r"\bcustoms\b",
        runs="explain customs",
        example="Why is customs holding uncontrolled magnets?",
    ),
    Pattern(
        asks=r"\b(order|shipment|cargo|backlog|delivery|deliveries)s?\b.*\b(before|earlier|old|stuck|held|waiting|since)\b|"
        r"\brelease[sd]?\b|retroactiv",
        runs="explain backlog",
        example="Does it release the order stuck since spring?",
    ),
    Pattern(
        asks=r"threshold|0[.,]1|percent|\blimit\b|below which|how much (dy|tb|dysprosium|terbium)|"
        r"(really|actually) (dy|tb|free)|(dy|tb)[/ -]?(tb|dy)?[- ]free",
        runs="explain threshold",
        example="Is our grade really Dy/Tb free? What threshold?",
    ),
    Pattern(
        asks=r"\bjapan(ese)?\b|watch[- ]?list|关注名单",
        runs="explain watch-list",
        example="Can it be used for our Japanese site?",
    ),
    Pattern(
        asks=r"\b(us|american|u\.s\.) (site|plant|customer|factory|company|subsidiary)|control[- ]?list|"
        r"blacklist|管控名单",
        runs="explain control-list",
        example="Is our US site on the control list?",
    ),
    Pattern(
        asks=r"expir|renew|runs? out|laps(e|ing)|end(s|ing)? (soon|this|next|within|in|by|before)",
        runs="expiring 90d",
        example="Which licences expire soon?",
    ),
    Pattern(
        asks=r"\bwho is (covered|named)|which (customers|buyers|carmakers|companies) (are|is|have|got)|"
        r"\bcustomers (are |is )?(covered|named)|\b(are|is) (we|our company)\b.*\b(on|covered|named|customer|list)",
        runs="customers",
        example="Are we on it as a customer?",
    ),
    Pattern(
        asks=r"\b(who|which|what|anybody|anyone|how many|list|any (exporter|supplier|maker|company))\b.*"
        r"\b(holds?|has|have|got|get|granted|holders?)\b|([谁誰]|哪些).*[许許]可",
        runs="holders",
        example="Who holds a general licence?",
    ),
    Pattern(
        asks=r"what can (you|i)\b|how do (i|you)\b|what do you do|how does this work|\bhelp\b",
        runs="help",
        example="What can you do?",
    ),
)


def is_question(first: str, second: str, text: str) -> bool:
    """Whether a line reads as a question and not as a command or a name. `first` and `second` are its first words."""
    if first == "who":
        return second in _WHO
    words = text.split()
    if _ASKS_IN_CHINESE.search(text.strip()):
        return True
    return len(words) >= 2 and (first in _HEADS or text.rstrip().endswith(("?", "？")))


def begins(first: str) -> bool:
    """Whether a line with this first word can be nothing but a question."""
    return first in _HEADS


def is_greeting(text: str) -> bool:
    return _GREETING.fullmatch(text.strip()) is not None


def take_apart(text: str, mentions: Sequence[Mention], resolve: Callable[[str], KnownCompany | None]) -> Asked:
    """Find who, what and when a question is about. `mentions` are the names the index found in the text; `resolve`
    says whose name some words are, however they are spelt: people write names without capitals."""
    found = [_Named(text[each.start : each.end], each.company.roles, each.start, each.end) for each in mentions]
    found += _lower_case(text, found, resolve)
    facts = _facts(text, [(each.start, each.end) for each in found])
    supplier, customer = _parties(text, sorted(found, key=lambda each: each.start))
    words = _without(text, supplier, customer)
    known = [party for party in (supplier, customer) if party]
    supplier = supplier or _unlisted(_OWNER, text, known) or ("" if customer else _unlisted(_AFTER_HEAD, text, known))
    if supplier:
        customer = customer or _unlisted(_AFTER_FOR, text, [supplier, *facts])
    day = _DAY.search(text)
    return Asked(
        words=words,
        supplier=supplier,
        customer=customer,
        facts=" ".join(facts),
        day=day[1] if day else "",
    )


def understand(asked: Asked, topics: Mapping[str, Iterable[str]]) -> Understood | None:
    """The command a question asks for; None when no pattern and no topic fits. `topics` are rules with their words."""
    if not asked.name and _ELSEWHERE.search(asked.words):
        return None
    for pattern in PATTERNS:
        filled = all(getattr(asked, slot) for slot in pattern.needs)
        if filled and not any(getattr(asked, slot) for slot in pattern.lacks) and re.search(pattern.asks, asked.words):
            return Understood(command=_filled(pattern.runs, asked), offered=pattern.offered)
    topic = spoken_of(asked.words, topics)
    return Understood(command=f"explain {topic}") if topic else None


def spoken_of(words: str, topics: Mapping[str, Iterable[str]]) -> str | None:
    """The topic whose words a text uses most, counted in letters."""
    text = f" {re.sub(r'[^a-z0-9%.一-鿿]+', ' ', words.casefold())} ".replace(". ", " ")
    weights: dict[str, int] = {}
    for topic, called in topics.items():
        names = {name.casefold().replace("-", " ").replace("/", " ") for name in (topic, *called)}
        weights[topic] = sum(len(name) for name in names if f" {name} " in text or f" {name}s " in text)
    best = max(weights, key=lambda topic: weights[topic], default="")
    return best if weights.get(best) else None


@dataclass(frozen=True)
class _Named:
    text: str
    roles: frozenset[str]
    start: int
    end: int


def _parties(text: str, found: Sequence[_Named]) -> tuple[str, str]:
    """(supplier, customer): by what they are on record, else by the word before the name."""
    supplier = customer = ""
    for each in found:
        buys = Role.CUSTOMER.value in each.roles
        sells = bool(each.roles & {Role.EXPORTER.value, Role.SMCO_PRODUCER.value})
        if buys == sells:
            buys = bool(re.search(r"\b(for|to|at)\s*$", text[: each.start])) or bool(supplier)
        if buys:
            customer = customer or each.text
        else:
            supplier = supplier or each.text
    return supplier, customer


def _facts(text: str, names: Sequence[tuple[int, int]]) -> list[str]:
    """What a text says of the order beside the names: goods, use and place, in its own words. China is no place to
    ship to."""
    spans = [match.span() for match in _MATERIAL.finditer(text)]
    spans += [
        *uses.spans(text),
        *(each for each in uses.country_spans(text) if uses.country(text[slice(*each)]) != "CN"),
    ]
    facts: list[str] = []
    free = 0
    for start, end in sorted(spans):
        if start >= free and not any(start < last and first < end for first, last in names):
            facts.append(text[start:end])
            free = end
    return list(dict.fromkeys(facts))


def _lower_case(text: str, found: Sequence[_Named], resolve: Callable[[str], KnownCompany | None]) -> list[_Named]:
    """Names among the words that no mention covers, the longest first: `jl mag`, `yunsheng's`."""
    words = list(re.finditer(r"[\w&.\-]+", text))
    taken = [(each.start, each.end) for each in found]
    more: list[_Named] = []
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length + 1):
            start, end = words[at].start(), words[at + length - 1].end()
            phrase = text[start:end].rstrip(".")
            alone = [word for word in re.findall(r"[\w&\-]+", phrase.casefold()) if word not in _COMMON]
            if not alone or (length == 1 and len(phrase) < 3) or any(start < b and a < end for a, b in taken):
                continue
            company = resolve(phrase)
            if company is not None:
                more.append(_Named(phrase, company.roles, start, end))
                taken.append((start, end))
    return more


def _unlisted(pattern: re.Pattern[str], text: str, not_these: Iterable[str]) -> str:
    """A name that is on no list, where a name would stand."""
    for match in pattern.finditer(text):
        words = match["name"].rstrip(".?!").removesuffix("'s").split()
        while words and words[0].casefold() in _COMMON:
            words.pop(0)
        name = " ".join(words)
        named = any(word.casefold() not in _COMMON for word in words)
        if named and name not in not_these and not _MATERIAL.fullmatch(name) and goods.spans(name) != [(0, len(name))]:
            return name
    return ""


def _without(text: str, supplier: str, customer: str) -> str:
    words = text.replace(supplier, "S") if supplier else text
    words = words.replace(customer, "C") if customer else words
    return " ".join(words.casefold().split())


def _filled(runs: str, asked: Asked) -> str:
    facts = {slot: getattr(asked, slot) for slot in ("supplier", "customer", "name", "facts", "day")}
    return " ".join(runs.format(**facts).split())
