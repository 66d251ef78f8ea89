"""The reference of settings (`ops/settings.md`) and the example file (`.env.example`), both made from the class."""

from enum import StrEnum
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import Settings


class Chapter(StrEnum):
    """What settings are for, in the order in which one comes to them. A setting's chapter is told by its name."""

    SLACK = "Slack"
    RECORD = "The record"
    PEOPLE = "People"
    SOURCES = "Sources"
    RUNNING = "Running it"


_CHAPTERS = {
    "SLACK_BOT_TOKEN": Chapter.SLACK,
    "SLACK_APP_TOKEN": Chapter.SLACK,
    "SLACK_SIGNING_SECRET": Chapter.SLACK,
    "PORT": Chapter.SLACK,
    "SLACK_API_URL": Chapter.SLACK,
    "DATABASE_URL": Chapter.RECORD,
    "LODESTONE_DATA": Chapter.RECORD,
    "LODESTONE_SEEDS": Chapter.RECORD,
    "LODESTONE_KEEP_TEXTS": Chapter.RECORD,
    "LODESTONE_ADMINS": Chapter.PEOPLE,
    "LODESTONE_ADMIN_CHANNEL": Chapter.PEOPLE,
    "LODESTONE_CONTACT": Chapter.SOURCES,
    "LODESTONE_ALLOW_PRIVATE_HOSTS": Chapter.SOURCES,
}

_HEAD = """# Settings

From the environment, or from `.env` in the folder it is started in; the environment wins, and an empty value is as if
left out. All are optional. Whatever is wrong is named at once with what to do, and `lodestone doctor` looks further.
This page is made by `lodestone doctor --settings`.
"""

_EXAMPLE_HEAD = """# Copy to .env. Everything is optional: without Slack's tokens Lodestone works in the terminal.
# ops/settings.md says more. Made by `lodestone doctor --settings=env`.
"""

_COMPOSE = """
# Only for compose.yaml: the passwords of the PostgreSQL server's own user and of the record's two (ops/roles.sql).
# Letters and digits, because they become part of an address; `openssl rand -hex 24` makes one.
# POSTGRES_PASSWORD=
# LODESTONE_OWNER_PASSWORD=
# LODESTONE_APP_PASSWORD=
"""


def reference() -> str:
    """Every setting with its meaning, default and an example, as a page."""
    lines = [_HEAD]
    for chapter, fields in _by_chapter().items():
        lines += [f"## {chapter}\n", "| setting | meaning | default | example |", "|---|---|---|---|"]
        lines += [
            f"| `{name}` | {field.description}{' A secret.' if _secret(field) else ''} | {_default(field)} "
            f"| {_example(field)} |"
            for name, field in fields
        ]
        lines.append("")
    return "\n".join(lines)


def example_file() -> str:
    """`.env.example`: every setting, empty, with its meaning above it."""
    lines = [_EXAMPLE_HEAD]
    for chapter, fields in _by_chapter().items():
        lines += [f"# {chapter}", *(f"# {field.description}\n{name}=" for name, field in fields), ""]
    return "\n".join(lines).rstrip("\n") + "\n" + _COMPOSE


def _by_chapter() -> dict[Chapter, list[tuple[str, FieldInfo]]]:
    known = {str(field.validation_alias): field for field in Settings.model_fields.values()}
    ranks = list(_CHAPTERS)
    names = sorted(known, key=lambda name: ranks.index(name) if name in ranks else len(ranks))
    return {
        chapter: [(name, known[name]) for name in names if _CHAPTERS.get(name, Chapter.RUNNING) is chapter]
        for chapter in Chapter
    }


def _secret(field: FieldInfo) -> bool:
    return field.annotation == SecretStr | None


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    return f"`{value}`" if value not in (None, "", ()) else "none"


def _example(field: FieldInfo) -> str:
    [example] = field.examples or [""]
    return f"`{example}`" if " " not in example else example
