"""Settings of Slack that contradict each other are named, all at once, with the mend."""

import pytest

from bot.settings import SettingsError, load_settings

SECRET = "0123456789abcdef0123456789abcdef"
ONE = {"signing_secret": SECRET, "bot_token": "xoxb-1", "workspace": "T1"}
MANY = {"signing_secret": SECRET, "client_id": "1.2", "client_secret": "s", "may_install": "T2, E3"}


def faults_of(**slack: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(slack=slack)
    lines = [line.partition(": ") for line in str(refused.value).splitlines()]
    return {name.removeprefix("CROSSPILLAR_SLACK__"): words for name, _, words in lines}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(ONE, id="one"),
        pytest.param(MANY, id="many"),
        pytest.param({**ONE, **MANY}, id="both"),
        pytest.param({**ONE, "app_token": "xapp-1"}, id="http-and-socket"),
        pytest.param(
            {"bot_token": "xoxb-1", "workspace": "T1", "app_token": "xapp-1"}, id="one-without-address"
        ),
        pytest.param({**MANY, "redirect_url": "https://b.example.org/slack/oauth_redirect"}, id="redirect"),
    ],
)
def test_whatever_fits_together_is_taken(given: dict[str, str]) -> None:
    found = load_settings(slack=given).slack
    assert found is not None
    assert found.by_oauth is ("client_id" in given)
    assert found.allowed == ({"T2", "E3"} if found.by_oauth else set())


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"signing_secret": SECRET}, {"BOT_TOKEN", "WORKSPACE"}),
        ({"signing_secret": SECRET, "bot_token": "xoxb-1"}, {"WORKSPACE"}),
        ({"signing_secret": SECRET, "workspace": "T1"}, {"BOT_TOKEN"}),
        ({"bot_token": "xoxb-1", "workspace": "T1"}, {"SIGNING_SECRET"}),
        ({"app_token": "xapp-1"}, {"BOT_TOKEN", "WORKSPACE"}),
        ({"signing_secret": SECRET, "client_id": "1.2"}, {"CLIENT_SECRET", "MAY_INSTALL"}),
        ({"signing_secret": SECRET, "may_install": "T1"}, {"CLIENT_ID", "CLIENT_SECRET"}),
        ({**ONE, "client_secret": "s", "may_install": "T1"}, {"CLIENT_ID"}),
        ({**MANY, "bot_token": "xoxb-1"}, {"WORKSPACE"}),
    ],
)
def test_what_is_missing_beside_the_rest_is_named(given: dict[str, str], missing: set[str]) -> None:
    found = faults_of(**given)
    assert found.keys() == missing
    assert all(words.startswith("is missing; set it to ") for words in found.values())


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("app_token", "xoxb-1", "begins with xapp-"),
        ("client_id", "A012345", "two numbers with a point"),
        ("may_install", "our workspace", "such as T0123ABCD"),
        ("redirect_url", "https://b.example.org/", "/slack/oauth_redirect"),
        ("client_secret", "a b", "has no spaces"),
    ],
)
def test_a_wrong_value_is_named_with_the_right_form_and_never_shown(name: str, value: str, hint: str) -> None:
    found = faults_of(**{**MANY, name: value})
    assert found.keys() == {name.upper()}
    assert hint in found[name.upper()]
    assert value not in found[name.upper()]


def test_wrong_and_missing_values_are_named_together() -> None:
    assert faults_of(bot_token="secret").keys() == {"BOT_TOKEN", "WORKSPACE", "SIGNING_SECRET"}
