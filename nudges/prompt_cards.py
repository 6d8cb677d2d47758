"""The cards of prompts, before and after an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from nudges.attention import Kind
from nudges.cards import Action, ActionGroup, Card, Paragraph, Style, say, token
from nudges.catalogue import Catalogue, Effect, Nudge
from nudges.decisions import Prompt
from nudges.digests import week_in_words
from nudges.people import Person, Setting
from nudges.texts import Speaker
from nudges.working_time import local_date


@dataclass(frozen=True, slots=True)
class Wording:
    """What a card is made of: the person it is for, their language, the catalogue."""

    person: Person
    setting: Setting
    catalogue: Catalogue
    speak: Speaker
    group_size: int
    """The least number of people in a group that is ever shown."""
    keeps_for: timedelta = timedelta(days=180)
    """How long what people did is kept."""

    @property
    def values(self) -> dict[str, str]:
        """What every text may use."""
        return {
            "first_name": next(iter(self.person.name.split()), ""),
            "entity": self.person.entity,
            "setting": self.setting.name,
            "k": str(self.group_size),
            "days_kept": str(self.keeps_for.days),
        }


@dataclass(frozen=True, slots=True)
class CheckInPart:
    """What flows add to a check-in: lines about what was answered, and rows of buttons still open."""

    lines: tuple[Paragraph, ...] = ()
    groups: tuple[ActionGroup, ...] = ()

    def __add__(self, other: "CheckInPart") -> "CheckInPart":
        return CheckInPart((*self.lines, *other.lines), (*self.groups, *other.groups))


NO_PART = CheckInPart()


def prompt_card(prompt: Prompt, wording: Wording) -> Card:
    """The card a person first sees. Every unasked one says why it came and can be snoozed and stopped."""
    match prompt.kind:
        case Kind.WELCOME:
            return _welcome(prompt, wording)
        case Kind.CHECK_IN:
            return check_in_card(prompt, {}, wording)
        case Kind.STILL_USEFUL:
            return _asking(prompt, "still_useful", ("yes", "less", "stop"), wording)
        case Kind.CONFIRMATION:
            return _asking(prompt, "confirmation", ("yes", "no"), wording)
        case Kind.NUDGE | Kind.CHANNEL_NUDGE:
            return _nudge(prompt, wording.catalogue.nudges[prompt.nudge], wording)
        case _:
            raise ValueError(f"a {prompt.kind} is not drawn from a prompt alone")


def answered_card(prompt: Prompt, answer: str, reply: str, wording: Wording) -> Card:
    """What stays of a prompt once it was answered: its title, the answer, one sentence."""
    answered = wording.speak("common.answered", answer=answer)
    return say(title_of(prompt, wording), answered, reply)


def overtaken_card(prompt: Prompt, wording: Wording) -> Card:
    """What stays of a message that was answered elsewhere, or is over."""
    return say(title_of(prompt, wording), wording.speak("common.settled"))


def title_of(prompt: Prompt, wording: Wording) -> str:
    """The title a prompt had; also how ``why`` names it."""
    if prompt.kind is Kind.DIGEST:
        week = week_in_words(prompt.facts["week"], wording.speak)
        return wording.speak("digest.title", **wording.values, week=week)
    return _in_turn(title_key(prompt.kind, prompt.nudge), prompt, wording)


def title_key(kind: Kind, nudge: str) -> str:
    """The key of the text that is the title of such a prompt."""
    return f"{text_root(kind, nudge)}.title"


def text_root(kind: Kind, nudge: str) -> str:
    """What the keys of such a prompt's texts begin with."""
    if kind in (Kind.NUDGE, Kind.CHANNEL_NUDGE):
        return f"nudge.{nudge}"
    return f"letter.{nudge}" if kind.letter else kind.value


def reason_of(prompt: Prompt, wording: Wording) -> str:
    """One sentence: why this person got this prompt."""
    key = f"{text_root(prompt.kind, prompt.nudge)}.why"
    return wording.speak(key, **wording.values, **prompt.facts)


