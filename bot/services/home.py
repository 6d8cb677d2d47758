"""A person's own page: what is open, what they did, what they may begin, what is set. Theirs alone to see."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from bot.ports import Home, Section
from bot.ports.messages import StoredPrompt
from bot.services.answering import check_in_now
from bot.services.beginning import begin_actions
from bot.services.digesting import digest_card
from bot.services.flow import Audience
from bot.services.managing import practice_card
from bot.services.own_settings import settings_card
from bot.services.visits import Visit
from nudges.attention import Kind
from nudges.cards import Action, Block, Card, Facts, Paragraph, Style, say, split_token, token
from nudges.consent import Consent
from nudges.dates import day_in_words
from nudges.decisions import Status
from nudges.digests import week_label
from nudges.letters import letter_card
from nudges.people import Standing
from nudges.prompt_cards import prompt_card
from nudges.working_time import local_date

WEEKS = 4
"""How far back one's own practice is shown."""
OPEN_FOR = timedelta(days=7)
"""How long a message that waits for an answer stands on the page; it can be answered longer in the chat."""
LOOKED_THROUGH, MOST_OPEN, MOST_DAYS = 12, 2, 6
_DRAWN_ALONE = (Kind.NUDGE, Kind.CONFIRMATION, Kind.STILL_USEFUL)


async def home_of(visit: Visit) -> Home:
    """Everything the page shows this person, most pressing first."""
    if visit.person.standing is not Standing.ACTIVE:
        return Home((Section(_left(visit)),))
    waiting = await _open(visit)
    said = {stored.prompt.facts["record"] for stored, _ in waiting if stored.prompt.kind.letter}
    under_way = await visit.flows.at_home(visit, Audience.EVERYONE)
    cards = [
        await _practised(visit),
        *filter(None, (_beside(card, said) for card in under_way)),
        *await _by_role(visit),
        _begin(visit),
        await settings_card(visit),
    ]
    open_ones = (Section(_plain(card), stored.ref) for stored, card in waiting)
    return Home((Section(await _greeting(visit)), *open_ones, *(Section(card) for card in cards)))


def _beside(card: Card, said: AbstractSet[str]) -> Card | None:
    """Without the lines whose letter stands on the page already; None where nothing is left."""
    kept = tuple(
        group
        for group in card.groups
        if not any(said & set(split_token(action.token)[1]) for action in group.actions)
    )
    return replace(card, groups=kept) if kept or card.body else None


def _plain(card: Card) -> Card:
    """Quiet and stop are at the foot of the page, once."""
    loud = tuple(action for action in card.actions if action.style is not Style.QUIET)
    return replace(card, actions=loud)


def _left(visit: Visit) -> Card:
    """Who is off the roster can still see and delete what is stored about them."""
    speak = visit.speak
    actions = (words_action(visit, "export", "home.export"), words_action(visit, "forget", "home.forget"))
    return say(speak("home.left_title"), speak("home.left"), actions=actions)


def words_action(visit: Visit, command: str, label: str, style: Style = Style.PLAIN) -> Action:
    """A button that does what typing a command does."""
    first = visit.speak(f"command.{command}.words").split(",")[0].strip()
    return Action(token("words", first), visit.speak(label), style)


async def _greeting(visit: Visit) -> Card:
    """Whether anything comes at all, and the way to change that."""
    speak, setting = visit.speak, visit.setting
    attention = (await visit.uow.looks.at([visit.person.id], visit.now))[visit.person.id]
    title = speak("home.title", **visit.wording.values)
    held = [] if setting.crisis_since is None else [speak("home.crisis", setting=setting.name)]
    held += [] if setting.paused_since is None else [speak("home.paused", setting=setting.name)]
    footer = speak("home.only_you")
    if attention.consent is not Consent.OPTED_IN:
        start = Action("optin", speak("welcome.yes"), Style.PRIMARY)
        stored = speak("welcome.stored", **visit.wording.values)
        return say(title, speak("home.not_yet"), stored, actions=(start,), footer=footer)
    if attention.snoozed_until and attention.snoozed_until > visit.now:
        day = day_in_words(local_date(visit.person, attention.snoozed_until), speak)
        resume = Action("resume", speak("common.undo"))
        return say(title, speak("home.quiet", day=day), *held, actions=(resume,), footer=footer)
    return say(title, *(held or [speak("home.body")]), footer=footer)


