"""`read LINK`, or the link alone: what does this page say about licences? Jobs read it and answer within seconds."""

from bot.commands.verbs import ASK, Ask, NotPossible, Verb
from bot.grammar import Misunderstood
from bot.messages import findings as messages
from bot.messages.parts import Message
from storage import requests


async def run(ask: Ask) -> Message:
    token = ask.line.tokens[0] if ask.line.tokens else None
    url = (token.url or token.text) if token else ""
    if not url.startswith(("https://", "http://")):
        raise Misunderstood(messages.nothing_to_read(url), odd=url, nearest="help read")
    return await put(ask, url=url, text="", what="that page")


async def put(ask: Ask, *, url: str, text: str, what: str) -> Message:
    """A row that jobs pick up within a second; nothing slow happens here."""
    try:
        async with ask.db.write() as session:
            await requests.add(
                session,
                url=url,
                text=text,
                asked_by=ask.asker.user,
                channel=ask.asker.channel,
                answer_to=ask.asker.answer_to,
                now=ask.now,
            )
    except requests.TooMany as too_many:
        raise NotPossible(str(too_many)) from too_many
    return messages.reading(what)


VERB = Verb(
    name="read",
    group=ASK,
    usage="read LINK",
    example="read https://example.org/article",
    help="What a page says about licences, read for you alone. The link alone does the same.",
    run=run,
    hints=("link", "url", "page", "article"),
)
