"""Cards and dialogs as they go over the wire to Teams, for whoever checks them."""

from functools import cache, lru_cache

from bot.content import load_content
from bot.teams.cards import adaptive_card
from bot.teams.dialogs import dialog
from nudges.cards import Card, Form, Reply
from nudges.texts import Texts
from tests.contract.teams_rules import Json, broken_rules

KEPT = {"conversation": "a:1" + "x" * 120, "message": "1772000000000"}
PEOPLE = (("0" * 24, "Ada Okafor · Seed Fund"), ("1" * 24, "Bo Lindqvist · Relief Office"))


def card_of(what: Card | Form, language: str = "en") -> Json:
    """The Adaptive Card of a message or of a dialog."""
    if isinstance(what, Card):
        return adaptive_card(what)
    return dialog(what, _texts().speaker(language), people=PEOPLE, kept=KEPT)


@cache
def _texts() -> Texts:
    return load_content().texts


def fits_teams(*shown: Card | Form | None) -> None:
    """Fail where Teams would not take one of these."""
    for what in shown:
        if what is not None:
            assert _broken(what) == [], what


@lru_cache(maxsize=4096)  # the same card is shown again and again
def _broken(what: Card | Form) -> list[str]:
    return broken_rules(card_of(what))


def reply_fits_teams(reply: Reply) -> Reply:
    """The same reply, of which Teams takes every part."""
    fits_teams(reply.replace, *reply.say, reply.form)
    return reply
