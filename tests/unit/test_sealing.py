"""What is sealed opens with its key, with any key that came after it, and with no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports.sealing import UnreadableError
from bot.sealing import MultiKeySealer
from bot.settings import SettingsError, load_settings

OLD, NEW, SECRET = b"o" * 32, b"n" * 32, b"a secret"


@given(st.text())
def test_what_was_sealed_is_read_back(text: str) -> None:
    sealer = MultiKeySealer([SECRET])
    sealed = sealer.seal(text)
    assert sealer.unseal(sealed) == text
    assert sealed != sealer.seal(text)


def test_a_new_key_in_front_opens_what_the_old_one_sealed() -> None:
    before, after = MultiKeySealer([OLD, SECRET]), MultiKeySealer([NEW, OLD, SECRET])
    assert after.unseal(before.seal("quiet")) == "quiet"
    with pytest.raises(UnreadableError):
        before.unseal(after.seal("quiet"))


def test_what_was_sealed_without_any_sealing_key_opens_once_there_is_one() -> None:
    assert MultiKeySealer([NEW, SECRET]).unseal(MultiKeySealer([SECRET]).seal("quiet")) == "quiet"


@pytest.mark.parametrize(
    "sealed",
    ["", "nothing of ours", MultiKeySealer([OLD]).seal("quiet")],
    ids=["empty", "no token", "another key"],  # a sealed text is never the same twice
)
def test_anything_else_is_unreadable(sealed: str) -> None:
    with pytest.raises(UnreadableError):
        MultiKeySealer([NEW]).unseal(sealed)


def test_what_was_changed_is_unreadable() -> None:
    sealer = MultiKeySealer([NEW])
    sealed = sealer.seal("quiet")
    with pytest.raises(UnreadableError):
        sealer.unseal(sealed[:-4] + "AAA=")


def test_keys_are_read_as_a_list_with_the_newest_first() -> None:
    settings = load_settings(sealing_keys=f" {'n' * 32} , {'o' * 32},")
    assert settings.sealing() == (NEW, OLD)
    assert load_settings().sealing() == ()


def test_a_short_key_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError, match=r"SEALING_KEYS.*32 characters") as refused:
        load_settings(sealing_keys="too short")
    assert "too short" not in str(refused.value)
