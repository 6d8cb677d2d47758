"""Parts of forms and cards that a trial may leave out or turn round.

A line, a field, a tick set beforehand or the order of a list. Decided once for each person, local
day and part, by a keyed draw, and written down like every decision: so one day shows one thing,
and a repeated press draws the same (measurement design, section 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from nudges.chance import KeyedDraw, stable_id
from nudges.decisions import Decision, Outcome, Slot
from nudges.people import Person

SLOTS: Mapping[str, Slot] = {
    "S5-1": Slot.ORDER,
    "S5-2": Slot.PRESELECTION,
    "S6-3": Slot.PLAN_OFFER,
    "S7-2": Slot.USUAL_LINE,
    "S7-3": Slot.NORM_LINE,
}
"""The nudges that are parts, each with the kind of decision it leaves: one a day of each kind."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How likely a part is as it was designed; 1 while trials are off."""

    draw: KeyedDraw
    probability: float = 1.0

    @property
    def runs(self) -> bool:
        return self.probability < 1.0

    def decide(self, nudge: str, person: Person, day: date, at: datetime) -> Decision:
        """Planned where the part is as designed, held where it is left out or turned round.

        Raises ``KeyError`` for what is no part.
        """
        slot = SLOTS[nudge]
        decision_id = stable_id(person.id, day.isoformat(), slot)
        send_draw = self.draw(decision_id, "send")
        return Decision(
            id=decision_id,
            setting_id=person.setting_id,
            person_id=person.id,
            local_date=day,
            slot=slot,
            at=at,
            eligible=(nudge,),
            outcome=Outcome.PLANNED if send_draw < self.probability else Outcome.HELD,
            nudge=nudge,
            choice_probability=1.0,
            choice_draw=self.draw(decision_id, "choice"),
            send_probability=self.probability,
            send_draw=send_draw,
        )
