"""The ladder of escalation as a dialog: one rung is open, and why the others are not is seen."""

from bot.services.flows.filling import choice_faults, one
from bot.services.flows.pauses.private import is_serious, leave, of_author, sealed
from bot.services.flows.pauses.steps import serious
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply, say, token
from nudges.flows.pauses.ladder import Ladder, Rung, top_rung
from nudges.flows.pauses.pause import Pause, climbed, goes_on, settles_at
from nudges.records import NotPossibleError
from nudges.working_time import local_date

HOW = "how"
WILL_TRY, TRIED, UNSAFE = "try", "tried", "unsafe"


def top(visit: Visit) -> Rung:
    return top_rung(visit.setting.kind, steering_group=visit.deps.conflict_help.steering_group)


async def ladder(visit: Visit, pause_id: str) -> Reply:
    """Where the author stands on the ladder."""
    pause, answers = await of_author(visit, pause_id)
    climbed(pause, visit.now)  # refuses where ways were not weighed yet
    return Reply(form=ladder_form(visit, pause, answers.ladder))


def ladder_form(visit: Visit, pause: Pause, standing: Ladder) -> Form:
    speak, rung = visit.speak, standing.next(top(visit))
    shown = "\n\n".join(_line(visit, standing, each) for each in Rung if each <= top(visit))
    if rung is None:
        words = f"{shown}\n\n{speak('pauses.no_rung_left')}"
        return Form("pause_left", speak("pauses.ladder_title"), speak("pauses.close"), (), words)
    return Form(
        token=token("pause_rung", pause.id, str(int(rung))),
        title=speak("pauses.ladder_title"),
        submit=speak("pauses.next"),
        inputs=(_how(visit, rung), serious(visit)),
        intro=f"{speak('pauses.ladder_intro')}\n\n{shown}",
    )


def _line(visit: Visit, standing: Ladder, rung: Rung) -> str:
    mark = "✓" if standing.behind(rung) else "→" if rung is standing.next(top(visit)) else "·"
    return f"{mark} {int(rung)}  {visit.speak(f'pauses.rung.{int(rung)}')}"


def _how(visit: Visit, rung: Rung) -> ChoiceInput:
    options = tuple(Option(each, visit.speak(f"pauses.how.{each}")) for each in (WILL_TRY, TRIED, UNSAFE))
    label = visit.speak("pauses.how_field", rung=int(rung))
    return ChoiceInput(HOW, label, options)


async def answered(visit: Visit, values: dict[str, tuple[str, ...]], pause_id: str, number: str) -> Reply:
    """What the author says of the open rung."""
    if is_serious(values):
        return await leave(visit, pause_id)
    pause, answers = await of_author(visit, pause_id)
    standing = answers.ladder
    rung = standing.next(top(visit))
    if rung is None or str(int(rung)) != number:
        raise NotPossibleError(number)
    if faults := choice_faults(values, visit.speak, _how(visit, rung)):
        return Reply(faults=faults)
    if one(values, HOW) == WILL_TRY:
        today = local_date(visit.person, visit.now)
        asks = settles_at(visit.person, today, visit.deps.is_holiday)
        await visit.turn.keep(sealed(visit, goes_on(pause, visit.now, asks), answers))
        return Reply(say=(say("", visit.speak("pauses.will_try")),))
    higher = standing.past(rung, top(visit), safe=one(values, HOW) == TRIED)
    await visit.turn.keep(sealed(visit, climbed(pause, visit.now), answers.on(higher)))
    return Reply(form=ladder_form(visit, pause, higher))
