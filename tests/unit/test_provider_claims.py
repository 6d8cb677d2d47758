"""Whom a provider's word vouches for; a wrong answer would let somebody in as somebody else."""

from typing import Any

import pytest

from bot.ports import Actor
from bot.services.signing_in import Vouched
from bot.settings_sign_in import SLACK, SignIn
from bot.web.provider_claims import NOBODY, vouched
from nudges.people import Platform

ADA = "ada@example.org"
TENANT, OBJECT = "11111111-aaaa-4aaa-8aaa-111111111111", "33333333-cccc-4ccc-8ccc-333333333333"
OTHER_TENANT = "22222222-bbbb-4bbb-8bbb-222222222222"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0"


def provider(issuer: str, **more: str) -> SignIn:
    return SignIn.model_validate({"issuer": issuer, "client_id": "us", "client_secret": "secret", **more})


class TestAnyProvider:
    @pytest.mark.parametrize("verified", [False, None, "true", 1, "yes"])
    def test_an_address_counts_only_where_it_is_verified(self, verified: object) -> None:
        standard = provider("https://accounts.example.org")
        assert vouched(standard, {"email": ADA, "email_verified": True}) == Vouched(address=ADA)
        assert vouched(standard, {"email": ADA, "email_verified": verified}) == NOBODY
        assert vouched(standard, {"email": ADA, "preferred_username": ADA}) == NOBODY


class TestSlack:
    settings = provider(SLACK, workspaces="T1, T2")

    def claims(self, **changed: object) -> dict[str, Any]:
        named = {"team_id": "T2", "user_id": "U1"} | changed
        own = {f"https://slack.com/{name}": named.pop(name) for name in ("team_id", "user_id")}
        return {"email": ADA, "email_verified": True, **own, **named}

    def test_the_account_of_a_workspace_of_ours_counts_and_its_confirmed_address(self) -> None:
        account = Actor(Platform.SLACK, "T2", "U1")
        assert vouched(self.settings, self.claims()) == Vouched(account, ADA)
        assert vouched(self.settings, self.claims(email_verified=False)) == Vouched(account)

    @pytest.mark.parametrize("changed", [{"team_id": "T3"}, {"team_id": None}, {"user_id": ""}])
    def test_another_workspace_vouches_for_nobody(self, changed: dict[str, object]) -> None:
        """There anybody may give an account any address."""
        assert vouched(self.settings, self.claims(**changed)) == NOBODY


class TestEntra:
    settings = provider(ENTRA)

    def claims(self, **changed: object) -> dict[str, Any]:
        return {"tid": TENANT, "oid": OBJECT, "preferred_username": ADA, **changed}

    def test_the_account_counts_and_the_name_a_member_signs_in_with(self) -> None:
        account = Actor(Platform.TEAMS, TENANT, OBJECT)
        assert vouched(self.settings, self.claims()) == Vouched(account, ADA)

    def test_the_address_beside_it_never_counts(self) -> None:
        claims = self.claims(email="boss@example.org", email_verified=True)
        assert vouched(self.settings, claims).address == ADA

    @pytest.mark.parametrize("guest", [{"acct": 1}, {"idp": f"https://sts.windows.net/{OTHER_TENANT}/"}])
    def test_a_guest_is_known_by_their_account_alone(self, guest: dict[str, object]) -> None:
        assert vouched(self.settings, self.claims(**guest)).address == ""

    @pytest.mark.parametrize("changed", [{"tid": OTHER_TENANT}, {"tid": None}, {"oid": None}])
    def test_another_tenant_vouches_for_nobody(self, changed: dict[str, object]) -> None:
        assert vouched(self.settings, self.claims(**changed)) == NOBODY
