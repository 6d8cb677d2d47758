"""What a dry run tells about a new roster."""

from dataclasses import replace
from datetime import time

from nudges.people import Identity, Person, Platform, Standing, WorkingWeek
from nudges.roster.cells import ChatHandle
from nudges.roster.change import compare
from nudges.roster.file import Roster, RosterRow

WEEK = WorkingWeek(frozenset(range(5)), time(9), time(17))


def person(name: str) -> Person:
    return Person(
        id=f"id-{name}",
        setting_id="s",
        email=f"{name}@sample.example",
        name=name,
        role_group="R3",
        entity="Office",
        pillar="Development",
        duty_station="",
        country="",
        time_zone="Africa/Juba",
        week=WEEK,
        language="en",
    )


def row(name: str) -> RosterRow:
    return RosterRow(
        line=2,
        email=f"{name}@sample.example",
        name=name,
        role_group="R3",
        entity="Office",
        pillar="Development",
        duty_station="",
        country="",
        time_zone="Africa/Juba",
        week=WEEK,
        language="en",
        manager_email=None,
        is_coordinator=False,
        slack=None,
        teams=None,
        leave=(),
    )


def by_email(*people: Person) -> dict[str, Person]:
    return {p.email: p for p in people}


def test_people_are_new_changed_unchanged_or_no_longer_listed() -> None:
    here = by_email(person("same"), person("moved"), person("gone"))
    change = compare(here, Roster((row("same"), replace(row("moved"), entity="Agency"), row("new"))))
    assert [r.name for r in change.added] == ["new"]
    assert [(c.person.name, c.fields) for c in change.changed] == [("moved", ("entity",))]
    assert [p.name for p in change.unchanged] == ["same"]
    assert [p.name for p in change.left] == ["gone"]


def test_importing_the_same_roster_twice_changes_nothing() -> None:
    here = by_email(person("a"), person("b"))
    change = compare(here, Roster((row("a"), row("b"))))
    assert (change.added, change.changed, change.left) == ((), (), ())


def test_someone_who_left_long_ago_does_not_leave_again() -> None:
    here = by_email(replace(person("a"), standing=Standing.LEFT))
    assert compare(here, Roster((row("b"),))).left == ()


def test_someone_who_had_left_and_is_listed_is_back() -> None:
    here = by_email(replace(person("a"), standing=Standing.LEFT))
    assert compare(here, Roster((row("a"),))).changed[0].fields == ("standing",)


def test_someone_erased_is_new_again() -> None:
    here = by_email(replace(person("a"), standing=Standing.ERASED))
    assert [r.name for r in compare(here, Roster((row("a"),))).added] == ["a"]


def test_managers_are_compared_by_who_they_are() -> None:
    here = by_email(person("boss"), replace(person("a"), manager_id="id-boss"))
    kept = Roster((row("boss"), replace(row("a"), manager_email="boss@sample.example")))
    assert compare(here, kept).changed == ()
    dropped = Roster((row("boss"), row("a")))
    assert compare(here, dropped).changed[0].fields == ("manager_email",)


def test_a_new_chat_id_is_a_change_and_a_known_one_is_not() -> None:
    known = [Identity("i", "id-a", Platform.SLACK, "T1", "U1")]
    for handle in (ChatHandle("T1", "U1"), ChatHandle(None, "U1"), None):
        roster = Roster((replace(row("a"), slack=handle),))
        assert compare(by_email(person("a")), roster, known).changed == ()
    roster = Roster((replace(row("a"), slack=ChatHandle("T2", "U1"), teams=ChatHandle("t", "u")),))
    assert compare(by_email(person("a")), roster, known).changed[0].fields == ("slack", "teams")


def test_what_a_person_chose_themselves_is_no_change() -> None:
    known = replace(person("a"), week=replace(WEEK, start=time(11)), language="fr")
    roster = Roster((row("a"),))
    assert compare(by_email(known), roster).changed[0].fields == ("week", "language")
    own = {"id-a": frozenset({"hours"})}
    assert compare(by_email(known), roster, (), own).changed[0].fields == ("language",)
    own = {"id-a": frozenset({"hours", "language"})}
    assert [p.name for p in compare(by_email(known), roster, (), own).unchanged] == ["a"]
