"""The deployment's settings, from the environment or files; read once, in bot.bootstrap.

Names begin with ``CROSSPILLAR_`` and nest with ``__``: ``CROSSPILLAR_SLACK__SIGNING_SECRET``.

In the folder ``CROSSPILLAR_SECRETS_DIR``, one file holds one top-level setting and is named
like its variable, in any case: ``crosspillar_secret_key``. Nested settings have no files of
their own: ``crosspillar_slack`` holds all of them as one JSON object. Variables win over files.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableGroup

from bot.services.canaries import Canary
from bot.settings_sign_in import SignIn
from bot.settings_slack import Slack
from bot.settings_teams import THIS_MACHINE, Teams
from nudges.attention import AttentionRules
from nudges.faults import closest
from nudges.people import Platform
from nudges.practice_view import DEFAULT_GROUP, SMALLEST_GROUP

PREFIX = "CROSSPILLAR_"
_SECRETS_DIR = f"{PREFIX}SECRETS_DIR"
DEFAULT_DATABASE = "sqlite:///crosspillar.db"
SHORTEST_SEALING_KEY = 32


def _folder(path: str | None) -> str | None:
    """The path, if a folder is there; ``load_settings`` says so where none is."""
    return path if path and Path(path).is_dir() else None


class Attention(BaseModel):
    """The numbers of the attention budget. Each description says what to write."""

    per_week: int = Field(default=2, ge=0, le=5, description="a whole number from 0 to 5")
    gap_hours: int = Field(default=48, ge=24, le=336, description="a number of hours from 24 to 336")
    halve_after: int = Field(default=2, ge=1, description="a whole number, 1 or more")
    rest_after: int = Field(default=4, ge=2, description="a whole number, 2 or more")
    still_useful_days: int = Field(default=30, ge=7, description="a number of days, 7 or more")
    check_in_at: time = Field(default=time(14, 0), description="a time of day like 14:00")

    def rules(self) -> AttentionRules:
        return AttentionRules(
            per_week=self.per_week,
            gap=timedelta(hours=self.gap_hours),
            halve_after=self.halve_after,
            rest_after=self.rest_after,
            still_useful_every=timedelta(days=self.still_useful_days),
            check_in_at=self.check_in_at,
        )


class Settings(BaseSettings):
    """Everything a deployment may set; each has a default that works on a laptop.

    A field's description says what to write; it ends the sentence about a wrong value.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        secrets_dir=_folder(os.environ.get(_SECRETS_DIR)),
        extra="forbid",
    )

    database_url: str = Field(
        default=DEFAULT_DATABASE, description="a database's address like sqlite:///crosspillar.db"
    )
    secret_key: SecretStr | None = Field(default=None, description="a long random text")
    """Keys the random draws and the hashes of forgotten addresses; keep it, or draws change."""
    sealing_keys: SecretStr = Field(
        default=SecretStr(""), description="random texts of 32 characters or more, separated by commas"
    )
    """Keys for what only its author may read; see bot.sealing for changing them.

    Without any the secret key does this too.
    """
    official_channels: str = Field(default="", description="names, addresses or links, as people read them")
    """Where to turn with harassment, misconduct, protection or safety: shown as it stands."""
    steering_group_advice: bool = Field(default=False, description="true or false")
    """Whether a head of mission here may ask the Integration Steering Group for advice on a dispute."""
    private_calendars: bool = Field(default=False, description="true or false")
    """Whether calendars inside the own network may be read, also by plain http."""
    group_size: int = Field(
        default=DEFAULT_GROUP, ge=SMALLEST_GROUP, description=f"a whole number, {SMALLEST_GROUP} or more"
    )
    retention_days: int = Field(default=180, ge=150, le=3650, description="a number of days from 150 to 3650")
    """How long messages, answers, practice and what is over between people are kept.

    The planner looks back 120 days and figures are shown by windows of four weeks: hence the least.
    """
    second_approver_above: int = Field(default=500, ge=0, description="a number of people, 0 or more")
    """What reaches more people than that is published by two coordinators."""
    public_url: str | None = Field(
        default=None,
        description="the address others reach this server at, like https://crosspillar.example.org",
    )
    """Where the pages are, and where Teams fetches pictures; without it they are said in words."""
    local_chat: bool = Field(default=False, description="true or false")
    """The chat page without sign-in: for trying out, on a loopback address only."""
    slack: Slack | None = Field(
        default=None, description='JSON like {"signing_secret": "…", "bot_token": "…", "workspace": "…"}'
    )
    teams: Teams | None = Field(
        default=None, description='JSON like {"client_id": "…", "client_secret": "…", "tenants": "…"}'
    )
    operators: str = Field(default="", description="e-mail addresses of people on a roster, with commas")
    """Who sees on the pages how the deployment is doing."""
    canaries: str = Field(
        default="", description="accounts like slack:T0123:U0456 or teams:<tenant>:<user>, with commas"
    )
    """An operator's own account on each platform, which must receive something of every wave of messages."""
    sign_in: SignIn | None = Field(
        default=None, description='JSON like {"issuer": "https://…", "client_id": "…", "client_secret": "…"}'
    )
    session_idle_minutes: int = Field(
        default=30, ge=5, le=720, description="a number of minutes from 5 to 720"
    )
    session_hours: int = Field(default=12, ge=1, le=24, description="a number of hours from 1 to 24")
    attention: Attention = Field(default=Attention(), description='JSON like {"per_week": 2}')
    traces_endpoint: str | None = Field(
        default=None, description="an OpenTelemetry collector's address, like http://127.0.0.1:4318"
    )
    """Where traces go, by OTLP over HTTP; without it nothing is traced."""
    log_format: str = Field(default="console", pattern="^(console|json)$", description="console or json")

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, value: str | None) -> str | None:
        """Whatever is fetched from there is nobody else's business on the way."""
        if not value:
            return None
        parts = urlsplit(value)
        bare = not (parts.username or parts.password or parts.query or parts.fragment)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
        if not (parts.hostname and bare and safe):
            raise ValueError("write an address that begins with https://, without anything after ? or #")
        return value.rstrip("/")

    @field_validator("traces_endpoint")
    @classmethod
    def _is_collector(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("write an address that begins with http:// or https://")
        return value.rstrip("/") if value else None

    @field_validator("operators")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if not all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", each) for each in _parts(value)):
            raise PydanticCustomError("operators", "write e-mail addresses with commas between them")
        return value

    @field_validator("canaries")
    @classmethod
    def _accounts(cls, value: str) -> str:
        for each in _parts(value):
            platform, *rest = each.split(":")
            if platform not in set(Platform) or len(rest) != 2 or not all(rest):
                raise PydanticCustomError("canaries", "write accounts as platform:workspace:account")
        places = [each.rpartition(":")[0] for each in _parts(value)]
        if len(set(places)) < len(places):
            raise PydanticCustomError("canaries", "name one account of a workspace")
        return value

    @field_validator("slack", "teams", "sign_in", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("sealing_keys")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if any(len(each) < SHORTEST_SEALING_KEY for each in _listed(value)):
            raise ValueError(f"make each key at least {SHORTEST_SEALING_KEY} random characters long")
        return value

    @property
    def operator_addresses(self) -> frozenset[str]:
        """In small letters."""
        return frozenset(each.lower() for each in _parts(self.operators))

    @property
    def canary_accounts(self) -> tuple[Canary, ...]:
        named = [each.split(":") for each in _parts(self.canaries)]
        return tuple(Canary(Platform(platform), workspace, user) for platform, workspace, user in named)

    @property
    def pages_address(self) -> str:
        """Where the pages are; empty where there are none.

        They need the whole of a host, as their cookies are for all of it. By plain http they are
        for trying out alone: on this machine, beside the local chat.
        """
        parts = urlsplit(self.public_url or "")
        fits = not parts.path and (parts.scheme == "https" or self.local_chat)
        return f"{parts.scheme}://{parts.netloc.lower()}" if parts.netloc and fits else ""

    def sealing(self) -> tuple[bytes, ...]:
        """The keys for sealing, the newest first."""
        return tuple(each.encode() for each in _listed(self.sealing_keys))

    def key(self) -> bytes:
        """The deployment's secret key.

        Without one in the settings it is made once and kept beside an SQLite database.
        Raises ``SettingsError`` where there is no place to keep it.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        _, _, path = self.database_url.partition("sqlite:///")
        if not path or path == ":memory:":
            raise SettingsError(f"set {PREFIX}SECRET_KEY to a long random text and keep it")
        return _kept_key(key_beside(self.database_url))


def key_beside(address: str) -> Path:
    """Where the key of an SQLite database is kept if no setting names one."""
    return Path(address.partition("sqlite:///")[2]).with_suffix(".key")


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and the mend."""


def load_settings(**overrides: object) -> Settings:
    """Read the settings. Raises ``SettingsError`` with every fault, by the name to set."""
    faults = [*_unknown_names(os.environ), *_no_folder(os.environ.get(_SECRETS_DIR))]
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks what is passed
    except ValidationError as error:
        faults += [_in_plain_words(fault) for fault in error.errors(include_input=False)]
        raise SettingsError("\n".join(faults)) from None
    except UnreadableGroup as error:
        raise SettingsError("\n".join([*faults, _unreadable(error)])) from None
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _listed(keys: SecretStr) -> list[str]:
    return _parts(keys.get_secret_value())


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _in_plain_words(fault: ErrorDetails) -> str:
    """Where, and what to write. Our own checks say it themselves; they link to no documentation."""
    name = PREFIX + "__".join(str(part) for part in fault["loc"]).upper()
    what = _what_to_write(fault["loc"])
    if "url" not in fault or what is None:
        return f"{name}: {fault['msg']}"
    return f"{name}: is missing; set it to {what}" if fault["type"] == "missing" else f"{name}: write {what}"


def _unreadable(error: UnreadableGroup) -> str:
    """A group that is no JSON ends the reading before any field is looked at."""
    named = re.search(r'field "(\w+)"', str(error))
    what = _what_to_write([named[1]]) if named else None
    return f"{PREFIX}{named[1].upper()}: write {what}" if named and what else str(error)


def _what_to_write(place: Iterable[int | str]) -> str | None:
    model: type[BaseModel] | None = Settings
    found: str | None = None
    for part in place:
        field = model.model_fields.get(str(part)) if model else None
        found = field.description if field else None
        model = next(_groups(field.annotation), None) if field else None
    return found


def _no_folder(path: str | None) -> list[str]:
    """Where the folder is not there, its files would be missed without a word."""
    if path is None or Path(path).is_dir():
        return []
    return [f'{_SECRETS_DIR}: "{path}" is not a folder; write the path of one, or unset it']


def _unknown_names(environment: Iterable[str]) -> list[str]:
    """A sentence for every variable of ours that no setting reads: misspelt, its value would be ignored."""
    known = frozenset(_names(Settings, PREFIX))
    ends = frozenset(name.removeprefix(PREFIX) for name in known)
    ours = sorted(name.upper() for name in environment if name.upper().startswith(PREFIX))
    return [
        f"{name}: there is no such setting{_meant(name, ends)}"
        for name in ours
        if name not in known and not _NOT_SETTINGS.fullmatch(name)
    ]


def _meant(name: str, ends: frozenset[str]) -> str:
    """The prefix that all share is no likeness."""
    guess = closest(name.removeprefix(PREFIX), ends)
    return f'; did you mean "{PREFIX}{guess}"?' if guess else ""


_NOT_SETTINGS = re.compile(
    rf"{PREFIX}(SECRETS_DIR|TEST_.*|SERVICE_(HOST|PORT)(_.*)?|PORT(_\d+_(TCP|UDP).*)?)"
)
"""What is read elsewhere, and what Kubernetes sets for a service that is called crosspillar."""


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Every variable a model reads, groups as well as what they hold."""
    for name, field in model.model_fields.items():
        yield prefix + name.upper()
        for group in _groups(field.annotation):
            yield from _names(group, f"{prefix}{name.upper()}__")


def _groups(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models a field holds: at most one of ours, beside None."""
    for part in get_args(annotation) or (annotation,):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _kept_key(path: Path) -> bytes:
    """The key in a file only we may read; made with a fresh key where there is none."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip().encode()
