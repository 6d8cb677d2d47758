"""Cards and dialogs as they go over the wire to Slack, for whoever checks them."""

from dataclasses import dataclass
from functools import lru_cache

from bot.slack.blocks import draw
from bot.slack.forms import Origin, draw_form
from nudges.cards import Card, Form, Reply
from tests.contract.slack_rules import Json, broken_rules

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
    return reply
