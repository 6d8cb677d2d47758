"""``relays``: a coordinator says which entities have threads."""

from dataclasses import replace

from bot.services.flows.filling import Values
from bot.services.flows.relays.threads import rules_of, settle, short
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import ChoiceInput, Form, Option, Reply
from nudges.chance import stable_id
from nudges.flows.relays.rules import RelayRules
from nudges.flows.relays.threads import LIVE, Relay, forbid

FORBIDDEN = "forbidden"


async def relays(visit: Visit, _: str = "") -> Reply:
    """Every entity of the setting, ticked where it has no threads."""
    if not visit.person.is_coordinator:
        return short(visit, "coordinator.only")
    speak, rules = visit.speak, await rules_of(visit.turn)
    entities = await _entities(visit, rules)
    options = tuple(Option(key, name) for key, name in entities.items())
    ticked = tuple(key for key, name in entities.items() if name in rules.forbidden)
    field = ChoiceInput(FORBIDDEN, speak("relay.rules_field"), options, ticked, multiple=True, required=False)
    title, intro = speak("relay.rules_title"), speak("relay.rules_intro")
    return Reply(form=Form("relays", title, speak("relay.rules_save"), (field,), intro))


async def ruled(visit: Visit, values: Values) -> Reply:
    """Stored; threads of an entity that has none any more are closed."""
    if not visit.person.is_coordinator:
        return short(visit, "coordinator.only")
    known = await rules_of(visit.turn)
    entities = await _entities(visit, known)
    chosen = sorted({entities[key] for key in values.get(FORBIDDEN, ()) if key in entities})
    rules = replace(known, forbidden=tuple(chosen))
    await visit.turn.keep(rules)
    await _close_barred(visit.turn, rules)
    if not chosen:
        return short(visit, "relay.rules_all")
    return short(visit, "relay.rules_set", entities=", ".join(chosen))


async def _entities(visit: Visit, rules: RelayRules) -> dict[str, str]:
    """Names by a short key; also those forbidden whose people are gone, so that they can be allowed."""
    here = await visit.turn.colleagues()
    names = {each.entity for each in here.values()} | set(rules.forbidden)
    return {stable_id("entity", name): name for name in sorted(names)}


async def _close_barred(turn: Turn, rules: RelayRules) -> None:
    here = await turn.colleagues()
    for each in await turn.uow.records.of_setting(Relay, turn.setting.id, LIVE):
        if rules.entity_barring(*(here[person] for person in each.people if person in here)):
            await settle(turn, forbid(each, turn.now))
