"""The joint review after 90 days, and what comes after it."""

from dataclasses import replace

from bot.services.flows.pacts.having import own_pact, part_of, parts_of
from bot.services.flows.pacts.signing import Values
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply, TextInput, say, token
from nudges.flows.pacts.pact import Pact, State
from nudges.flows.pacts.part import Part, Publishing, Review, Verdict
from nudges.flows.pacts.review import conclude
from nudges.flows.pacts.steps import end
from nudges.records import NotPossibleError

VERDICT, PUBLISHING, SENTENCE = "verdict", "publishing", "sentence"
LONGEST_SENTENCE = 160


async def open_review(visit: Visit, pact_id: str) -> Reply:
    """Nudge S9-4 as a dialog: one word, perhaps one sentence, and what of it may be published."""
    pact, part = await _in_review(visit, pact_id)
    speak, said = visit.speak, part.review
    others = [each for each in pact.signatures if each.person_id != visit.person.id]
    other = next((s for s in others if s.entity != visit.person.entity), others[0])
    partner = await visit.uow.people.get(other.person_id)
    verdicts = tuple(Option(each.value, speak(f"nudge.S9-4.choice.{each}")) for each in Verdict)
    agreeing = tuple(Option(each.value, speak(f"pact.publishing.{each}")) for each in Publishing)
    sentence = TextInput(
        SENTENCE,
        speak("pact.field_sentence"),
        initial=said.sentence if said else "",
        limit=LONGEST_SENTENCE,
        required=False,
    )
    form = Form(
        token("pact_review", pact_id),
        speak("pact.review_title"),
        speak("pact.form_save"),
        (
            ChoiceInput(VERDICT, speak("pact.field_verdict"), verdicts, (said.verdict,) if said else ()),
            sentence,
            ChoiceInput(
                PUBLISHING, speak("pact.field_publishing"), agreeing, (said.publishing,) if said else ()
            ),
        ),
        speak(
            "nudge.S9-4.body",
            counterpart=partner.name if partner else speak("common.former_colleague"),
            counterpart_entity=other.entity,
        ),
    )
    return Reply(form=form)


async def _in_review(visit: Visit, pact_id: str) -> tuple[Pact, Part]:
    pact = await own_pact(visit, pact_id)
    part = await part_of(visit.turn, pact, visit.person.id)
    if pact.state is not State.REVIEW_DUE or part is None:
        raise NotPossibleError(pact.state)
    return pact, part


async def reviewed(visit: Visit, values: Values, pact_id: str) -> Reply:
    """One leader's word; the last one closes the review."""
    pact, part = await _in_review(visit, pact_id)
    said = {name: next(iter(values.get(name, ())), "").strip() for name in (VERDICT, PUBLISHING, SENTENCE)}
    sound = {
        VERDICT: said[VERDICT] in list(Verdict),
        PUBLISHING: said[PUBLISHING] in list(Publishing),
        SENTENCE: len(said[SENTENCE]) <= LONGEST_SENTENCE,
    }
    faults = {name: visit.speak(f"pact.fault_{name}") for name, right in sound.items() if not right}
    if faults:
        return Reply(faults=faults)
    sentence = " ".join(said[SENTENCE].split())
    review = Review(Verdict(said[VERDICT]), Publishing(said[PUBLISHING]), sentence)
    await visit.turn.keep(replace(part, review=review))
    await conclude_if_all_said(visit.turn, pact)
    return Reply(say=(say("", visit.speak("pact.review_noted")),))


async def conclude_if_all_said(turn: Turn, pact: Pact) -> None:
    """Once every leader has had their word."""
    reviews = [each.review for each in await parts_of(turn, pact) if each.review is not None]
    if pact.state is State.REVIEW_DUE and reviews and len(reviews) == len(pact.leaders):
        await turn.keep(*conclude(pact, reviews, turn.now))


async def ended(visit: Visit, pact_id: str) -> Reply:
    await visit.turn.keep(end(await own_pact(visit, pact_id)))
    return Reply(say=(say("", visit.speak("pact.ended")),))
