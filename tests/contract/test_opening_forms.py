"""Whether a button says truly, before it is pressed, that it opens a form: Teams must know it then.

A flow says it once for each action, by naming it among its ``dialogs``. Whoever forgets it fails here.
"""

from tests.gallery.everything import Gallery

OVERTAKEN = {
    "pact_invite": "the draft became one that nobody else could sign",
    "pact_sign": "the text has changed since it was shown: it is shown anew",
    "question_ask": "the thread takes no more questions from there",
    "questions_open": "the thread was opened meanwhile",
}
"""Buttons that may be out of date in a way of their own, and then say so instead of opening their form."""


def test_whatever_says_that_it_opens_a_form_does(gallery: Gallery) -> None:
    broken = {
        name
        for name, led in gallery.led.items()
        if any(each.announced and not each.form for each in led) and name not in OVERTAKEN
    }
    assert broken == set()


def test_whatever_always_opens_a_form_says_so(gallery: Gallery) -> None:
    silent = {
        name
        for name, led in gallery.led.items()
        if all(each.form for each in led) and not all(each.announced for each in led)
    }
    assert silent == set()


def test_all_that_is_said_to_open_a_form_was_tried(gallery: Gallery) -> None:
    assert gallery.flows.dialogs.keys() - gallery.led.keys() == set()