async def _open(visit: Visit) -> list[tuple[StoredPrompt, Card]]:
    """The latest messages that wait for an answer, as they stand."""
    found: list[tuple[StoredPrompt, Card]] = []
    for stored in await visit.uow.prompts.latest_of(visit.person.id, LOOKED_THROUGH):
        card = await _open_card(visit, stored) if _waits(visit, stored) else None
        if card is not None and len(found) < MOST_OPEN:
            found.append((stored, card))
    return found


def _waits(visit: Visit, stored: StoredPrompt) -> bool:
    there = stored.status in (Status.SENT, Status.ANSWERED) and stored.sent_at is not None
    return bool(there and stored.sent_at and visit.now - stored.sent_at < OPEN_FOR)


async def _open_card(visit: Visit, stored: StoredPrompt) -> Card | None:
    """The message as it stands; None where there is nothing left to answer."""
    prompt = stored.prompt
    if prompt.kind is Kind.CHECK_IN:
        card = await check_in_now(visit, stored)
        return card if card.groups else None
    if stored.answers:
        return None
    if prompt.kind.letter:
        return await _letter(visit, stored)
    known = prompt.kind is not Kind.NUDGE or prompt.nudge in visit.deps.catalogue.nudges
    return prompt_card(prompt, visit.wording) if prompt.kind in _DRAWN_ALONE and known else None


async def _letter(visit: Visit, stored: StoredPrompt) -> Card | None:
    letter = visit.flows.letters.get(stored.prompt.nudge)
    if letter is None or not letter.buttons:
        return None
    facts = await visit.flows.facts(visit.turn, letter, stored.prompt.facts["record"], visit.person)
    return None if facts is None else letter_card(letter, stored.prompt, facts, visit.wording)


async def _practised(visit: Visit) -> Card:
    """One's own last four weeks; what the other side does not recall is left out."""
    speak = visit.speak
    since = local_date(visit.person, visit.now) - timedelta(days=7 * WEEKS - 1)
    days: dict[str, list[date]] = defaultdict(list)
    for record in await visit.uow.practices.own(visit.person.id, since):
        if record.evidence.counts and record.practised_on not in days[record.behaviour]:
            days[record.behaviour].append(record.practised_on)
    order = [each for each in visit.deps.catalogue.framework.behaviours if days.get(each)]
    facts = tuple((speak(f"behaviour.{each}.short"), _days(visit, days[each])) for each in order)
    body: tuple[Block, ...] = (Facts(facts),) if facts else (Paragraph(speak("home.nothing_noted")),)
    note = words_action(visit, "did", "home.note")
    return Card(
        speak("home.practised", weeks=WEEKS),
        body,
        actions=(note,),
        footer=speak("home.practised_why", **visit.wording.values),
    )


def _days(visit: Visit, days: list[date]) -> str:
    """The latest days last; how many came before is not counted up for anybody, not even oneself."""
    told = [day_in_words(day, visit.speak) for day in days[-MOST_DAYS:]]
    return ", ".join(["…", *told] if len(days) > MOST_DAYS else told)


def _begin(visit: Visit) -> Card:
    speak = visit.speak
    more = words_action(visit, "help", "home.everything", Style.QUIET)
    return Card(speak("begin.title"), actions=(*begin_actions(visit), more))


async def _by_role(visit: Visit) -> list[Card]:
    """What managers and coordinators see besides: groups, never persons."""
    cards = []
    if await visit.uow.people.manages(visit.person.id):
        cards.append(await practice_card(visit))
    if visit.person.is_coordinator:
        cards.append(await _coordinating(visit))
        cards += await visit.flows.at_home(visit, Audience.COORDINATORS)
    return cards


async def _coordinating(visit: Visit) -> Card:
    """The week that is over, what needs this coordinator, and the switches of the setting."""
    pause = "unpause" if visit.setting.paused_since else "pause"
    over = (words_action(visit, "crisis_over", "home.crisis_over"),) if visit.setting.crisis_since else ()
    actions = (
        words_action(visit, pause, f"home.{pause}"),
        *over,
        words_action(visit, "spotlights", "home.spotlights"),
        words_action(visit, "digest", "home.digest", Style.QUIET),
    )
    return replace(await _last_digest(visit), actions=actions)


async def _last_digest(visit: Visit) -> Card:
    """As it was made on its Monday; a look at this page makes none."""
    speak = visit.speak
    today = local_date(visit.person, visit.now)
    last_week = week_label(today - timedelta(days=today.weekday() + 1))
    document = await visit.uow.reports.digest(visit.setting.id, last_week)
    if document is None:
        return say(speak("home.coordinating", setting=visit.setting.name), speak("home.no_digest"))
    return digest_card(document, None, visit.deps.catalogue.framework, speak)
