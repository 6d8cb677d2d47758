"""Signing in with an account of a provider: there, and back."""

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from starlette.responses import RedirectResponse, Response

from bot.ports.sealing import UnreadableError
from bot.services.access import Access
from bot.web.guard import Asked, Guard, Page, RefusedError
from bot.web.provider import Attempt, Provider, ProviderError
from bot.web.provider_claims import vouched
from bot.web.sign_in import SignInPages

ATTEMPT = "sign-in"
LIFE = timedelta(minutes=10)
"""From our page to the return from the provider's."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProviderPages:
    """What ties the return to the beginning travels in a sealed cookie: it counts in that browser only."""

    guard: Guard
    provider: Provider
    signing_in: SignInPages

    @property
    def pages(self) -> list[Page]:
        return [
            Page("/sign-in/provider", Access.PUBLIC, self.begin, counted=True),
            Page("/sign-in/return", Access.PUBLIC, self.came_back, counted=True),
        ]

    async def begin(self, _: Asked) -> Response:
        attempt = Attempt.new()
        try:
            response = RedirectResponse(await self.provider.address(attempt), status_code=303)
        except ProviderError as error:
            raise self._failed(error) from error
        until = self.guard.deps.clock.now() + LIFE
        sealed = self.guard.deps.sealer.seal(json.dumps([ATTEMPT, until.isoformat(), asdict(attempt)]))
        self.guard.site.set_cookie(response, ATTEMPT, sealed, LIFE)
        return response

    async def came_back(self, asked: Asked) -> Response:
        """The provider sent somebody back, with a code or with a no."""
        attempt, query = self._attempt(asked), asked.request.query_params
        if attempt is None or not hmac.compare_digest(
            query.get("state", "").encode(), attempt.state.encode()
        ):
            raise RefusedError(403, "begin_again")
        if "code" not in query:
            raise RefusedError(403, "provider_no")
        try:
            claims = await self.provider.claims(query["code"], attempt)
        except ProviderError as error:
            raise self._failed(error) from error
        key = await self.guard.sign_ins.by_account(vouched(self.provider.settings, claims))
        if key is None:
            raise RefusedError(403, "stranger")
        response = await self.signing_in.signed_in(asked, key)
        self.guard.site.drop_cookie(response, ATTEMPT)
        return response

    def _attempt(self, asked: Asked) -> Attempt | None:
        """What this browser began, unless it is too long ago."""
        sealed = asked.request.cookies.get(self.guard.site.cookie_name(ATTEMPT), "")
        try:
            kind, until, attempt = json.loads(self.guard.deps.sealer.unseal(sealed))
        except (UnreadableError, ValueError):
            return None
        # Other things are sealed with the same key, and some of them are shown to people.
        begun = kind == ATTEMPT and self.guard.deps.clock.now() < datetime.fromisoformat(until)
        return Attempt(**attempt) if begun else None

    def _failed(self, error: ProviderError) -> RefusedError:
        log.warning("pages.provider_failed", issuer=self.provider.settings.issuer, error=str(error))
        return RefusedError(502, "provider_failed")
