"""What editors decide on a spotlight: one of them, or two where it reaches very many."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from nudges.effects import Write
from nudges.flows.second_yes import Reach, approvers
from nudges.flows.spotlights.spotlights import (
    APPROVED,
    HELD,
    LAPSES_AFTER,
    REJECTED,
    SENT_BACK,
    TO_SECOND,
    WITH_EDITORS,
    Lines,
    Spotlight,
    State,
    Step,
    require,
)
from nudges.records import NotPossibleError


def editors_of(spotlight: Spotlight, coordinators: Collection[str]) -> list[str]:
    """Which of the coordinators decide; whoever is in it themselves only where nobody else could.

    Whoever said the first yes does not say the second one.
    """
    first = spotlight.editor_id if spotlight.state is State.FIRST_YES else ""
    in_it = {spotlight.author_id, *(each.person_id for each in spotlight.contributors)}
    return approvers(coordinators, in_it, first)


def approve(
    spotlight: Spotlight, editor_id: str, at: datetime, reach: Reach, coordinators: Collection[str]
) -> Step:
    """It waits for its turn in the channel; first for another of the editors, where it takes two.

    Raises ``NotPossibleError`` where the same editor would be both.
    """
    require(spotlight, *WITH_EDITORS)
    first = spotlight.editor_id if spotlight.state is State.FIRST_YES else ""
    if reach.needs_two and not first:
        one = replace(spotlight, state=State.FIRST_YES, editor_id=editor_id)
        return one, [Write(TO_SECOND, each, key=f"{at}") for each in editors_of(one, coordinators)]
    if reach.needs_two and first == editor_id:
        raise NotPossibleError("a second yes of the same editor")
    approved = replace(
        spotlight,
        state=State.APPROVED,
        editor_id=first or editor_id,
        seconder_id=editor_id if first not in ("", editor_id) else "",
        approved_at=at,
    )
    return approved, [Write(APPROVED, spotlight.author_id, key=f"{at}")]


def hold(spotlight: Spotlight, at: datetime) -> Step:
    """An editor takes a yes back before it is posted: editors have it again; everybody else's yes stands."""
    require(spotlight, State.FIRST_YES, State.APPROVED)
    told = [Write(HELD, spotlight.author_id, key=f"{at}")] if spotlight.state is State.APPROVED else []
    return replace(spotlight, state=State.READY, editor_id="", seconder_id="", approved_at=None), told


def send_back(
    spotlight: Spotlight, editor_id: str, word: str, at: datetime, suggested: Lines | None = None
) -> Step:
    """The author may rework it, with the editor's word, and perhaps with lines the editor suggests."""
    require(spotlight, *WITH_EDITORS)
    back = replace(
        spotlight,
        state=State.SENT_BACK,
        editor_id=editor_id,
        word=word,
        suggested=suggested if suggested != spotlight.lines else None,
        wake_at=at + LAPSES_AFTER,
    )
    return back, [Write(SENT_BACK, spotlight.author_id)]


def reject(spotlight: Spotlight, editor_id: str) -> Step:
    require(spotlight, *WITH_EDITORS)
    rejected = replace(spotlight, state=State.REJECTED, editor_id=editor_id)
    return rejected, [Write(REJECTED, spotlight.author_id)]


def rework(spotlight: Spotlight) -> Step:
    """Its author wrote it anew; the new one asks everybody again."""
    require(spotlight, State.SENT_BACK)
    return replace(spotlight, state=State.REWORKED, wake_at=None), []
