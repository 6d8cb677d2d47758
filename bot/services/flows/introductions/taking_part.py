"""``intro``: join the rounds, say one's wishes, pause, leave; and what one's introductions stand at."""

from dataclasses import replace
from datetime import date, timedelta

from bot.ports.storage import UnitOfWork
from bot.services.flows.introductions.wording import INTRODUCING, full_names_of, others_of
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.consent import Consent
from nudges.dates import day_in_words
from nudges.flows.introductions.held_rounds import RoundRules, rules_of
from nudges.flows.introductions.meetings import Introduction, State
from nudges.flows.introductions.participation import (
    LANGUAGES,
    TOPICS,
    Meet,
    Participation,
    participation_id,
    pause,
)
from nudges.records import NotPossibleError
from nudges.working_time import local_date

TOPICS_FIELD, LANGUAGES_FIELD, MEET_FIELD = "topics", "languages", "meet"
UNTIL = "until"
LONGEST_PAUSE = timedelta(days=366)
AT_HOME = 3


def may_take_part(visit: Visit) -> bool:
    """The role groups of the nudge: exchanges are for the working level (Review, paragraph 107)."""
    return visit.person.role_group in visit.deps.catalogue.nudges[INTRODUCING].roles


async def round_rules(uow: UnitOfWork, setting_id: str) -> RoundRules:
    standard = rules_of(setting_id)
    return await uow.records.get(RoundRules, standard.id) or standard


async def intro(visit: Visit, _: str = "") -> Reply:
    """One's own page of the rounds."""
    return Reply(say=(await _page(visit),))


async def at_home(visit: Visit) -> Card | None:
    """The same page, with the latest introductions; nothing for whom the rounds are not meant."""
    if await _own(visit) is None and not may_take_part(visit):
        return None
    page = await _page(visit)
    return replace(page, groups=page.groups[-AT_HOME:])


async def _page(visit: Visit) -> Card:
    speak, own = visit.speak, await _own(visit)
    title = speak("introduction.title")
    if own is None and not may_take_part(visit):
        return say(title, speak("introduction.for_leaders"))
    if own is None:
        join = Action("introduction_join", speak("introduction.join"), Style.PRIMARY)
        return say(title, speak("introduction.offer"), speak("introduction.promise"), actions=(join,))
    body = [Paragraph(line) for line in await _lines(visit, own)]
    return Card(title, tuple(body), await _open_ones(visit), _actions(visit, own))


async def _lines(visit: Visit, own: Participation) -> list[str]:
    speak, today = visit.speak, local_date(visit.person, visit.now)
    consents = await visit.uow.looks.consents([visit.person.id])
    lines = [speak("introduction.taking_part")]
    if not own.available(today) and own.paused_until:
        lines = [speak("introduction.paused", day=day_in_words(own.paused_until, speak))]
    if consents.get(visit.person.id) is not Consent.OPTED_IN:
        lines.append(speak("introduction.needs_start"))
    if visit.person.humanitarian:
        lines.append(speak("introduction.held_by_flag"))
    topics = ", ".join(speak(f"introduction.topic.{each}") for each in own.topics)
    languages = ", ".join(speak(f"introduction.language.{each}") for each in own.languages)
    meet = speak(f"introduction.meet_{own.meet.value}")
    any_ = speak("introduction.any")
    return [
        *lines,
        speak("introduction.wishes", topics=topics or any_, languages=languages or any_, meet=meet),
    ]


def _actions(visit: Visit, own: Participation) -> tuple[Action, ...]:
    speak = visit.speak
    paused = not own.available(local_date(visit.person, visit.now))
    rest = Action("introduction_unpause", speak("introduction.unpause"), Style.PRIMARY)
    return (
        rest if paused else Action("introduction_pause", speak("introduction.pause")),
        Action("introduction_wishes", speak("introduction.change")),
        Action("introduction_never", speak("introduction.never")),
        Action("introduction_leave", speak("introduction.leave"), Style.QUIET),
    )


async def _open_ones(visit: Visit) -> tuple[ActionGroup, ...]:
    """What one can say about each introduction that is still open."""
    groups = []
    for each in await open_introductions(visit):
        others = await others_of(visit.turn, each, visit.person.id)
        if others and visit.person.id not in each.met:
            label = visit.speak("introduction.open_with", name=full_names_of(others, visit.speak))
            groups.append(ActionGroup(label, steps_of(visit, each)))
    return tuple(groups)


def steps_of(visit: Visit, introduction: Introduction, *, calendar: bool = True) -> tuple[Action, ...]:
    """What may be said about an open introduction."""
    names = ("calendar", "planned", "met", "declined")
    wanted = [name for name in names if name != "calendar" or (calendar and introduction.slots)]
    if introduction.state is State.PLANNED:
        wanted.remove("planned")
    return tuple(
        Action(token(f"introduction_{name}", introduction.id), visit.speak(f"introduction.say_{name}"))
        for name in wanted
    )


