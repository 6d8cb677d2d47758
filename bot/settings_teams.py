"""The settings of Microsoft Teams: the app's own credentials, and the tenants it serves."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

_ID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_MANY_TENANTS: Final = "botframework.com"
"""Where an app that several tenants may use gets its token."""

LOGIN: Final = "https://login.microsoftonline.com"
OPENID: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"

HOSTS: Final = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""The hosts Microsoft documents for bots that write first, by its clouds."""

THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Teams(BaseModel):
    """How to reach Teams. A description says what to write; a fault names what is missing."""

    client_id: str = Field(
        pattern=f"^{_ID}$",
        description="the Application (client) ID of your app's registration in Microsoft Entra",
    )
    client_secret: SecretStr = Field(
        description="a client secret's value (not its ID), from your app's registration in Microsoft Entra"
    )
    tenants: str = Field(
        pattern=rf"^{_ID}( *, *{_ID})*$",
        description="the ids of the tenants that are served, separated by commas",
    )
    app_id: str | None = Field(
        default=None,
        pattern=f"^{_ID}$",
        description="the id the Teams admin centre shows for the app you uploaded",
    )
    """For links that open the tab; Teams may list an uploaded app under an id of its own."""
    login_tenant: str | None = Field(
        default=None,
        pattern=rf"^({_ID}|{re.escape(_MANY_TENANTS)})$",
        description=f"the id of the tenant your app is registered in, or {_MANY_TENANTS}",
    )
    messages_per_second: int = Field(default=30, ge=1, le=50, description="a whole number from 1 to 50")
    """To all of a tenant together."""
    login_url: str = Field(default=LOGIN, description="the address of Microsoft's sign-in")
    openid_url: str = Field(
        default=OPENID, description="the address of Microsoft's token description for bots"
    )
    test_host: str | None = Field(
        default=None, description="a host and port of this machine, such as 127.0.0.1:56150"
    )
    """Besides Microsoft's hosts, where messages may go: for tests against a local client."""

    @field_validator("client_secret")
    @classmethod
    def _has_shape(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not re.fullmatch(r"\S{8,}", secret):
            raise PydanticCustomError("client_secret", "a client secret's value has no spaces")
        if re.fullmatch(_ID, secret):
            raise PydanticCustomError("client_secret", "that is the secret's ID; copy its value instead")
        return value

    @field_validator("login_url", "openid_url")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        """The secret goes to the one, trust in whoever calls rests on the other."""
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
            raise PydanticCustomError("address", "write an address that begins with https://")
        return value.rstrip("/")

    @field_validator("test_host")
    @classmethod
    def _is_here(cls, value: str | None) -> str | None:
        if value is not None and _host_of(f"http://{value}") not in THIS_MACHINE:
            raise PydanticCustomError("test_host", "only a host of this machine may stand in for Teams")
        return value or None

    @property
    def to_warn_of(self) -> str:
        """What an operator should hear at the start; empty where nothing is odd."""
        changed = {"TEST_HOST": self.test_host is not None}
        changed |= {"LOGIN_URL": self.login_url != LOGIN, "OPENID_URL": self.openid_url != OPENID}
        names = ", ".join(f"CROSSPILLAR_TEAMS__{name}" for name, is_so in changed.items() if is_so)
        return f"{names}: set for tests; unset it where people are served" if names else ""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The tenants that are served, in lower case as Teams writes them, in the order given."""
        return tuple(dict.fromkeys(each.strip().lower() for each in self.tenants.split(",")))

    @property
    def home(self) -> str:
        """The tenant of ``teams_id``s that name none."""
        return self.allowed[0]

    @property
    def listed_as(self) -> str:
        """The app's id in links to it."""
        return (self.app_id or self.client_id).lower()

    @property
    def authority(self) -> str:
        """The tenant that gives the app its token."""
        return self.login_tenant or (self.home if len(self.allowed) == 1 else _MANY_TENANTS)

    @property
    def service(self) -> str:
        """Where messages go as long as Teams has not said where a tenant's go."""
        return f"http://{self.test_host}" if self.test_host else "https://smba.trafficmanager.net/teams"

    def trusts(self, address: Any) -> bool:
        """Whether our token may go to a service address: Microsoft's documented hosts by https, no other."""
        if not isinstance(address, str):
            return False
        try:
            parts = urlsplit(address)
            if self.test_host is not None and (parts.scheme, parts.netloc) == ("http", self.test_host):
                return True
            plain = parts.username is None and parts.password is None and parts.port in (None, 443)
        except ValueError:
            return False
        return parts.scheme == "https" and plain and parts.hostname in HOSTS


def _host_of(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.port is not None and parts.path == "" else None
    except ValueError:
        return None
