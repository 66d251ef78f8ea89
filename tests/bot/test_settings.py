"""Settings: every fault at once, each with what to do, and no secret in sight."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import settings
from bot.settings import BadSettings, load


def test_nothing_set_is_a_record_in_data_and_no_slack() -> None:
    nothing = load({})
    assert nothing.database_url == "sqlite+aiosqlite:///data/lodestone.db"
    assert nothing.loads_seeds
    assert not nothing.uses_slack
    assert nothing.slack_api_url == "https://slack.com/api/"
    assert nothing.timezone == ZoneInfo("UTC")


def test_the_record_lies_in_the_data_folder() -> None:
    assert load({"LODESTONE_DATA": "/srv/lodestone"}).database_url == "sqlite+aiosqlite:////srv/lodestone/lodestone.db"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sqlite:///./x.db", "sqlite+aiosqlite:///./x.db"),
        ("sqlite:////srv/x.db", "sqlite+aiosqlite:////srv/x.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_addresses_of_a_record_are_understood_in_every_form(typed: str, meant: str) -> None:
    assert settings.record_url(typed) == meant


def test_an_address_without_a_database_is_one_sentence_and_no_password() -> None:
    with pytest.raises(BadSettings) as bad:
        load({"DATABASE_URL": "postgresql://ann:hunter2@db.example/"})
    assert bad.value.faults[0].startswith("DATABASE_URL names no database; write postgresql://user")
    assert "hunter2" not in repr(load({"DATABASE_URL": "postgresql://ann:hunter2@db.example/lodestone"}))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DATABASE_URL", "mysql://h/d", "is no address of a record"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("LODESTONE_SEEDS", "some", "write none to load nothing"),
        ("LODESTONE_ADMINS", "bob", "write Slack user ids such as U012AB3CD"),
        ("LODESTONE_ADMIN_CHANNEL", "the channel", "write a channel's id such as C012AB3CD"),
        ("LODESTONE_ALLOW_PRIVATE_HOSTS", "localhost", "write networks such as 10.0.0.0/8"),
        ("LODESTONE_TIMEZONE", "Middle/Earth", "write a name such as Europe/Berlin"),
        ("SLACK_API_URL", "slack", "write an address such as https://slack.com/api/"),
        ("PORT", "eighty", "write a number from 1 to 65535"),
        ("LODESTONE_METRICS", "localhost:9464", "write a port such as 9464"),
        ("LODESTONE_METRICS", "127.0.0.1", "write a port such as 9464"),
        ("LODESTONE_METRICS", "0", "write a port such as 9464"),
        ("LODESTONE_STUCK_AFTER", "0", "write a number of minutes"),
        ("PORT", "70000", "write a number from 1 to 65535"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "alone cannot listen; add SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xapp-1", "SLACK_BOT_TOKEN is missing"),
        ("SLACK_APP_TOKEN", "xoxb-1", "holds a bot token"),
        ("SLACK_BOT_TOKEN", "xapp-1", "holds an app token"),
    ],
)
def test_a_fault_names_its_setting_and_says_what_to_do(name: str, value: str, fault: str) -> None:
    with pytest.raises(BadSettings) as bad:
        load({name: value})
    (line, *_) = [line for line in bad.value.faults if fault in line]
    assert line.startswith(name.split("_")[0])


def test_all_faults_are_named_at_once() -> None:
    wrong = {"PORT": "x", "LODESTONE_ADMINS": "bob", "SLACK_APP_TOKEN": "xapp-1", "LODESTONE_TIMEZONE": "x"}
    with pytest.raises(BadSettings) as bad:
        load(wrong)
    assert sorted(line.split()[0] for line in bad.value.faults) == [
        "LODESTONE_ADMINS",
        "LODESTONE_TIMEZONE",
        "PORT",
        "SLACK_BOT_TOKEN",
    ]


def test_lists_take_commas_and_blanks() -> None:
    given = load({"LODESTONE_ADMINS": "U1, W2 U3", "LODESTONE_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8,::1/128"})
    assert given.admins == ("U1", "W2", "U3")
    assert [str(network) for network in given.allow_private_hosts] == ["127.0.0.0/8", "::1/128"]


def test_secrets_are_never_shown() -> None:
    given = load(
        {"SLACK_BOT_TOKEN": "xoxb-hidden", "SLACK_APP_TOKEN": "xapp-hidden", "DATABASE_URL": "sqlite:///pw.db"}
    )
    assert "hidden" not in repr(given)
    assert "pw.db" not in str(given)
    assert given.uses_slack


def test_an_empty_value_is_no_value() -> None:
    assert not load({"SLACK_BOT_TOKEN": "", "PORT": ""}).uses_slack


def test_the_environment_and_a_dotenv_file_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LODESTONE_CONTACT=ops@example.org\nPORT=4000\nOTHER=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "5000")
    given = load()
    assert (given.contact, given.port) == ("ops@example.org", 5000)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9464", ("127.0.0.1", 9464)),
        (":9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_a_port_to_be_scraped_is_this_machines_unless_an_address_is_named(typed: str, meant: tuple[str, int]) -> None:
    assert load({"LODESTONE_METRICS": typed}).metrics == meant
