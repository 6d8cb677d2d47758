"""What of a provider's word is trusted, and why. Pure.

A wrong answer here would let somebody in as somebody else, so each provider has its own rule,
and what fits none vouches for nobody:

* **Slack**: the account (workspace and user id) where the workspace is one of ours. Beside it the
  address, where Slack says that it was confirmed: in a workspace of their own anybody may give
  an account any address, so no other workspace counts.
* **Microsoft Entra**: the account (tenant and object id), which never changes hands. Beside it the
  name the person signs in with (``preferred_username``), of members of the tenant only: its
  domain is proven by the tenant. ``email`` is not looked at: anything can be written into it.
* **Any other**: ``email``, where ``email_verified`` is true.
"""

from collections.abc import Mapping
from typing import Any

from bot.ports import Actor
from bot.services.signing_in import Vouched
from bot.settings_sign_in import SLACK, SignIn
from nudges.people import Platform

NOBODY = Vouched()
_TEAM, _USER = "https://slack.com/team_id", "https://slack.com/user_id"
_GUEST = 1


def vouched(settings: SignIn, claims: Mapping[str, Any]) -> Vouched:
    """Who an ID token speaks of. Its signature, issuer, audience and nonce were checked before."""
    if settings.issuer == SLACK:
        return _by_slack(settings.allowed, claims)
    if settings.tenant:
        return _by_entra(settings, claims)
    return Vouched(address=_confirmed(claims))


def _by_slack(allowed: frozenset[str], claims: Mapping[str, Any]) -> Vouched:
    team, user = _text(claims, _TEAM), _text(claims, _USER)
    if team not in allowed or not user:
        return NOBODY
    return Vouched(Actor(Platform.SLACK, team, user), _confirmed(claims))


def _by_entra(settings: SignIn, claims: Mapping[str, Any]) -> Vouched:
    tenant, account = _text(claims, "tid").lower(), _text(claims, "oid").lower()
    if tenant != settings.tenant or not account:
        return NOBODY
    guest = claims.get("acct") == _GUEST or _text(claims, "idp") not in ("", settings.issuer)
    name = "" if guest else _text(claims, "preferred_username")
    return Vouched(Actor(Platform.TEAMS, tenant, account), name)


def _confirmed(claims: Mapping[str, Any]) -> str:
    """The address, where the provider says that it is the person's. Only a true is a yes."""
    return _text(claims, "email") if claims.get("email_verified") is True else ""


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""
