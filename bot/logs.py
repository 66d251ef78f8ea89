"""The log on stderr: a line for people or an object for machines, with ids and without anything that was typed.

Ours is told as finely as is asked; the libraries' own begins at warnings, because what they tell of their inside is
addresses, bodies and headers. Whatever looks like a secret is blackened on its way out, by whomever it was written.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from storage import tracing

#: The packages whose lines obey the setting.
OURS = ("bot", "jobs", "storage", "lodestone", "__main__")

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"  # Slack's tokens
    r"|(?<=://)[^/\s@]*:[^/\s]*(?=@)"  # user and password in an address; a password may have an @ in it
    r"|(?<=hooks\.slack\.com/)\S+"  # whoever has such an address can speak in its channel
    r"|(?<=ticket=)[\w.-]+"  # opens a Socket Mode connection
    r"|(?i:(?<=password=)|(?<=bearer ))[^\s&'\"]+"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def set_up(form: str = "text", level: str = "warning", stream: TextIO | None = None) -> None:
    """Begin to log so from now on; `form` and `level` are those of the settings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if form == "json" else Plain())
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, (Plain, Json))]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


class Plain(logging.Formatter):
    """`WARNING jobs.poll: polling pauses ... source=3`: one line, then a trace where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        ids = "".join(f" {name}={value}" for name, value in tracing.ids().items())
        said = _CONTROLS.sub(" ", record.getMessage())
        return blackened(f"{record.levelname} {record.name}: {said}{ids}{_trace(record, before=chr(10))}")


class Json(logging.Formatter):
    """One object a line: `at` (UTC), `level`, `logger`, `said`, the ids; `error` and `trace` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
            **tracing.ids(),
        }
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "trace": _trace(record)}
        return blackened(json.dumps(line, ensure_ascii=True, default=str))


def blackened(text: str) -> str:
    """Without tokens, passwords and addresses that open something."""
    return _SECRETS.sub("[secret]", text)


def _trace(record: logging.LogRecord, before: str = "") -> str:
    """Where it went wrong and what kind of error it was. Its message is left out: it may repeat what was typed."""
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    kind, _, where = record.exc_info
    return before + "".join(traceback.format_tb(where)) + kind.__name__
