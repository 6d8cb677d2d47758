"""What stands in for a form where Slack lets none be opened: after words that were typed as a message."""

from bot.slack.blocks import Drawn, draw
from nudges.cards import Action, Card, Form, Style
from nudges.texts import Speaker

AGAIN = "again"
"""Action id of the button that repeats a typed command, so that a form can be opened from it."""
MAX_REPEATED = 2000


def doorway(form: Form, words: str, speak: Speaker) -> Drawn:
    """A button that repeats the words: Slack opens forms from a press or a slash command only."""
    action = Action(words[:MAX_REPEATED], speak("slack.open"), Style.PRIMARY)
    message = draw(Card(title=form.title, actions=(action,)))
    message.blocks[-1]["elements"][0]["action_id"] = AGAIN
    return message
