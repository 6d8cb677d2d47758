"""Settings of the pages: what would let the wrong people in ends the start, with the mend."""

import pytest

from bot.settings import SettingsError, load_settings

HTTPS, HERE = "https://crosspillar.example.org", "http://127.0.0.1:8080"


def sign_in(**changed: str) -> dict[str, str]:
    return {"issuer": "https://id.example.org", "client_id": "us", "client_secret": "secret", **changed}


def test_without_an_address_there_are_no_pages() -> None:
    assert load_settings().pages_address == ""


def test_an_address_is_kept_without_a_slash_at_its_end() -> None:
    assert load_settings(public_url=f"{HTTPS}/").pages_address == HTTPS


def test_plain_http_is_for_this_machine_beside_the_local_chat_alone() -> None:
    assert load_settings(public_url=HERE, local_chat=True).pages_address == HERE
    assert load_settings(public_url=HERE).pages_address == ""


def test_pages_need_the_whole_of_a_host() -> None:
    assert load_settings(public_url=f"{HTTPS}/somewhere").pages_address == ""


def test_operators_are_addresses() -> None:
    assert load_settings(operators="Ada@example.org, bo@example.org").operator_addresses == {
        "ada@example.org",
        "bo@example.org",
    }
    with pytest.raises(SettingsError, match="CROSSPILLAR_OPERATORS: write e-mail addresses"):
        load_settings(operators="ada, bo@example.org")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"issuer": "http://id.example.org"}, "begins with https://"),
        ({"issuer": "https://login.microsoftonline.com/common/v2.0"}, "name your own tenant by its id"),
        (
            {"issuer": "https://login.microsoftonline.com/organizations/v2.0"},
            "name your own tenant by its id",
        ),
        ({"issuer": "https://slack.com"}, "list your workspaces' ids"),
        ({"client_id": ""}, "the client id your provider gave you"),
    ],
)
def test_a_provider_that_could_vouch_for_anybody_is_refused(changed: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(sign_in=sign_in(**changed))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "id.example.org"),
        ({"name": "your agency"}, "your agency"),
        ({"issuer": "https://slack.com", "workspaces": "T1"}, "Slack"),
    ],
)
def test_people_know_the_provider_by_a_name(changed: dict[str, str], name: str) -> None:
    found = load_settings(sign_in=sign_in(**changed)).sign_in
    assert found is not None
    assert found.called == name
