"""Cards and dialogs as they go over the wire to Slack, for whoever checks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.slack.blocks import draw
from bot.slack.doorway import doorway
from bot.slack.forms import Origin, draw_form, place_faults
from nudges.cards import Card, Form, Reply
from nudges.texts import Speaker
from tests.contract.slack_rules import Json, broken_faults, broken_rules

ORIGIN = Origin("C0123456789A", "1772000000.000100")


@dataclass(frozen=True, slots=True)
class Payload:
    """Something on its way to Slack: a message or a view."""

    name: str
    surface: str
    wire: Json


def payload_of(name: str, what: Card | Form) -> Payload:
    if isinstance(what, Card):
        drawn = draw(what)
        return Payload(name, "message", {"text": drawn.text, "blocks": drawn.blocks})
    return Payload(name, "modal", draw_form(what, cancel="Cancel, and keep nothing", origin=ORIGIN))


def doorway_payload(name: str, form: Form, words: str, speak: Speaker) -> Payload:
    """The message that stands in for a dialog where words were typed."""
    drawn = doorway(form, words, speak)
    return Payload(name, "message", {"text": drawn.text, "blocks": drawn.blocks})


def wrong_faults(form: Form, faults: Mapping[str, str]) -> list[str]:
    """What Slack would not show of an answer that keeps a dialog open, each fault at its own field."""
    view = draw_form(form, cancel="Cancel")
    placed = place_faults(view, faults)
    return [*broken_faults(placed, view), *(f"{each} is no field" for each in faults if each not in placed)]


def fits_slack(*shown: Card | Form | None) -> None:
    """Fail where Slack would not take one of these."""
    for what in shown:
        if what is not None:
            assert _broken(what) == [], what


@lru_cache(maxsize=4096)  # the same card is shown again and again
def _broken(what: Card | Form) -> list[str]:
    payload = payload_of("", what)
    return broken_rules(payload.wire, payload.surface)


def reply_fits_slack(reply: Reply) -> Reply:
    """The same reply, of which Slack takes every part."""
    fits_slack(reply.replace, *reply.say, reply.form)
    assert list(broken_faults(reply.faults)) == []
    return reply
