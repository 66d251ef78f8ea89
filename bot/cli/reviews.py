"""`lodestone review`: readings that wait for a person."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli.frame import Failed, Parser, checked, print_json, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


def add_verb(verbs: Any) -> None:
    review = verbs.add_parser("review", help="readings that wait for a person")
    review.add_argument("--json", action="store_true")
    review.set_defaults(run=checked(_review))
    decide = review.add_subparsers(dest="decision", parser_class=Parser)
    for name in ("accept", "reject", "edit", "merge"):
        form = decide.add_parser(name)
        form.add_argument("id", type=int)
        if name == "merge":
            form.add_argument("company")
        if name == "edit":
            form.add_argument("--subject")
            for field, choices in _edits().items():
                form.add_argument(f"--{field}", choices=choices)
        form.add_argument("--reason", required=True)
        form.set_defaults(run=checked(_decide))


def _edits() -> dict[str, list[str]]:
    from storage.domain.claim import ClaimStatus, Scope, SubjectKind
    from storage.domain.licence import LicenceKind

    fields = {"kind": SubjectKind, "licence": LicenceKind, "status": ClaimStatus, "scope": Scope}
    return {name: [word.value for word in words] for name, words in fields.items()}


async def _review(args: argparse.Namespace, _: "Settings", db: "Database") -> None:
    from bot import export
    from storage import reviews

    async with db.read() as session:
        found = await reviews.open(session, limit=10_000)
    for review in found:
        if args.json:
            print_json(export.review(review))
        else:
            print(export.review_lines(review))
    if not found and not args.json:
        print("Nothing waits for a person.")


async def _decide(args: argparse.Namespace, settings: "Settings", db: "Database") -> None:
    from bot.access import CONSOLE_USER
    from storage import judgements
    from storage.reviews import NotOpen

    now = datetime.now(UTC)
    try:
        async with db.write() as session:
            told = (args.id, CONSOLE_USER, args.reason, now)
            match args.decision:
                case "accept":
                    decided = await judgements.accept(session, *told)
                case "reject":
                    decided = await judgements.reject(session, *told)
                case "merge":
                    decided = await judgements.merge(session, args.id, args.company, CONSOLE_USER, args.reason, now)
                case _:
                    fields = ("subject", "kind", "licence", "status", "scope")
                    changed = {name: getattr(args, name) for name in fields}
                    decided = await judgements.edit(session, *told, **changed)
    except (NotOpen, ValueError) as error:
        raise Failed(str(error)) from error
    print(f"Review {decided.id} ({decided.subject}) is {decided.state}.")
    await tell(settings, db)
