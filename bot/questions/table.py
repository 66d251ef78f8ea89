"""Which question asks for which command. The first row that fits is taken: those about somebody who is named stand
first.

What people say for one thing stands once, in `phrases`, under one name; a row says which it wants.
"""

from bot.questions.matters import MATTERS
from bot.questions.named import NAMED
from bot.questions.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = (*NAMED, *MATTERS)

__all__ = ["PATTERNS", "Pattern"]
