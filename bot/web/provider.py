"""A provider of accounts, by OpenID Connect: authorization code with PKCE (PyPI ``authlib``).

What it publishes of itself, its keys too, is read anew for each sign-in: keys change, and
people sign in seldom.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.ports import Clock
from bot.settings_sign_in import SignIn

SCOPE = "openid email profile"
PATIENCE = 10.0
"""Seconds for one of the provider's answers."""
LEEWAY = 120
"""Seconds that two clocks may differ."""
SIGNED_WITH = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures by a key of the provider's own; what anybody with the client's secret can make is none."""


class ProviderError(Exception):
    """The provider could not be asked, or what it said does not hold; the text is for operators."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What ties a sign-in that somebody began to the answer the provider sends their browser with."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Attempt":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Provider:
    """``came_back_to`` is our own address to which the provider sends people back."""

    settings: SignIn
    came_back_to: str
    clock: Clock

    async def address(self, attempt: Attempt) -> str:
        """Where to send somebody to sign in. Raises ``ProviderError``."""
        try:
            async with self._client() as client:
                published = await self._published(client)
                address, _ = client.create_authorization_url(
                    published["authorization_endpoint"],
                    state=attempt.state,
                    code_verifier=attempt.verifier,
                    nonce=attempt.nonce,
                )
        except _TROUBLE as error:
            raise ProviderError(f"{type(error).__name__}: {error}") from error
        return str(address)

    async def claims(self, code: str, attempt: Attempt) -> Mapping[str, Any]:
        """What the provider says of whoever came back with a code. Raises ``ProviderError``."""
        try:
            async with self._client() as client:
                published = await self._published(client)
                token = await client.fetch_token(
                    published["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=self.came_back_to,
                    code_verifier=attempt.verifier,
                )
                keys = await _read(client, published["jwks_uri"])
            return self._checked(token, attempt.nonce, KeySet.import_key_set(keys))
        except _TROUBLE as error:
            raise ProviderError(f"{type(error).__name__}: {error}") from error

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.client_secret.get_secret_value(),
            scope=SCOPE,
            redirect_uri=self.came_back_to,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    async def _published(self, client: AsyncOAuth2Client) -> Mapping[str, str]:
        """What the issuer publishes of itself; it must call itself by the name we know it by."""
        found: Mapping[str, str] = await _read(
            client, f"{self.settings.issuer}/.well-known/openid-configuration"
        )
        if found["issuer"] != self.settings.issuer:
            raise ValueError(f"it calls itself {found['issuer']}")
        safe = urlsplit(self.settings.issuer).scheme
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(found[name]).scheme not in ("https", safe):
                raise ValueError(f"its {name} is not reached by https")
        return found

    def _checked(self, token: Mapping[str, Any], nonce: str, keys: KeySet) -> Mapping[str, Any]:
        signed = jwt.decode(token["id_token"], keys, algorithms=SIGNED_WITH)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": self.settings.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(self.clock.now().timestamp()), leeway=LEEWAY)
        return dict(claims)


_TROUBLE = (HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError)
"""What can go wrong with a provider, or with what it sends: it may be anything."""


async def _read(client: AsyncOAuth2Client, address: str) -> Any:
    answer = await client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    return answer.json()
