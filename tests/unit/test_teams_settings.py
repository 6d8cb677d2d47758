"""Settings of Teams: what is wrong is named with the mend, and no secret is shown."""

import pytest

from bot.settings import SettingsError, load_settings
from bot.settings_teams import Teams

OURS = "11111111-aaaa-4aaa-8aaa-111111111111"
OTHER = "22222222-BBBB-4bbb-8bbb-222222222222"
GOOD = {
    "client_id": "99999999-cccc-4ccc-8ccc-999999999999",
    "client_secret": "a~secret~of~the~app",
    "tenants": OURS,
}


def teams(**changed: str) -> Teams:
    found = load_settings(teams={**GOOD, **changed}).teams
    assert found is not None
    return found


def faults_of(**given: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(teams=given)
    lines = [line.partition(": ") for line in str(refused.value).splitlines()]
    return {name.removeprefix("CROSSPILLAR_TEAMS__"): words for name, _, words in lines}


def test_without_any_teams_is_not_connected() -> None:
    assert load_settings().teams is None


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_what_is_missing_beside_the_rest_is_named(missing: str) -> None:
    found = faults_of(**{name: value for name, value in GOOD.items() if name != missing})
    assert found.keys() == {missing.upper()}
    assert found[missing.upper()].startswith("is missing; set it to ")


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("client_id", "crosspillar", "Application (client) ID"),
        ("client_secret", "two words of it", "has no spaces"),
        ("client_secret", OTHER, "copy its value instead"),
        ("tenants", "un.org", "ids of the tenants"),
        ("tenants", f"{OURS}; {OTHER}", "separated by commas"),
        ("login_tenant", "un.org", "or botframework.com"),
        ("login_url", "http://login.example.org", "begins with https://"),
        ("openid_url", "http://127.0.0.1.example.org/keys", "begins with https://"),
        ("test_host", "teams.example.org:80", "of this machine"),
        ("test_host", "127.0.0.1", "of this machine"),
        ("test_host", "127.0.0.1:80/elsewhere", "of this machine"),
        ("messages_per_second", "51", "from 1 to 50"),
    ],
)
def test_a_wrong_value_is_named_with_the_right_form_and_never_shown(name: str, value: str, hint: str) -> None:
    found = faults_of(**{**GOOD, name: value})
    assert found.keys() == {name.upper()}
    assert hint in found[name.upper()]
    assert value not in found[name.upper()]


def test_all_faults_are_named_at_once() -> None:
    assert faults_of(client_id="x", test_host="y").keys() == {
        "CLIENT_ID",
        "CLIENT_SECRET",
        "TENANTS",
        "TEST_HOST",
    }


def test_tenants_keep_their_order_and_are_compared_in_small_letters() -> None:
    found = teams(tenants=f"{OTHER}, {OURS},{OTHER}")
    assert found.allowed == (OTHER.lower(), OURS)
    assert found.home == OTHER.lower()


@pytest.mark.parametrize(
    ("changed", "tenant"),
    [
        ({}, OURS),
        ({"tenants": f"{OURS},{OTHER}"}, "botframework.com"),
        ({"tenants": f"{OURS},{OTHER}", "login_tenant": OURS}, OURS),
        ({"login_tenant": "botframework.com"}, "botframework.com"),
    ],
)
def test_the_app_gets_its_token_where_it_is_registered(changed: dict[str, str], tenant: str) -> None:
    assert teams(**changed).authority == tenant


@pytest.mark.parametrize(
    "address",
    [
        "https://smba.trafficmanager.net/emea/",
        f"https://smba.trafficmanager.net/emea/{OURS}/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://SMBA.trafficmanager.net:443/teams",
    ],
)
def test_microsoft_s_documented_hosts_are_trusted(address: str) -> None:
    assert teams().trusts(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.example.org/emea/",
        "https://evil.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net@example.org/",
        "https://user:word@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:x/",
        "https://169.254.169.254/metadata",
        "https://example.org/smba.trafficmanager.net",
        "https://[smba.trafficmanager.net/",
        "http://127.0.0.1:56150/",
        "file:///etc/hosts",
        "",
        None,
        7,
    ],
)
def test_no_other_address_ever_gets_our_token(address: object) -> None:
    assert not teams().trusts(address)


def test_the_host_of_a_local_client_is_trusted_where_it_is_named() -> None:
    found = teams(test_host="127.0.0.1:56150")
    assert found.trusts("http://127.0.0.1:56150/_connector")
    assert not found.trusts("http://127.0.0.1:56151/_connector")
    assert not found.trusts("http://127.0.0.1:56150@example.org/")


def test_what_is_meant_for_tests_is_warned_of() -> None:
    assert teams().to_warn_of == ""
    warned = teams(test_host="127.0.0.1:56150", login_url="http://127.0.0.1:1").to_warn_of
    assert "CROSSPILLAR_TEAMS__TEST_HOST, CROSSPILLAR_TEAMS__LOGIN_URL" in warned
