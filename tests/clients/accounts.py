"""A provider of accounts (OpenID Connect) on loopback: it signs in whoever the test says, without asking."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "crosspillar", "a secret of the client's"
_KEY = RSAKey.generate_key(2048, {"kid": "first"})
_STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "first"})


@dataclass(slots=True)
class Accounts:
    """``claims`` are what the next ID tokens say; ``spoil`` changes them once they are made up."""

    now: Callable[[], datetime]
    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: Callable[[dict[str, Any]], dict[str, Any]] = dict
    strange_key: bool = False
    refuses: bool = False
    _asked: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._published),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _published(self, _: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.issuer}/{place}" for name, place in places.items()}
        return JSONResponse({"issuer": self.issuer, **found})

    async def _authorize(self, request: Request) -> Response:
        """Back to the client at once, with a code or with a no."""
        asked = dict(request.query_params)
        back = {"state": asked["state"]}
        if self.refuses:
            return RedirectResponse(
                f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'access_denied'})}"
            )
        code = f"code-{len(self._asked)}"
        self._asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}")

    async def _token(self, request: Request) -> Response:
        """A code counts once, for the client that asked, which proves that it began this."""
        form = await request.form()
        asked = self._asked.pop(str(form.get("code")), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = base64.urlsafe_b64encode(sha256(str(form.get("code_verifier")).encode()).digest())
        held = (
            asked is not None
            and request.headers.get("authorization") == f"Basic {basic}"
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == proof.decode().rstrip("=")
            and asked["redirect_uri"] == form.get("redirect_uri")
        )
        if asked is None or not held:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse(
            {"access_token": "unused", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([_KEY]).as_dict(private=False))

    def _id_token(self, nonce: str) -> str:
        now = int(self.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce}
        key = _STRANGE_KEY if self.strange_key else _KEY
        return jwt.encode({"alg": "RS256", "kid": "first"}, self.spoil({**claims, **self.claims}), key)
