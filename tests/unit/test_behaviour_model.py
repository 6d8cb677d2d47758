"""Invented colleagues react plausibly, and the same way for the same seed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulation.behaviour import Colleague, Reaction
from nudges.cards import Action, ActionGroup, Card
from nudges.people import Person, WorkingWeek
from nudges.working_time import is_working

TUESDAY_NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)
AMINA = Person(
    id="p",
    setting_id="s",
    email="amina@sample.example",
    name="Amina",
    role_group="R3",
    entity="Office",
    pillar="Development",
    duty_station="",
    country="",
    time_zone="Africa/Nairobi",
    week=WorkingWeek(frozenset(range(5)), time(9), time(17)),
    language="en",
)


def card(*tokens: str) -> Card:
    return Card("Title", actions=tuple(Action(token, token) for token in tokens))


PROMPT = card("answer:1:yes", "answer:1:tried", "answer:1:no", "snooze:1", "stop:1", "why:1")
WELCOME = card("optin:1", "later:1", "more:1")
CHECK_IN = Card(
    "Your week",
    groups=tuple(
        ActionGroup(b, (Action(f"checkin:1:{b}:yes", "Yes"), Action(f"checkin:1:{b}:no", "No")))
        for b in ("B6", "B8", "B9")
    ),
    actions=(Action("snooze:1", "Later"), Action("stop:1", "Stop")),
)
CARDS = [PROMPT, WELCOME, CHECK_IN, card(), card("why:1", "help", "checkin:odd"), card("snooze:1")]


def no_holiday(country: str, day: date) -> bool:
    return False


def react(colleague: Colleague, shown: Card, rng: Random, at: datetime = TUESDAY_NOON) -> Reaction | None:
    return colleague.react(shown, at, AMINA, no_holiday, rng)


def first_reactions(shown: Card, people: int = 4000) -> list[Reaction | None]:
    """What so many different people do with their first message."""
    rng = Random(1)
    return [react(Colleague.drawn(rng), shown, rng) for _ in range(people)]


def names(reactions: list[Reaction | None]) -> Counter[str]:
    return Counter(r.tokens[0].split(":")[0] if r else "nothing" for r in reactions)


def year_of(seed: int, prompts_a_week: int) -> list[Reaction | None]:
    """A year of prompts to one person."""
    rng = Random(seed)
    colleague = Colleague.drawn(rng)
    gap = timedelta(days=7) / prompts_a_week
    return [react(colleague, PROMPT, rng, TUESDAY_NOON + n * gap) for n in range(52 * prompts_a_week)]


def test_the_same_seed_gives_the_same_year() -> None:
    assert year_of(7, 2) == year_of(7, 2)
    assert year_of(7, 2) != year_of(8, 2)


@given(
    st.integers(),
    st.sampled_from(CARDS),
    st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda later: TUESDAY_NOON + later),
)
def test_reactions_come_after_the_message_and_press_only_what_is_on_it(
    seed: int, shown: Card, sent_at: datetime
) -> None:
    rng = Random(seed)
    reaction = react(Colleague.drawn(rng), shown, rng, sent_at)
    if reaction is not None:
        offered = {
            a.token for actions in (shown.actions, *(g.actions for g in shown.groups)) for a in actions
        }
        assert reaction.at > sent_at
        assert reaction.tokens
        assert set(reaction.tokens) <= offered


def test_about_four_in_five_opt_in_at_the_welcome() -> None:
    counts = names(first_reactions(WELCOME))
    assert counts["optin"] / counts.total() == pytest.approx(0.8, abs=0.03)
    assert counts["later"] > 0
    assert counts["nothing"] > 0


def test_most_answer_some_ignore_few_snooze_and_hardly_anyone_stops() -> None:
    counts = names(first_reactions(PROMPT))
    share = {name: count / counts.total() for name, count in counts.items()}
    assert 0.5 < share["answer"] < 0.8
    assert 0.15 < share["nothing"] < 0.45
    assert 0.01 < share["snooze"] < 0.06
    assert share.get("stop", 0) < 0.005


def test_being_asked_often_lowers_the_share_of_answers() -> None:
    def share(prompts_a_week: int) -> float:
        counts = names([r for seed in range(60) for r in year_of(seed, prompts_a_week)])
        return counts["answer"] / counts.total()

    assert share(1) > share(2) + 0.05 > share(5) + 0.1


def test_few_stop_in_a_year_of_two_prompts_a_week() -> None:
    stopped = sum("stop" in names(year_of(seed, 2)) for seed in range(150))
    assert 0 < stopped / 150 < 0.2


def test_a_check_in_is_answered_for_each_behaviour_once() -> None:
    answered = [r for r in first_reactions(CHECK_IN) if r and r.tokens[0].startswith("checkin")]
    assert answered
    assert all([t.split(":")[2] for t in r.tokens] == ["B6", "B8", "B9"] for r in answered)
    said = Counter(token.rpartition(":")[2] for r in answered for token in r.tokens)
    assert 0.25 < said["yes"] / said.total() < 0.55


def test_earlier_choices_are_taken_more_often() -> None:
    chosen = Counter(r.tokens[0] for r in first_reactions(PROMPT) if r)
    assert chosen["answer:1:yes"] > chosen["answer:1:tried"] > chosen["answer:1:no"] > 0


def test_unknown_actions_are_left_alone() -> None:
    assert set(first_reactions(card("why:1", "help", "erase:1:yes"), people=300)) == {None}


def test_answers_come_mostly_in_working_hours_and_within_hours() -> None:
    friday_evening = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
    rng = Random(3)
    moments = [r.at for _ in range(2000) if (r := react(Colleague.drawn(rng), PROMPT, rng, friday_evening))]
    working = sum(is_working(AMINA, at, no_holiday) for at in moments)
    assert 0.85 < working / len(moments) < 1
    quick = sorted(r.at - TUESDAY_NOON for r in first_reactions(PROMPT) if r)
    assert timedelta(minutes=10) < quick[len(quick) // 2] < timedelta(hours=4)


def test_someone_who_never_works_again_may_still_answer() -> None:
    always_away = replace(AMINA, country="KE")
    rng = Random(4)
    people = [Colleague.drawn(rng) for _ in range(50)]
    reactions = [p.react(PROMPT, TUESDAY_NOON, always_away, lambda *_: True, rng) for p in people]
    assert any(reactions)
    assert all(reaction.at > TUESDAY_NOON for reaction in reactions if reaction)
