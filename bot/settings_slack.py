"""The settings of Slack: one workspace by token, many by OAuth, or both; over HTTP, Socket Mode, or both."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import (
    BaseModel,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

_BASIC_INFORMATION: Final = 'you find it on your app\'s page at Slack: "Basic Information", '
_SHAPES: Final = {
    "signing_secret": (
        r"[0-9a-f]{32}",
        f'a signing secret has 32 characters, 0 to 9 and a to f; {_BASIC_INFORMATION}"App Credentials"',
    ),
    "bot_token": (
        r"xoxb-\S+",
        "a bot token begins with xoxb-; "
        'you find it on your app\'s page at Slack: "OAuth & Permissions", "Bot User OAuth Token"',
    ),
    "app_token": (
        r"xapp-\S+",
        f'an app token begins with xapp-; {_BASIC_INFORMATION}"App-Level Tokens"',
    ),
    "client_secret": (r"\S+", f'a client secret has no spaces; {_BASIC_INFORMATION}"App Credentials"'),
}


class Slack(BaseModel):
    """How to reach Slack. What is set must fit together; a fault names what is missing."""

    signing_secret: SecretStr | None = Field(
        default=None,
        description="the signing secret of your Slack app (or set an APP_TOKEN, for Socket Mode)",
    )
    bot_token: SecretStr | None = Field(
        default=None,
        description="the bot token of your Slack app, which begins with xoxb- "
        "(or set CLIENT_ID, CLIENT_SECRET and MAY_INSTALL, for several workspaces)",
    )
    workspace: str | None = Field(default=None, description="the workspace's id, such as T0123ABCD")
    client_id: str | None = Field(
        default=None,
        pattern=r"^\d+\.\d+$",
        description="your Slack app's client id, two numbers with a point between them",
    )
    client_secret: SecretStr | None = Field(
        default=None, description="your Slack app's client secret, which belongs to its client id"
    )
    may_install: str = Field(
        default="",
        pattern=r"^[TE][A-Z0-9]+( *, *[TE][A-Z0-9]+)*$",
        description="the ids of the workspaces and organisations that may install, "
        "separated by commas, such as T0123ABCD,E0456EFGH",
    )
    redirect_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+/slack/oauth_redirect$",
        description="your public address, such as https://crosspillar.example.org/slack/oauth_redirect",
    )
    app_token: SecretStr | None = Field(
        default=None, description="an app-level token with connections:write, which begins with xapp-"
    )
    base_url: str = Field(default="https://slack.com/api/", description="the address of Slack's methods")
    posts_per_minute: int = Field(default=300, ge=1, le=1000, description="a whole number from 1 to 1000")
    """Messages to all of a workspace together."""
    look_ups_per_minute: int = Field(default=50, ge=1, le=50, description="a whole number from 1 to 50")
    """Slack allows apps that it has not reviewed, and that are sold, 1."""

    @field_validator("signing_secret", "bot_token", "app_token", "client_secret")
    @classmethod
    def _has_shape(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        shape, words = _SHAPES[info.field_name]
        if value is not None and not re.fullmatch(shape, value.get_secret_value()):
            raise PydanticCustomError(info.field_name, words)
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _fits_together(cls, data: Any, handler: ModelWrapValidatorHandler["Slack"]) -> "Slack":
        """Name all faults at once: those of single values, and what is missing beside others."""
        if isinstance(data, cls):
            return data
        given = {name for name, value in data.items() if value} if isinstance(data, Mapping) else set()
        faults = [
            InitErrorDetails(type="missing", loc=(name,), input=None) for name in sorted(_missing(given))
        ]
        try:
            found = handler(data)
        except ValidationError as error:
            faults += [_as_it_was(each) for each in error.errors(include_input=False)]
        else:
            if not faults:
                return found
        raise ValidationError.from_exception_data(cls.__name__, faults, hide_input=True)

    @property
    def by_oauth(self) -> bool:
        return self.client_id is not None

    @property
    def allowed(self) -> frozenset[str]:
        """The workspaces and organisations that may install."""
        return frozenset(re.findall(r"[TE][A-Z0-9]+", self.may_install))


def _missing(given: set[str]) -> set[str]:
    return {name for names in _wanted(given) for name in names if name not in given}


def _wanted(given: set[str]) -> Iterator[tuple[str, ...]]:
    """What has to be set, as far as it is known from what is."""
    by_oauth = given & {"client_id", "client_secret", "may_install", "redirect_url"}
    if by_oauth:
        yield ("client_id", "client_secret", "may_install")
    if given & {"bot_token", "workspace"} or not by_oauth:
        yield ("bot_token", "workspace")
    if "app_token" not in given:
        yield ("signing_secret",)


def _as_it_was(fault: ErrorDetails) -> InitErrorDetails:
    """A fault that was found, to be raised again with the others; only pydantic's own have an address."""
    kind = fault["type"] if "url" in fault else PydanticCustomError("value", _escaped(fault["msg"]))
    return InitErrorDetails(type=kind, loc=fault["loc"], input=None, ctx=fault.get("ctx", {}))


def _escaped(words: str) -> Any:
    """Pydantic fills what stands in braces; its type wants a literal."""
    return words.replace("{", "(").replace("}", ")")