def check_in_card(
    prompt: Prompt, answers: Mapping[str, str], wording: Wording, part: CheckInPart = NO_PART
) -> Card:
    """The weekly check-in with what was tapped so far.

    What is answered says so in its own place and loses its buttons: no other row moves under the finger.
    """
    behaviours = [b.id for b in wording.catalogue.framework.behaviours_of(wording.person.role_group)]
    told = {
        b: wording.speak(f"check_in.line_{answers[b]}", statement=_statement(b, wording))
        for b in behaviours
        if b in answers
    }
    open_ones = [b for b in behaviours if b not in answers]
    if not open_ones or "none" in answers.values():
        more = any(group.actions for group in part.groups)
        done = () if more else (Paragraph(wording.speak("check_in.done")),)
        return Card(
            title=wording.speak("check_in.title"),
            body=(*map(Paragraph, told.values()), *part.lines, *done),
            groups=part.groups,
        )
    rows = (ActionGroup(told[b], ()) if b in told else _check_in_row(prompt, b, wording) for b in behaviours)
    none = () if told else (Action(token("checkin", prompt.id, "-", "none"), wording.speak("check_in.none")),)
    return Card(
        title=wording.speak("check_in.title"),
        body=(Paragraph(_in_turn("check_in.body", prompt, wording)), *part.lines),
        groups=(*rows, *part.groups),
        actions=(*none, *way_out(prompt, wording)),
        footer=wording.speak("check_in.why"),
    )


def _check_in_row(prompt: Prompt, behaviour: str, wording: Wording) -> ActionGroup:
    return ActionGroup(
        label=_statement(behaviour, wording),
        actions=(
            Action(token("checkin", prompt.id, behaviour, "yes"), wording.speak("check_in.yes")),
            Action(token("checkin", prompt.id, behaviour, "no"), wording.speak("check_in.no")),
        ),
    )


def _statement(behaviour: str, wording: Wording) -> str:
    return wording.speak(f"behaviour.{behaviour}.check_in")


def _welcome(prompt: Prompt, wording: Wording) -> Card:
    speak = wording.speak
    return say(
        speak("welcome.title", **wording.values),
        speak("welcome.offer", **wording.values),
        speak("welcome.stored", **wording.values),
        actions=(
            Action(token("optin", prompt.id), speak("welcome.yes"), Style.PRIMARY),
            Action(token("optout", prompt.id), speak("welcome.no")),
        ),
        footer=reason_of(prompt, wording),
    )


def _asking(prompt: Prompt, name: str, answers: tuple[str, ...], wording: Wording) -> Card:
    """A card with one question of the product itself, such as the confirmation."""
    actions = tuple(
        Action(token(name, prompt.id, answer), wording.speak(f"{name}.{answer}")) for answer in answers
    )
    return say(
        title_of(prompt, wording),
        wording.speak(f"{name}.body", **wording.values, **prompt.facts),
        actions=(*actions, *way_out(prompt, wording)),
        footer=reason_of(prompt, wording),
    )


def _nudge(prompt: Prompt, nudge: Nudge, wording: Wording) -> Card:
    """Answers look alike, so that no colour steers; a first choice stands out where it alone leads on."""
    leading = [each for each in nudge.choices if each.opens and each.effect is not Effect.DECLINED]
    choices = tuple(
        Action(
            token("answer", prompt.id, choice.id),
            wording.speak(f"nudge.{nudge.id}.choice.{choice.id}"),
            Style.PRIMARY if leading == [choice] == [nudge.choices[0]] else Style.PLAIN,
            leads=choice.opens or "",
        )
        for choice in nudge.choices
    )
    return say(
        title_of(prompt, wording),
        _in_turn(f"nudge.{nudge.id}.body", prompt, wording),
        actions=(*choices, *(() if prompt.channel_id else way_out(prompt, wording))),
        footer=reason_of(prompt, wording),
    )


def _in_turn(key: str, prompt: Prompt, wording: Wording) -> str:
    """The wording whose turn it is: by the number of the local week, the same however often it is drawn.

    With three wordings, what comes each week, fortnight or month never comes twice running in the same
    words. Weeks are counted on over the new year, so no week 53 or 1 upsets the order.
    """
    week = (local_date(wording.person, prompt.due_at).toordinal() - 1) // 7  # day 1 was a Monday
    return wording.speak.varied(key, week, **wording.values, **prompt.facts)


def way_out(prompt: Prompt, wording: Wording) -> tuple[Action, ...]:
    """Quiet for a while, or for good."""
    return (
        Action(token("snooze", prompt.id), wording.speak("common.snooze"), Style.QUIET),
        Action(token("stop", prompt.id), wording.speak("common.stop"), Style.QUIET),
    )
