"""Settings from the environment or `.env`: one frozen object, and every fault named at once with what to do."""

import re
from collections.abc import Mapping
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

RECORD = "lodestone.db"
SLACK_API = "https://slack.com/api/"
LOOPBACK = "127.0.0.1"


class BadSettings(Exception):
    """Settings cannot be used; `faults` has a line for each, with what to do."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Secrets are kept out of repr; a database address may carry a password, so it is one."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    given_url: SecretStr | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="The record's address: a PostgreSQL server's, or a file's. Left out: a file in LODESTONE_DATA.",
        examples=["postgresql://lodestone_app:password@db.example/lodestone"],
    )
    data: Path = Field(
        default=Path("data"),
        validation_alias="LODESTONE_DATA",
        description=f"The folder in which an SQLite record lies ({RECORD}), when DATABASE_URL is left out.",
        examples=["/var/lib/lodestone"],
    )
    seeds: str = Field(
        default="",
        validation_alias="LODESTONE_SEEDS",
        description="`none` loads no seeds by itself; left out, a new record is seeded at its first start.",
        examples=["none"],
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        validation_alias="SLACK_BOT_TOKEN",
        description="The app's bot token. Left out: everything happens in the terminal.",
        examples=["xoxb-..."],
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        validation_alias="SLACK_APP_TOKEN",
        description="The app-level token with `connections:write`, for Socket Mode.",
        examples=["xapp-..."],
    )
    # Validated even when left out: the three are looked at together here, so that every fault is named at once.
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validation_alias="SLACK_SIGNING_SECRET",
        validate_default=True,
        description="What Slack signs requests with; for HTTP mode (`lodestone run --http`) instead of an app token.",
        examples=["the Signing Secret under Basic Information"],
    )
    slack_api_url: str = Field(
        default=SLACK_API,
        validation_alias="SLACK_API_URL",
        description="Another server that speaks Slack's Web API.",
        examples=["https://slack-gov.com/api/"],
    )
    port: int = Field(
        default=3000,
        validation_alias="PORT",
        description="The port that HTTP mode listens on.",
        examples=["8080"],
    )
    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        validation_alias="LODESTONE_ADMINS",
        description="Slack user ids of admins, with commas between. Left out: the first start prints a one-time code.",
        examples=["U012AB3CD,U045EF6GH"],
    )
    admin_channel: str | None = Field(
        default=None,
        validation_alias="LODESTONE_ADMIN_CHANNEL",
        description="The channel in which admins are told what breaks and what waits. Left out: each of them directly.",
        examples=["C012AB3CD"],
    )
    contact: str | None = Field(
        default=None,
        validation_alias="LODESTONE_CONTACT",
        description="A web or mail address for the User-Agent, so that publishers can reach you.",
        examples=["sourcing@example.com"],
    )
    allow_private_hosts: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        validation_alias="LODESTONE_ALLOW_PRIVATE_HOSTS",
        description="Private networks that sources may live in, with commas between. Left out: none.",
        examples=["10.20.0.0/16"],
    )
    keep_texts: int = Field(
        default=90,
        validation_alias="LODESTONE_KEEP_TEXTS",
        description="Days for which full texts are kept; quotes and evidence stay for good.",
        examples=["30"],
    )
    metrics: Annotated[tuple[str, int] | None, NoDecode] = Field(
        default=None,
        validation_alias="LODESTONE_METRICS",
        description="Where `/metrics`, `/healthz` and `/readyz` are answered: a port of this machine alone, or an"
        " address and a port. Whoever reaches it may read them. Left out: nowhere.",
        examples=["127.0.0.1:9464"],
    )
    stuck_after: int = Field(
        default=10,
        validation_alias="LODESTONE_STUCK_AFTER",
        description="Minutes for which an alert may be due and unsent, with nothing outside in its way, until"
        " `/healthz` fails.",
        examples=["30"],
    )
    timezone: Annotated[ZoneInfo, NoDecode] = Field(
        default=ZoneInfo("UTC"),
        validation_alias="LODESTONE_TIMEZONE",
        description="The zone of times in the terminal; Slack shows every reader their own.",
        examples=["Europe/Berlin"],
    )
    log: Literal["text", "json"] = Field(
        default="text",
        validation_alias="LODESTONE_LOG",
        description="How the log on stderr is written: `text` for people, `json` for machines, one object a line.",
        examples=["json"],
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        validation_alias="LODESTONE_LOG_LEVEL",
        description="The least that is logged: `debug`, `info`, `warning` or `error`.",
        examples=["info"],
    )

    @cached_property
    def database_url(self) -> str:
        """The record's address in SQLAlchemy's form."""
        if self.given_url is None:
            return f"sqlite+aiosqlite:///{self.data / RECORD}"
        return record_url(self.given_url.get_secret_value())

    @property
    def loads_seeds(self) -> bool:
        return self.seeds != "none"

    @property
    def uses_slack(self) -> bool:
        return self.slack_bot_token is not None

    @field_validator("given_url")
    @classmethod
    def _record(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            record_url(value.get_secret_value())
        return value

    @field_validator("seeds")
    @classmethod
    def _seeds(cls, value: str) -> str:
        if value.casefold() not in ("", "none"):
            raise ValueError(f"is {value!r}; write none to load nothing by itself, or leave it out")
        return value.casefold()

    @field_validator("port", mode="before")
    @classmethod
    def _port(cls, value: object) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535):
            raise ValueError(f"is {text!r}; write a number from 1 to 65535")
        return int(text)

    @field_validator("keep_texts", mode="before")
    @classmethod
    def _days(cls, value: object) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 36_500):
            raise ValueError(f"is {text!r}; write a number of days, such as 90")
        return int(text)

    @field_validator("metrics", mode="before")
    @classmethod
    def _metrics(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        host, _, port = value.strip().rpartition(":")
        bare = host.removeprefix("[").removesuffix("]")
        try:
            listened = str(ip_address(bare)) if bare else LOOPBACK
        except ValueError:
            listened = ""
        if not (listened and port.isascii() and port.isdigit() and 1 <= int(port[:6]) <= 65_535):
            raise ValueError(f"is {value!r}; write a port such as 9464, or an address and a port: 0.0.0.0:9464")
        return listened, int(port)

    @field_validator("stuck_after", mode="before")
    @classmethod
    def _minutes(cls, value: object) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 10_080):
            raise ValueError(f"is {text!r}; write a number of minutes, such as 10")
        return int(text)

    @field_validator("slack_api_url")
    @classmethod
    def _api(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError(f"is {value!r}; write an address such as {SLACK_API}")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: object) -> tuple[str, ...]:
        users = _listed(value)
        for user in users:
            if not re.fullmatch(r"[UW][A-Z0-9]+", user):
                raise ValueError(f"has {user!r}; write Slack user ids such as U012AB3CD, with commas between")
        return users

    @field_validator("admin_channel")
    @classmethod
    def _channel(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[CG][A-Z0-9]+|#[\w-]{1,80}", value):
            raise ValueError(f"is {value!r}; write a channel's id such as C012AB3CD")
        return value

    @field_validator("allow_private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> tuple[IPv4Network | IPv6Network, ...]:
        networks = []
        for text in _listed(value):
            try:
                networks.append(ip_network(text, strict=False))
            except ValueError as error:
                raise ValueError(f"has {text!r}; write networks such as 10.0.0.0/8, with commas between") from error
        return tuple(networks)

    @field_validator("timezone", mode="before")
    @classmethod
    def _zone(cls, value: object) -> ZoneInfo:
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"is {str(value)!r}; write a name such as Europe/Berlin") from error

    @field_validator("slack_signing_secret")
    @classmethod
    def _slack(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        bot, app = (_secret(info.data.get(name)) for name in ("slack_bot_token", "slack_app_token"))
        if faults := _slack_faults(bot, app, _secret(value)):
            raise ValueError("\n".join(faults))
        return value


class _Given(Settings):
    """Settings from the mapping alone: neither this process's environment nor its `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings passes all of these by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and `.env`, or just `environ`. Raises BadSettings, naming every fault at once."""
    try:
        if environ is None:
            return Settings()
        given: dict[str, Any] = {key: value for key, value in environ.items() if value}
        return _Given(**given)
    except ValidationError as error:
        raise BadSettings(tuple(_faults(error))) from None


