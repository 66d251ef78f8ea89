"""Plain questions as commands: "does Yunsheng's licence cover SmCo for Bosch?" is `check Yunsheng for Bosch SmCo`.

No model: names are found by the record's own index, and a table of patterns says which command a question asks for. To
teach it another question, add a row to PATTERNS (the first that fits wins) and its example is tested by itself.
Pure; only commands that look are ever run, never one that changes something.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.questions.parties import Asked, take_apart
from bot.questions.table import PATTERNS, Pattern
from bot.questions.words import begins, is_greeting, is_question, mostly_ordinary, respelt, spelt_out

#: Matters that the record says nothing of: a rule about the same metal would answer another question.
_ELSEWHERE = re.compile(
    r"\b(prices?|priced|cost|costs|share price|stock price|weather)\b|价格|價格|[报報][价價]|股[价價]"
)


@dataclass(frozen=True, kw_only=True)
class Understood:
    """`command` answers the question; not to be run when only `offered`."""

    command: str
    offered: bool = False


def understand(asked: Asked, topics: Mapping[str, Iterable[str]]) -> Understood | None:
    """The command a question asks for; None when no pattern and no topic fits, however its words are spelt. `topics`
    are rules with their words."""
    if not asked.name and out_of_reach(asked.words):
        return None
    meant = replace(asked, words=respelt(asked.words))
    found = _fitting(asked) or _fitting(meant)
    topic = "" if found else spoken_of(asked.words, topics) or spoken_of(meant.words, topics)
    return Understood(command=f"explain {topic}") if topic else found


def out_of_reach(words: str) -> str:
    """The matter a question is about of which the record says nothing; empty when there is none."""
    found = _ELSEWHERE.search(words)
    return found[0] if found else ""


def _fitting(asked: Asked) -> Understood | None:
    for pattern in PATTERNS:
        filled = all(getattr(asked, slot) for slot in pattern.needs)
        if filled and not any(getattr(asked, slot) for slot in pattern.lacks) and re.search(pattern.asks, asked.words):
            return Understood(command=_filled(pattern.runs, asked), offered=pattern.offered)
    return None


def spoken_of(words: str, topics: Mapping[str, Iterable[str]]) -> str | None:
    """The topic whose words a text uses most, counted in letters."""
    text = f" {re.sub(r'[^a-z0-9%.一-鿿]+', ' ', words.casefold())} ".replace(". ", " ")
    weights: dict[str, int] = {}
    for topic, called in topics.items():
        names = {name.casefold().replace("-", " ").replace("/", " ") for name in (topic, *called)}
        weights[topic] = sum(len(name) for name in names if _speaks_of(name, text))
    best = max(weights, key=lambda topic: weights[topic], default="")
    return best if weights.get(best) else None


def _speaks_of(name: str, text: str) -> bool:
    """Chinese does not part its words."""
    return f" {name} " in text or f" {name}s " in text if name.isascii() else name in text


#: At the end of an order these are no part of a name, unless they stand in quotes.
_WISHES = ("share", "edit", "anyway")


def _filled(runs: str, asked: Asked) -> str:
    facts = {slot: getattr(asked, slot) for slot in ("supplier", "customer", "also", "name", "facts", "day")}
    if asked.customer.casefold().endswith(_WISHES):
        facts["customer"] = f'"{asked.customer}"'
    return " ".join(runs.format(**facts).split())


__all__ = [
    "PATTERNS",
    "Asked",
    "Pattern",
    "Understood",
    "begins",
    "is_greeting",
    "is_question",
    "mostly_ordinary",
    "out_of_reach",
    "respelt",
    "spelt_out",
    "spoken_of",
    "take_apart",
    "understand",
]
