"""What was meant by words after `admin` that are no form, with everything else that was typed kept. Pure."""

from collections.abc import Collection, Sequence

from bot import grammar
from bot.commands.verbs import Verb
from bot.grammar import Misunderstood, Token
from bot.messages.parts import shown

#: What people say instead of our words.
_CALLED = {
    **dict.fromkeys(("rm", "delete", "del", "drop", "unwatch"), "remove"),
    **dict.fromkeys(("ls", "show", "all"), "list"),
    **dict.fromkeys(("new", "create", "insert"), "add"),
    **dict.fromkeys(("stop", "disable", "off"), "pause"),
    **dict.fromkeys(("start", "enable", "unpause", "on"), "resume"),
    **dict.fromkeys(("now", "poll", "fetch", "check"), "run"),
}


def misunderstood(tokens: Sequence[Token], forms: Collection[Verb]) -> Misunderstood:
    """The slip and the nearest line that works: the form that was meant, with the rest as it was typed."""
    first, *others = [token.text.casefold() for token in tokens]
    names = [form.name for form in forms]
    begun = [name.split()[2] for name in names if name.startswith(f"admin {first} ")]
    if begun:
        known = ", ".join(f"`{word}`" for word in begun)
        if not others:
            return Misunderstood(f"`admin {first}` needs to know what: {known}.", nearest=f"help admin {first}")
        second = _CALLED.get(others[0], others[0])
        meant = second if second in begun else grammar.nearest(second, begun)
        nearest = _line(f"admin {first} {meant}", tokens[2:]) if meant else f"help admin {first}"
        return Misunderstood(
            f"`admin {first}` is clear, {shown(others[0])} is not; it takes {known}.", odd=others[0], nearest=nearest
        )
    return Misunderstood(
        f"`admin` is clear, {shown(tokens[0].text)} is not.", odd=first, nearest=_nearest(first, tokens[1:], forms)
    )


def _nearest(first: str, rest: Sequence[Token], forms: Collection[Verb]) -> str:
    """For a first word that begins no form."""
    names = {form.name for form in forms}
    hinted = next((form.name for form in forms if first in form.hints), None)
    if hinted:
        return _line(hinted, rest)
    near = grammar.nearest(first, {name.split()[1] for name in names})
    if near is None:
        return "help admin"
    begun = any(name.startswith(f"admin {near} ") for name in names)
    if begun and rest and f"admin {near} {rest[0].text.casefold()}" not in names:
        return misunderstood([Token(text=near), *rest], forms).nearest or "help admin"
    return _line(f"admin {near}", rest) if rest or f"admin {near}" in names else f"help admin {near}"


def _line(name: str, rest: Sequence[Token]) -> str:
    return " ".join([name, *(_typed(token) for token in rest)])


def _typed(token: Token) -> str:
    """A token as Slack sent it: a person or channel by id, so that it still means the same."""
    if token.user:
        return f"<@{token.user}>"
    return f"<#{token.channel}>" if token.channel else token.url or str(token)
