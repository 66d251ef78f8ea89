"""Lists that must be complete: what the README, the examples and the help promise is what there is."""

import re
import tomllib
from pathlib import Path

import pytest

from bot import commands
from bot.settings import Settings
from storage.database import revisions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("verb", [verb.name for verb in commands.VERBS])
def test_every_verb_is_in_the_readme(verb: str) -> None:
    spoken = "/licence" if verb == "status" else verb
    assert spoken in README


def test_every_setting_is_in_the_example_file_and_nothing_else() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert named == known


def test_every_scope_of_the_manifest_is_explained_in_the_readme() -> None:
    manifest = (ROOT / "bot" / "manifest.yaml").read_text("utf-8")
    scopes = re.findall(r"^\s+- ([a-z]+(?:[:.][a-z]+)*)$", manifest.partition("scopes:")[2], re.MULTILINE)
    assert scopes
    assert all(f"`{scope}`" in README for scope in scopes)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert revisions() == [f"{number:04}" for number in range(1, len(revisions()) + 1)]


def test_requirements_are_hashed_and_name_no_registry() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--(extra-)?index-url", text)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = {line.split("==")[0] for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()}
    names = [re.split(r"[\[<>=]", each)[0].lower().replace("_", "-") for each in wanted]
    assert [name for name in names if name not in locked] == []
