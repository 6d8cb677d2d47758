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
from typing import get_args

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from nudges.attention import AttentionRules
from nudges.faults import did_you_mean
from nudges.practice_view import DEFAULT_GROUP, SMALLEST_GROUP

PREFIX = "CROSSPILLAR_"
DEFAULT_DATABASE = "sqlite:///crosspillar.db"
SHORTEST_SEALING_KEY = 32


class Slack(BaseModel):
    """One Slack workspace by token."""

    signing_secret: SecretStr
    bot_token: SecretStr
    workspace: str = Field(description="the workspace's id, such as T0123ABCD")
    base_url: str = "https://slack.com/api/"


class Attention(BaseModel):
    """The numbers of the attention budget."""

    per_week: int = Field(default=2, ge=0, le=5)
    gap_hours: int = Field(default=48, ge=24, le=336)
    halve_after: int = Field(default=2, ge=1)
    rest_after: int = Field(default=4, ge=2)
    still_useful_days: int = Field(default=30, ge=7)
    check_in_at: time = time(14, 0)

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
    """Everything a deployment may set; each has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        secrets_dir=os.environ.get(f"{PREFIX}SECRETS_DIR"),
        extra="forbid",
    )

    database_url: str = DEFAULT_DATABASE
    secret_key: SecretStr | None = None
    """Keys the random draws and the hashes of forgotten addresses; keep it, or draws change."""
    sealing_keys: SecretStr = SecretStr("")
    """Keys for what only its author may read, separated by commas; see bot.sealing for changing them.

    Without any the secret key does this too.
    """
    official_channels: str = ""
    """Where to turn with harassment, misconduct, protection or safety: shown as it stands."""
    steering_group_advice: bool = False
    """Whether a head of mission here may ask the Integration Steering Group for advice on a dispute."""
    group_size: int = Field(default=DEFAULT_GROUP, ge=SMALLEST_GROUP)
    local_chat: bool = False
    """The chat page without sign-in: for trying out, on a loopback address only."""
    slack: Slack | None = None
    teams_tenant: str = "default"
    attention: Attention = Attention()
    log_format: str = Field(default="console", pattern="^(console|json)$")

    @field_validator("slack", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("sealing_keys")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if any(len(each) < SHORTEST_SEALING_KEY for each in _listed(value)):
            raise ValueError(f"make each key at least {SHORTEST_SEALING_KEY} random characters long")
        return value

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
        return _kept_key(Path(path).with_suffix(".key"))


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and the mend."""


def load_settings(**overrides: object) -> Settings:
    """Read the settings. Raises ``SettingsError`` with every fault, by the name to set."""
    faults = _unknown_names(os.environ)
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks what is passed
    except ValidationError as error:
        faults += [
            f"{PREFIX}{'__'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        ]
        raise SettingsError("\n".join(faults)) from None
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _listed(keys: SecretStr) -> list[str]:
    return [each.strip() for each in keys.get_secret_value().split(",") if each.strip()]


def _unknown_names(environment: Iterable[str]) -> list[str]:
    """A sentence for every variable of ours that no setting reads: misspelt, its value would be ignored."""
    known = frozenset(_names(Settings, PREFIX))
    ours = sorted(name.upper() for name in environment if name.upper().startswith(PREFIX))
    return [
        f"{name}: there is no such setting{did_you_mean(name, known)}"
        for name in ours
        if name not in known and not _NOT_SETTINGS.fullmatch(name)
    ]


_NOT_SETTINGS = re.compile(
    rf"{PREFIX}(SECRETS_DIR|TEST_.*|SERVICE_(HOST|PORT)(_.*)?|PORT(_\d+_(TCP|UDP).*)?)"
)
"""What is read elsewhere, and what Kubernetes sets for a service that is called crosspillar."""


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Every variable a model reads, groups as well as what they hold."""
    for name, field in model.model_fields.items():
        yield prefix + name.upper()
        for part in get_args(field.annotation) or (field.annotation,):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _names(part, f"{prefix}{name.upper()}__")


def _kept_key(path: Path) -> bytes:
    """The key in a file only we may read; made with a fresh key where there is none."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip().encode()
