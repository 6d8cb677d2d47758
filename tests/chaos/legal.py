"""What may be true of pacts and pauses, said anew: none of their own steps is asked."""

from nudges.flows.pacts.pact import Pact
from nudges.flows.pacts.pact import State as PactState
from nudges.flows.pauses.answers import AGREE, SITUATION
from nudges.flows.pauses.pause import Pause
from nudges.flows.pauses.pause import State as PauseState
from nudges.records import Record

ANNOUNCED = frozenset(PactState) - {PactState.DRAFTED, PactState.CO_SIGNED, PactState.READY, PactState.ENDED}


def wrong_about(record: Record) -> str:
    """What is illegal about a record; empty where nothing is."""
    match record:
        case Pact():
            return _wrong_about_pact(record)
        case Pause():
            return _wrong_about_pause(record)
        case _:
            return ""


def _wrong_about_pact(pact: Pact) -> str:
    signed = {each.entity for each in pact.signatures if each.text_hash == pact.text_hash}
    if pact.state in (PactState.READY, PactState.RUNNING) and len(signed) < 2:
        return f"{pact.state}, signed for {len(signed)} entities"
    if pact.state is PactState.DRAFTED and signed:
        return "drafted, and signed"
    if pact.state is PactState.CO_SIGNED and len(signed) != 1:
        return f"co-signed, signed for {len(signed)} entities"
    if pact.state in ANNOUNCED and pact.announced_at is None:
        return f"{pact.state}, and never announced"
    strangers = {each.person_id for each in pact.signatures} - set(pact.leaders)
    return f"signed by {sorted(strangers)}, who do not lead it" if strangers else ""


def _wrong_about_pause(pause: Pause) -> str:
    if not SITUATION <= pause.step <= AGREE:
        return f"at step {pause.step}"
    if pause.state is PauseState.CLOSED and (pause.look_at or pause.settle_at):
        return "closed, and something is still to be asked"
    if pause.touched_at < pause.started_at:
        return "touched before it began"
    return ""
