"""Signing in to the pages with accounts of a provider, by OpenID Connect."""

import re
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

SLACK: Final = "https://slack.com"
_ENTRA: Final = re.compile(r"https://login\.microsoftonline\.(?:com|us)/(?P<tenant>[^/]+)/v2\.0")
_TENANT: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class SignIn(BaseModel):
    """A provider of accounts. What of its word is trusted is said in ``bot.web.provider_claims``."""

    issuer: str = Field(
        description="the provider's issuer, such as https://slack.com "
        "or https://login.microsoftonline.com/your-tenant-id/v2.0"
    )
    client_id: str = Field(min_length=1, description="the client id your provider gave you")
    client_secret: SecretStr = Field(min_length=1, description="the client secret your provider gave you")
    name: str = Field(default="", max_length=40, description="what people call the provider, such as Slack")
    workspaces: str = Field(
        default="",
        pattern=r"^(T[A-Z0-9]+( *, *T[A-Z0-9]+)*)?$",
        description="with Slack: the ids of your workspaces, separated by commas, such as T0123ABCD",
    )

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        parts, issuer = urlsplit(value), value.rstrip("/")
        if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
            raise PydanticCustomError("issuer", "write an address that begins with https://")
        tenant = _ENTRA.fullmatch(issuer)
        if tenant and not re.fullmatch(_TENANT, tenant["tenant"]):
            words = (
                "name your own tenant by its id, not common or organizations: others are not to be trusted"
            )
            raise PydanticCustomError("issuer", words)
        return issuer

    @model_validator(mode="after")
    def _fits_together(self) -> "SignIn":
        if self.issuer == SLACK and not self.workspaces:
            words = "WORKSPACES: list your workspaces' ids; in one of their own anybody may give any address"
            raise PydanticCustomError("workspaces", words)
        return self

    @property
    def tenant(self) -> str:
        """The tenant in Microsoft Entra; empty with another provider."""
        found = _ENTRA.fullmatch(self.issuer)
        return found["tenant"] if found else ""

    @property
    def allowed(self) -> frozenset[str]:
        """Slack's workspaces whose accounts may sign in."""
        return frozenset(re.findall(r"T[A-Z0-9]+", self.workspaces))

    @property
    def called(self) -> str:
        """What people call it."""
        known = "Slack" if self.issuer == SLACK else "Microsoft" if self.tenant else ""
        return self.name or known or (urlsplit(self.issuer).hostname or "")
