"""`download csv holders | customers | evidence | changes`: the record as a file."""

from bot import grammar
from bot.commands import values
from bot.commands.verbs import ASK, Ask, Reply, Verb
from bot.download import File
from bot.grammar import Misunderstood
from bot.messages import downloads as messages
from bot.messages.parts import shown
from storage.downloads import KINDS

_OTHER_FORMS = ("xlsx", "xls", "excel", "json", "pdf", "ods", "tsv")


async def run(ask: Ask) -> Reply:
    given = grammar.arguments(ask.line, ())
    words = [token.text.casefold() for token in given.words]
    if words and words[0] in _OTHER_FORMS:
        nearest = f"download csv {words[1] if words[1:] and words[1] in KINDS else KINDS[0]}"
        raise Misunderstood(
            f"There is no {shown(words[0])} here; spreadsheets open CSV.", odd=words[0], nearest=nearest
        )
    wanted = " ".join(word for word in words if word not in ("csv", "as", "all"))
    if not wanted:
        raise Misunderstood(
            "`download` needs to know what: holders, customers, evidence or changes.", nearest="download csv holders"
        )
    kind = values.one_of(wanted, {kind: kind for kind in KINDS}, "download", "download csv ")
    file = File(kind=kind, db=ask.db, now=ask.now)
    made = messages.in_terminal(file) if ask.asker.admin_console else messages.coming(file)
    return Reply(message=made, file=file)


VERB = Verb(
    name="download",
    group=ASK,
    usage="download csv holders or customers or evidence or changes",
    example="download csv holders",
    help="The record as a CSV file that spreadsheets open; in Slack it comes to your messages with Lodestone.",
    run=run,
    hints=("export", "csv", "spreadsheet", "excel", "file"),
)
