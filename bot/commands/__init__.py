"""`/licence`: one entry for Slack, `lodestone ask` and the prompt. A file per verb; help is made from them."""

from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import grammar
from bot.access import Asker
from bot.commands import (
    admin,
    changes,
    check,
    customers,
    digest,
    dispute,
    download,
    evidence,
    expiring,
    explain,
    figures,
    follow,
    following,
    help,
    holders,
    mute,
    overview,
    pause,
    plain,
    quality,
    read,
    regime,
    settings,
    share,
    smco,
    unfollow,
    who,
)
from bot.commands.admin import slips
from bot.commands.verbs import ASK, FOLLOW, Ask, Verb
from bot.grammar import Line, Misunderstood
from bot.messages import problems, slack, terminal
from bot.messages.forms import Form
from bot.messages.parts import Message, shown
from bot.replies import EXPECTED, Reply, explained
from storage import licences
from storage.database import Database

#: Every verb, in the order help shows them.
VERBS: tuple[Verb, ...] = (
    overview.VERB,
    who.VERB,
    holders.VERB,
    customers.VERB,
    smco.VERB,
    evidence.VERB,
    changes.VERB,
    expiring.VERB,
    quality.VERB,
    check.VERB,
    figures.VERB,
    download.VERB,
    explain.VERB,
    regime.VERB,
    read.VERB,
    help.VERB,
    follow.VERB,
    unfollow.VERB,
    following.VERB,
    mute.VERB,
    pause.VERB,
    digest.VERB,
    settings.VERB,
    dispute.VERB,
    share.VERB,
    *admin.FORMS,
)
_PLAIN = {verb.name: verb for verb in VERBS if not verb.admin}
_ADMIN = {verb.name: verb for verb in VERBS if verb.admin}
#: What stands behind `admin`, and is typed without it.
_OF_ADMINS = {name.split()[1] for name in _ADMIN}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said back. `verb` is safe for logs: a verb of ours, never an argument. `understood`: a verb ran."""

    reply: Reply
    verb: str
    understood: bool
    asker: Asker

    @property
    def message(self) -> Message:
        return self.reply.message

    @property
    def form(self) -> Form | None:
        """What to ask instead, where a form can be shown."""
        return self.reply.form

    def as_slack(self) -> dict[str, Any]:
        """For a response_url: ephemeral unless it was asked to be shared, and said to be so."""
        return slack.reply(self.message, shared=self.reply.shared, replaces=self.reply.replaces)

    def as_text(self, width: int = 80) -> str:
        return terminal.render(self.message, self.asker.timezone, width)


async def answer(text: str, asker: Asker, db: Database, now: datetime) -> Answer:
    """Understood in this order: verb, exact name or alias, plain question, near verb, near name.

    Errors of the record pass through.
    """
    verb, understood, line = "?", True, Line(verb="")
    try:
        line = grammar.read(text)
        verb, said = await _run(Ask(line=line, asker=asker, db=db, now=now, verbs=VERBS))
        reply = said if isinstance(said, Reply) else Reply(message=said)
    except EXPECTED as error:
        if isinstance(error, Misunderstood) and error.nearest and not error.example:
            ask = Ask(line=line, asker=asker, db=db, now=now, verbs=VERBS)
            error.nearest = await _that_works(ask, error.nearest)
        reply, understood = explained(error), False
    return Answer(reply=reply, verb=verb, understood=understood, asker=asker)


async def _run(ask: Ask) -> tuple[str, Message | Reply]:
    line = ask.line
    if not line.verb:
        return overview.VERB.name, await overview.run(ask)
    if ask.ours:
        return line.verb, await _PLAIN[line.verb].run(ask)
    if line.verb == who.VERB.name and await _only_begins_like_who(ask):
        return await _asked(ask)
    if line.verb in _PLAIN:
        if line.tokens and _PLAIN[line.verb].usage == line.verb:
            # "status of JL Mag" asks what `status` does not take.
            about = await plain.about(ask)
            if about is not None and about.plainly and about.command.split()[0] != line.verb:
                return await _asked(ask)
        _require_seen_channel(ask)
        return line.verb, await _verb_or_question(ask)
    if line.verb == "admin":
        return await _admin(ask)
    return await _name_or_slip(ask)


def _require_seen_channel(ask: Ask) -> None:
    """Slack gives a channel's id to whoever may see it; a name left as it was typed could be any private channel's.

    Raises Misunderstood. The console is told in channels by name.
    """
    verb = _PLAIN[ask.line.verb]
    if ask.asker.admin_console or not (verb.group == FOLLOW or verb in (share.VERB, check.VERB)):
        return
    named = grammar.named_channel(ask.line)
    if named is not None and not named.channel:
        raise Misunderstood(
            f"{shown(named.text)} is no channel Slack shows you; choose one from the list that opens after `#`.",
            odd=named.text,
        )


async def _verb_or_question(ask: Ask) -> Message | Reply:
    """A verb does what it can; "check whether Yunsheng may ship to Bosch?" only begins like one."""
    try:
        return await _PLAIN[ask.line.verb].run(ask)
    except Misunderstood:
        if not plain.ends_as_question(ask.line):
            raise
        with suppress(Misunderstood):
            return (await _asked(ask))[1]
        raise


async def _asked(ask: Ask) -> tuple[str, Reply]:
    """A plain question, answered with the command it was taken for, so that people learn it."""
    understood = await plain.understand(ask)
    command = understood.command
    line = grammar.read(command)
    try:
        verb, said = await _run(replace(ask, line=line, ours=True))
    except EXPECTED as error:
        verb, said = line.verb, explained(error)
    reply = said if isinstance(said, Reply) else Reply(message=said)
    return verb, replace(reply, message=problems.ran(command, reply.message, understood.rest))


async def _only_begins_like_who(ask: Ask) -> bool:
    """ "who holds one" is a question, and `who JL Mag` a verb with its name."""
    line = ask.line
    if await _is_name(ask, grammar.as_of(line.rest)[0]):
        return False
    return plain.reads_as_question(line) or (plain.is_sentence(line) and await plain.about(ask) is not None)


async def _is_name(ask: Ask, typed: str) -> bool:
    async with ask.db.read() as session:
        return await licences.resolve(session, typed) is not None


async def _admin(ask: Ask) -> tuple[str, Message | Reply]:
    """The longest form whose words were typed: `admin review accept 12 ...` before `admin review`."""
    words = [token.text.casefold() for token in ask.line.tokens]
    for length in (2, 1):
        name = " ".join(["admin", *words[:length]])
        if length <= len(words) and name in _ADMIN:
            tokens = ask.line.tokens[length:]
            if name == "admin review" and tokens and not tokens[0].text.casefold().startswith("page:"):
                break
            return name, await _ADMIN[name].run(replace(ask, line=Line(verb=name, tokens=tokens, whole="")))
    if not words:
        forms = Line(verb="help", tokens=(grammar.Token(text="admin"),), whole="help admin")
        return "admin", await help.run(replace(ask, line=forms))
    raise slips.misunderstood(ask.line.tokens, _ADMIN.values())


async def _name_or_slip(ask: Ask) -> tuple[str, Message | Reply]:
    line = ask.line
    as_name = replace(line, verb="who", tokens=(grammar.Token(text=line.whole, quoted=True),))
    if await _is_name(ask, grammar.as_of(line.whole)[0]):
        return "who", await who.run(replace(ask, line=as_name))
    if any(grammar.short_id(line.whole, letter) for letter in "CAF"):
        return "evidence", await evidence.run(replace(ask, line=replace(as_name, verb="evidence")))
    if grammar.short_id(line.whole, "W"):
        return "following", await following.run(replace(ask, line=replace(as_name, verb="following")))
    if line.link:
        # A company may be called like its site; else the nearest thing one can want of a link is to have it read.
        token = grammar.Token(text=line.link, url=line.link)
        return "read", await read.run(replace(ask, line=replace(line, verb="read", tokens=(token,))))
    if plain.is_greeting(line):
        return "help", await help.run(replace(ask, line=Line(verb="help")))
    meant = _meant(line.verb)
    if plain.reads_as_question(line, slips=meant is None):
        with suppress(Misunderstood) if not plain.begins_as_question(line) else nullcontext():
            # "Lanxi Magnetcs?" is a slip in a name before it is a question nobody understands.
            return await _asked(ask)
    about = await plain.about(ask)
    if about is not None and about.plainly and not (meant and not line.tokens):
        return await _asked(ask)
    if about is not None and (meant is None or (_is_hint(line.verb) and not about.offered)):
        nobody = f"No verb and no company is called {shown(line.whole)}."
        raise Misunderstood(about.why or nobody, nearest=about.command)
    rest = " ".join(str(token) for token in line.tokens)
    if meant is not None:
        nearest = f"{meant} {rest}".strip()
        raise Misunderstood(f"There is no verb {shown(line.verb)}, and no company of that name.", nearest=nearest)
    if line.verb in _OF_ADMINS:
        raise Misunderstood(
            f"{shown(line.verb)} is for admins, and stands behind `admin`.", nearest=f"admin {line.verb} {rest}".strip()
        )
    if plain.is_sentence(line):
        raise Misunderstood(f"No verb and no company is called {shown(line.whole)}.", nearest="help")
    return "who", await who.run(replace(ask, line=as_name))


def _is_hint(word: str) -> bool:
    return any(word in verb.hints for verb in _PLAIN.values())


def _meant(word: str) -> str | None:
    """The verb a word is a slip of, or that people often look for under that word."""
    for verb in _PLAIN.values():
        if word in verb.hints:
            return verb.name
    return None if word in _OF_ADMINS else grammar.nearest(word, [*_PLAIN, "admin"])


async def _that_works(ask: Ask, nearest: str) -> str:
    """What is offered instead must not fail in its turn: then its verb alone is offered. Only what looks is tried."""
    line = grammar.read(nearest)
    verb = _PLAIN.get(line.verb)
    if verb is None or verb.group != ASK or not line.tokens:
        return nearest
    try:
        if verb is who.VERB:
            known = await _is_name(ask, grammar.as_of(line.rest)[0])
            return nearest if known else ask.line.verb if ask.line.verb in _PLAIN else help.VERB.name
        await verb.run(replace(ask, line=line))
    except Misunderstood as again:
        return again.nearest if again.nearest and not again.example else verb.name
    except EXPECTED:
        return verb.name
    return nearest


__all__ = ["VERBS", "Answer", "Asker", "answer"]
