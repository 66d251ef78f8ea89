"""Running it as a service: what the image, the compose file, the unit and the Procfile name is there."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import _parser
from bot.cli import settings as pages
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = (ROOT / "ops" / "lodestone.service").read_text("utf-8")
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}
#: Of PostgreSQL's image and of ours.
NOT_OURS = {"POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"}
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "LODESTONE_OWNER_PASSWORD", "LODESTONE_APP_PASSWORD", "LODESTONE_VERSION"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return read


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: each for name, each in compose["services"].items() if each["image"].startswith("lodestone:")}


def understood(*words: str) -> bool:
    """Whether the command line knows this form."""
    try:
        return callable(_parser().parse_args(words).run)
    except SystemExit:
        return False


def test_the_pages_about_settings_are_as_the_class_makes_them() -> None:
    assert (ROOT / "ops" / "settings.md").read_text("utf-8") == pages.reference(), "run `make reference`"
    assert (ROOT / ".env.example").read_text("utf-8") == pages.example_file(), "run `make reference`"


@pytest.mark.parametrize(("name", "field"), [(str(f.validation_alias), f) for f in Settings.model_fields.values()])
def test_every_setting_has_a_meaning_a_default_and_an_example_that_is_understood(name: str, field: Any) -> None:
    [row] = [line for line in pages.reference().splitlines() if line.startswith(f"| `{name}` |")]
    assert all(cell.strip() for cell in row.strip("|").split("|"))
    assert field.description.endswith(".")
    if " " not in field.examples[0] and not name.startswith("SLACK_"):
        from bot.settings import load

        load({name: field.examples[0]})


def test_commands_that_start_it_exist(compose: dict[str, Any]) -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    forms = [line.split()[1:] for line in lines.values()]
    forms += [service["command"] for service in ours(compose).values()]
    forms += [match.split() for match in re.findall(r"^ExecStart\w*=\S+/lodestone (.+)$", UNIT, re.MULTILINE)]
    forms.append(re.findall(r'"([\w-]+)"', re.findall(r"HEALTHCHECK .* CMD \[(.*)\]", DOCKERFILE)[0])[1:])
    forms.append(re.findall(r'^CMD \["(\w+)"\]', DOCKERFILE, re.MULTILINE))
    assert len(forms) >= 6
    assert [form for form in forms if not understood(*form)] == []


def test_files_that_the_image_and_compose_copy_exist_and_pass_the_ignore_file(compose: dict[str, Any]) -> None:
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    ]
    assert {"bot", "jobs", "storage", "seeds"} < set(copied)
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(copied) == let_in
    mounted = [each.split(":")[0] for each in compose["services"]["database"]["volumes"] if each.startswith("./")]
    assert [name for name in [*copied, *mounted] if not (ROOT / name).exists()] == []
    assert os.access(ROOT / "ops" / "passwords.sh", os.X_OK)


def test_settings_that_are_named_exist_and_none_is_forgotten(compose: dict[str, Any]) -> None:
    for name, service in ours(compose).items():
        named = set(service["environment"])
        assert named <= SETTINGS, name
        if service["command"] != ["db", "upgrade"]:
            assert named >= SETTINGS - {"DATABASE_URL", "LODESTONE_DATA"}, name
    asked_for = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text("utf-8")))
    assert asked_for - SETTINGS <= COMPOSE_ONLY
    in_example = set(re.findall(r"^# ([A-Z_]+)=$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert in_example == COMPOSE_ONLY - {"LODESTONE_VERSION"}
    environment = " ".join(re.findall(r"^Environment=(.+)$", UNIT, re.MULTILINE))
    assert set(re.findall(r"(LODESTONE_\w+)=", environment)) <= SETTINGS
    assert set(re.findall(r"\b(LODESTONE_\w+)=", DOCKERFILE)) <= SETTINGS


def test_no_service_is_given_what_it_does_not_need(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert "env_file" not in service, "the bot would be given the passwords of the database's owners"
    urls = {name: service["environment"].get("DATABASE_URL", "") for name, service in ours(compose).items()}
    assert [name for name, url in urls.items() if "lodestone_owner:" in url] == ["release"]
    assert compose["networks"]["record"] == {"internal": True}


def test_the_image_runs_as_nobody_in_particular_and_builds_only_what_is_hashed() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root)\w+$", last, re.MULTILINE)
    assert "pip uninstall --yes pip setuptools wheel" in last
    installs = re.findall(r"pip .*install (?!.*uninstall)(.+?)(?: \\)?$", DOCKERFILE, re.MULTILINE)
    assert [
        each for each in installs if each.startswith("--") and "--no-deps" not in each and "--yes" not in each
    ] == []
    assert "--require-hashes" in DOCKERFILE
    assert not re.search(r"(?i)(token|password|secret)\w*=", DOCKERFILE)


def test_the_image_is_made_of_the_tested_versions_and_of_nothing_for_developers() -> None:
    tested, shipped = (locked(ROOT / name) for name in ("requirements.txt", "ops/requirements.txt"))
    assert {name: version for name, version in shipped.items() if tested.get(name) != version} == {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[\[<>=]", each)[0].lower().replace("_", "-") for each in project["dependencies"]}
    assert wanted - set(shipped) == set(), "run `make requirements`"
    extras = project["optional-dependencies"]
    for_developers = {re.split(r"[\[<>=]", each)[0] for each in extras["dev"]} - {"setuptools"}
    assert for_developers & set(shipped) == set()


def locked(path: Path) -> dict[str, str]:
    text = path.read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url", text)
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


def test_the_unit_restarts_it_gives_it_time_and_keeps_it_in_its_place() -> None:
    said = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    assert said["Restart"] == "on-failure"
    assert said["KillSignal"] == "SIGTERM"
    assert int(said["TimeoutStopSec"]) > 10
    assert said["DynamicUser"] == said["NoNewPrivileges"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said["StateDirectory"] == "lodestone"
    assert said["CapabilityBoundingSet"] == ""


def test_the_script_for_passwords_can_be_read_by_a_shell() -> None:
    assert subprocess.run(["sh", "-n", ROOT / "ops" / "passwords.sh"], check=False).returncode == 0


def test_nothing_names_a_machine_or_a_registry() -> None:
    for path in [ROOT / "Dockerfile", ROOT / "compose.yaml", ROOT / ".dockerignore", *(ROOT / "ops").glob("*.*")]:
        text = path.read_text("utf-8")
        assert not re.search(r"index-url|localhost:\d", text, re.IGNORECASE), path.name