async def open_introductions(visit: Visit) -> list[Introduction]:
    """One's own introductions that may still lead to a meeting."""
    mine = await visit.uow.records.of_person(Introduction, visit.person.id)
    return [each for each in mine if each.is_open and visit.person.id in each.members]


async def _own(visit: Visit) -> Participation | None:
    return await visit.uow.records.get(Participation, participation_id(visit.person.id))


async def joined(visit: Visit) -> Participation:
    """One's own part in the rounds. Raises ``NotPossibleError`` where there is none."""
    own = await _own(visit)
    if own is None:
        raise NotPossibleError("not taking part")
    return own


async def join(visit: Visit, _: str = "") -> Reply:
    """The dialog with one's wishes; sending it is joining."""
    if not may_take_part(visit):
        raise NotPossibleError("join")
    return Reply(form=await _form(visit))


async def _form(visit: Visit) -> Form:
    speak, own = visit.speak, await _own(visit)
    topics = tuple(Option(each, speak(f"introduction.topic.{each}")) for each in TOPICS)
    languages = tuple(Option(each, speak(f"introduction.language.{each}")) for each in LANGUAGES)
    meet = tuple(Option(each.value, speak(f"introduction.meet_{each.value}")) for each in Meet)
    spoken = own.languages if own else tuple({visit.person.language} & set(LANGUAGES))
    return Form(
        token="introduction_wishes",  # noqa: S106  an action token, not a secret
        title=speak("introduction.form_title"),
        submit=speak("introduction.save" if own else "introduction.join"),
        inputs=(
            ChoiceInput(
                TOPICS_FIELD,
                speak("introduction.field_topics"),
                topics,
                own.topics if own else (),
                multiple=True,
                required=False,
            ),
            ChoiceInput(
                LANGUAGES_FIELD,
                speak("introduction.field_languages"),
                languages,
                spoken,
                multiple=True,
                required=False,
            ),
            ChoiceInput(
                MEET_FIELD,
                speak("introduction.field_meet"),
                meet,
                ((own.meet if own else Meet.EITHER).value,),
            ),
        ),
        intro=speak("introduction.form_intro"),
    )


async def wished(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    """Joined, or other wishes; sent twice it is the same."""
    if not may_take_part(visit):
        raise NotPossibleError("wishes")
    known = await _own(visit)
    before = known or Participation(
        participation_id(visit.person.id), visit.setting.id, visit.person.id, visit.now
    )
    meet = next(iter(values.get(MEET_FIELD, ())), "")
    own = replace(
        before,
        topics=tuple(each for each in TOPICS if each in values.get(TOPICS_FIELD, ())),
        languages=tuple(each for each in LANGUAGES if each in values.get(LANGUAGES_FIELD, ())),
        meet=Meet(meet) if meet in set(Meet) else before.meet,
    )
    await visit.turn.keep(own)
    await visit.turn.keep(await round_rules(visit.uow, visit.setting.id))
    words = visit.speak("introduction.saved" if known else "introduction.welcome")
    return Reply(say=(say("", words), await _page(visit)))


async def ask_pause(visit: Visit, _: str = "") -> Reply:
    await joined(visit)
    soon = local_date(visit.person, visit.now) + timedelta(days=30)
    field = TextInput(
        UNTIL, visit.speak("introduction.field_until"), initial=soon.isoformat(), limit=10, day=True
    )
    return Reply(
        form=Form(
            token="introduction_pause",  # noqa: S106  an action token, not a secret
            title=visit.speak("introduction.pause"),
            submit=visit.speak("introduction.save"),
            inputs=(field,),
        )
    )


async def paused(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    own = await joined(visit)
    today = local_date(visit.person, visit.now)
    try:
        until = date.fromisoformat(next(iter(values.get(UNTIL, ())), "").strip())
    except ValueError:
        until = today
    if not today < until <= today + LONGEST_PAUSE:
        return Reply(faults={UNTIL: visit.speak("introduction.bad_until")})
    await visit.turn.keep(pause(own, until))
    return await intro(visit)


async def unpaused(visit: Visit, _: str = "") -> Reply:
    await visit.turn.keep(pause(await joined(visit), None))
    return Reply(replace=await _page(visit))


async def leave(visit: Visit, _: str = "") -> Reply:
    """Out of the rounds, and one's wishes are deleted; introductions already made stay."""
    own = await _own(visit)
    if own is not None:
        await visit.uow.records.remove(own)
    return Reply(say=(say("", visit.speak("introduction.left")),))