def record_url(url: str) -> str:
    """An address as people write it, in SQLAlchemy's form. Raises ValueError for any other database."""
    scheme, _, rest = url.strip().partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        if not rest.partition("?")[0].partition("/")[2]:
            raise ValueError("names no database; write postgresql://user:password@host/database")
        return f"postgresql+psycopg://{rest}"
    if scheme not in ("sqlite", "sqlite+aiosqlite"):
        raise ValueError("is no address of a record; write sqlite:///./data/lodestone.db, or leave it out")
    if not rest.startswith("/") or rest.strip("/") in ("", ":memory:"):
        raise ValueError("names no file; write sqlite:///./data/lodestone.db (four slashes before an absolute path)")
    return f"sqlite+aiosqlite://{rest}"


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple | list):
        return tuple(str(item) for item in value)
    return tuple(item for item in re.split(r"[,\s]+", str(value).strip()) if item)


def _slack_faults(bot: str, app: str, signing: str) -> list[str]:
    """What is wrong between the three of Slack's settings, each begun with the setting's name."""
    faults = []
    if bot.startswith("xapp-"):
        faults.append("SLACK_BOT_TOKEN holds an app token; put the one that begins with xoxb- there")
    if app.startswith("xoxb-"):
        faults.append("SLACK_APP_TOKEN holds a bot token; put the one that begins with xapp- there")
    if bot and not (app or signing):
        faults.append(
            "SLACK_BOT_TOKEN alone cannot listen; add SLACK_APP_TOKEN (Socket Mode), "
            "or SLACK_SIGNING_SECRET and PORT for `lodestone run --http`"
        )
    if (app or signing) and not bot:
        faults.append("SLACK_BOT_TOKEN is missing; add the token that begins with xoxb-, or leave all of Slack's out")
    return faults


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _faults(error: ValidationError) -> list[str]:
    """A line a fault: the setting's name, what is wrong, what to do; never the value of a secret."""
    faults: list[str] = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        what = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "literal_error":
            what = what.replace("Input should be", "has to be one of:")
        name = str(problem["loc"][0])
        faults += [line if line.startswith("SLACK_") else f"{name} {line}" for line in what.splitlines()]
    return faults
