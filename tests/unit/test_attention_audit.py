"""The audit finds every breach of the budget, and nothing where there is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from nudges.attention import AttentionRules, Kind
from nudges.attention_audit import AuditReport, Quiet, Rule, Sent, audit
from nudges.consent import ConsentAct, ConsentRecord
from nudges.people import Leave, Person
from tests.factories import SUNDAY_TO_THURSDAY, a_person, a_week, holidays_on

PERSON = a_person()
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JOINED = ConsentRecord("ada", ConsentAct.OPTED_IN, MONDAY - 30 * DAY, "1")


def sent(at: datetime, kind: Kind = Kind.NUDGE, *, answered: bool = True, person: Person = PERSON) -> Sent:
    answered_at = at + HOUR if answered else None
    return Sent(person, kind, "S5-3" if kind is Kind.NUDGE else kind.value, at, answered_at)


def act(what: ConsentAct, at: datetime, until: datetime | None = None) -> ConsentRecord:
    return ConsentRecord("ada", what, at, "1", until.isoformat() if until else "")


def judge(
    *messages: Sent,
    acts: Sequence[ConsentRecord] = (JOINED,),
    quiet: Sequence[Quiet] = (),
    off: Sequence[date] = (),
) -> AuditReport:
    return audit(messages, acts, quiet, AttentionRules(), holidays_on(*off))


def broken(report: AuditReport) -> set[Rule]:
    return {breach.rule for breach in report.breaches}


def test_a_good_week_has_no_breach() -> None:
    report = judge(sent(MONDAY), sent(MONDAY + 2 * DAY), sent(MONDAY + 4 * DAY + 4 * HOUR, Kind.CHECK_IN))
    assert report.breaches == ()
    assert report.checked[Rule.HOURS] == 3
    assert report.checked[Rule.CHECK_IN] == 1
    assert report.checked[Rule.REST] == 0


def test_a_breach_says_whose_when_and_what() -> None:
    (breach,) = judge(sent(MONDAY - 2 * HOUR)).breaches
    assert (breach.rule, breach.person_id, breach.at) == (Rule.HOURS, "ada", MONDAY - 2 * HOUR)
    assert breach.words == "S5-3: sent at 08:00, works 09:00 to 17:00"


@pytest.mark.parametrize("hour", [8, 17, 23])
def test_outside_working_hours_is_found(hour: int) -> None:
    assert broken(judge(sent(MONDAY.replace(hour=hour)))) == {Rule.HOURS}


def test_hours_are_those_of_the_zone_and_the_season() -> None:
    berlin = a_person(time_zone="Europe/Berlin")
    winter, summer = datetime(2026, 3, 27, 7, 30, tzinfo=UTC), datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
    assert broken(judge(sent(winter, person=berlin))) == {Rule.HOURS}
    assert broken(judge(sent(summer, person=berlin))) == set()


def test_a_day_off_of_the_persons_own_week_is_found() -> None:
    sunday = MONDAY - DAY
    assert broken(judge(sent(sunday))) == {Rule.WORKING_DAY}
    assert broken(judge(sent(sunday, person=a_person(week=a_week(SUNDAY_TO_THURSDAY))))) == set()


def test_a_public_holiday_is_found() -> None:
    assert broken(judge(sent(MONDAY), off=[MONDAY.date()])) == {Rule.HOLIDAY}


def test_leave_is_found() -> None:
    away = a_person(leave=[Leave(MONDAY.date(), MONDAY.date())])
    assert broken(judge(sent(MONDAY, person=away))) == {Rule.LEAVE}


def test_anything_but_a_welcome_before_opting_in_is_found() -> None:
    assert broken(judge(sent(MONDAY), acts=[])) == {Rule.CONSENT}
    assert broken(judge(sent(MONDAY, Kind.WELCOME), acts=[])) == set()
    later = act(ConsentAct.OPTED_IN, MONDAY + HOUR)
    assert broken(judge(sent(MONDAY, Kind.CHECK_IN), acts=[later])) == {Rule.CONSENT}


def test_a_second_welcome_is_found() -> None:
    twice = (sent(MONDAY, Kind.WELCOME), sent(MONDAY + 14 * DAY, Kind.WELCOME))
    assert broken(judge(*twice, acts=[])) == {Rule.CONSENT}


@pytest.mark.parametrize("end", [ConsentAct.OPTED_OUT, ConsentAct.ERASED])
@pytest.mark.parametrize("kind", [Kind.NUDGE, Kind.WELCOME])
def test_anything_after_the_end_of_consent_is_found(end: ConsentAct, kind: Kind) -> None:
    stopped = act(end, MONDAY - HOUR)
    assert broken(judge(sent(MONDAY, kind), acts=[JOINED, stopped])) == {Rule.CONSENT}
    again = act(ConsentAct.OPTED_IN, MONDAY - HOUR / 2)
    assert broken(judge(sent(MONDAY, kind), acts=[again, stopped, JOINED])) == set()


def test_a_message_during_a_snooze_is_found() -> None:
    snoozed = act(ConsentAct.SNOOZED, MONDAY - DAY, MONDAY + DAY)
    assert broken(judge(sent(MONDAY), acts=[JOINED, snoozed])) == {Rule.SNOOZE}
    assert broken(judge(sent(MONDAY + DAY), acts=[JOINED, snoozed])) == set()
    resumed = act(ConsentAct.RESUMED, MONDAY - HOUR)
    assert broken(judge(sent(MONDAY), acts=[JOINED, snoozed, resumed])) == set()


def test_a_message_while_its_setting_is_paused_is_found() -> None:
    here, elsewhere = Quiet("south", MONDAY - DAY), Quiet("north", MONDAY - DAY)
    assert broken(judge(sent(MONDAY), quiet=[here])) == {Rule.PAUSE}
    assert broken(judge(sent(MONDAY), quiet=[elsewhere])) == set()
    assert broken(judge(sent(MONDAY), quiet=[replace(here, end=MONDAY)])) == set()


def test_two_on_one_day_are_found() -> None:
    assert Rule.DAY in broken(judge(sent(MONDAY), sent(MONDAY + 5 * HOUR)))


def test_one_day_is_the_persons_own() -> None:
    """Two moments of one UTC day may be two days in Chatham."""
    week = a_week(frozenset(range(7)), time(0), time(23, 59))
    person = a_person(time_zone="Pacific/Chatham", week=week)
    early, late = MONDAY.replace(hour=9), MONDAY.replace(hour=12)
    assert broken(judge(sent(early, person=person), sent(late, person=person))) == {Rule.GAP}


def test_three_in_seven_days_are_found_even_across_two_calendar_weeks() -> None:
    three = [sent(MONDAY + n * DAY) for n in (2, 4, 7)]
    assert broken(judge(*three)) == {Rule.WEEK}
    assert broken(judge(*three[:2], sent(MONDAY + 9 * DAY))) == set()


def test_a_check_in_has_its_own_share() -> None:
    week = [sent(MONDAY), sent(MONDAY + 2 * DAY), sent(MONDAY + 4 * DAY, Kind.CHECK_IN)]
    assert broken(judge(*week)) == set()


def test_a_second_check_in_of_a_calendar_week_is_found() -> None:
    twice = (sent(MONDAY, Kind.CHECK_IN), sent(MONDAY + 4 * DAY, Kind.CHECK_IN))
    assert broken(judge(*twice)) == {Rule.CHECK_IN}
    apart = (sent(MONDAY + 4 * DAY, Kind.CHECK_IN), sent(MONDAY + 7 * DAY, Kind.CHECK_IN))
    assert broken(judge(*apart)) == set()


def test_less_than_48_hours_is_found_to_the_minute() -> None:
    minute = timedelta(minutes=1)
    assert broken(judge(sent(MONDAY), sent(MONDAY + 2 * DAY - minute))) == {Rule.GAP}
    assert broken(judge(sent(MONDAY), sent(MONDAY + 2 * DAY - minute, Kind.CHECK_IN))) == {Rule.GAP}
    assert broken(judge(sent(MONDAY), sent(MONDAY + 2 * DAY))) == set()


def silent(count: int, every: timedelta = 7 * DAY) -> list[Sent]:
    """So many messages that met silence, the last on MONDAY."""
    return [sent(MONDAY - n * every, answered=False) for n in range(count)]


JOINED_LONG_AGO = replace(JOINED, at=MONDAY - 400 * DAY)


def test_the_full_rate_after_two_ignored_is_found() -> None:
    def judged(*more: Sent) -> set[Rule]:
        return broken(judge(*silent(2), *more, acts=[JOINED_LONG_AGO]))

    assert judged(sent(MONDAY + 2 * DAY)) == {Rule.HALF_RATE}
    assert judged(sent(MONDAY + 4 * DAY)) == {Rule.HALF_RATE}
    assert judged(sent(MONDAY + 7 * DAY)) == set()
    assert judged(sent(MONDAY + 2 * DAY, Kind.CHECK_IN)) == set()


def test_half_rate_also_doubles_the_gap_after_a_check_in() -> None:
    check_in = sent(MONDAY + 2 * DAY, Kind.CHECK_IN, answered=False)
    assert broken(judge(*silent(1), check_in, sent(MONDAY + 4 * DAY))) == {Rule.HALF_RATE}


def test_check_ins_of_two_weeks_running_after_two_ignored_are_found() -> None:
    first, next_week, week_after = (
        sent(MONDAY + n * DAY, Kind.CHECK_IN, answered=False) for n in (4, 11, 18)
    )
    assert broken(judge(*silent(1), first, next_week)) == {Rule.HALF_RATE}
    assert broken(judge(*silent(1), first, week_after)) == set()


def test_an_answer_in_time_restores_the_rate() -> None:
    answered = replace(silent(1)[0], answered_at=MONDAY + DAY)
    older = silent(2)[1]
    assert broken(judge(older, answered, sent(MONDAY + 2 * DAY), acts=[JOINED_LONG_AGO])) == set()


def test_an_answer_after_the_next_message_does_not_count_for_it() -> None:
    late = [replace(message, answered_at=MONDAY + 3 * DAY) for message in silent(2)]
    assert broken(judge(*late, sent(MONDAY + 2 * DAY), acts=[JOINED_LONG_AGO])) == {Rule.HALF_RATE}


def test_what_went_out_after_the_next_was_planned_could_not_be_known_as_ignored() -> None:
    planned_early = replace(sent(MONDAY + 4 * DAY), planned_at=MONDAY - DAY)
    assert broken(judge(*silent(2), planned_early, acts=[JOINED_LONG_AGO])) == set()


def test_anything_but_still_useful_after_four_ignored_is_found() -> None:
    after = MONDAY + 14 * DAY
    for kind in (Kind.NUDGE, Kind.CHECK_IN, Kind.CONFIRMATION):
        assert broken(judge(*silent(4), sent(after, kind), acts=[JOINED_LONG_AGO])) == {Rule.REST}
    assert broken(judge(*silent(4), sent(after, Kind.STILL_USEFUL), acts=[JOINED_LONG_AGO])) == set()


def test_asking_twice_a_month_whether_it_is_useful_is_found() -> None:
    first, too_soon, in_time = (
        sent(MONDAY + days * DAY, Kind.STILL_USEFUL, answered=False) for days in (14, 43, 46)
    )
    assert broken(judge(*silent(4), first, too_soon, acts=[JOINED_LONG_AGO])) == {Rule.REST}
    assert broken(judge(*silent(4), first, in_time, acts=[JOINED_LONG_AGO])) == set()


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.DIGEST])
def test_what_a_person_asked_for_is_not_held_against_the_budget(kind: Kind) -> None:
    report = judge(sent(MONDAY), sent(MONDAY + HOUR, kind), sent(MONDAY + 10 * HOUR, kind), acts=[JOINED])
    assert report.breaches == ()
    assert report.checked[Rule.HOURS] == 1


def test_people_are_judged_apart() -> None:
    ben = a_person("ben")
    both = [JOINED, replace(JOINED, person_id="ben")]
    assert broken(judge(sent(MONDAY), sent(MONDAY + HOUR, person=ben), acts=both)) == set()


def test_order_does_not_matter() -> None:
    week = [sent(MONDAY), sent(MONDAY + DAY), sent(MONDAY + 2 * DAY)]
    assert judge(*week).breaches == judge(*reversed(week)).breaches


def test_every_rule_has_a_count_even_where_nothing_was_sent() -> None:
    assert dict(judge().checked) == dict.fromkeys(Rule, 0)
