"""Calendars are read, sealed, and bring up what belongs around a meeting across pillars."""

from datetime import datetime, timedelta

import pytest

from bot.calendar_feeds.files import address_of
from bot.calendar_feeds.web import WebCalendarReader
from bot.ports.calendar_reading import CalendarProblemError
from bot.services.calendar_import import CalendarFileError, import_calendar
from bot.services.calendars import read_calendars
from bot.services.flows.meetings import ADDRESS, OBJECTIVE, OWN, SETTING, WHOSE
from nudges.cards import Card
from nudges.flows.meetings.agendas import Agenda
from nudges.flows.meetings.occurrences import Occurrence
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, SOUTH, Scene, nairobi, row

FEED = "https://calendar.example/secret-token/team.ics"
CHANNEL = ""
"""The post office keeps what goes to a channel under no person's address."""


def meeting(start: datetime, title: str = "Water group", hours: float = 1, **people: str) -> Occurrence:
    come = tuple(people.values()) or (BO, CLEO)
    return Occurrence(title.lower(), title, start, start + timedelta(hours=hours), ADA, come)


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.taking_part(
        row(ADA, role_group="R2", is_coordinator="yes"),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO),
    )
    scene.clock.move_to(nairobi(9, 9))
    return scene


async def connect(scene: Scene, who: str = ADA, whose: str = SETTING, address: str = FEED) -> Card:
    reply = await scene.submit(who, "calendar_add", **{WHOSE: whose, ADDRESS: address})
    assert reply.faults == {}
    return reply.say[0]


def read_by(scene: Scene, who: str) -> str:
    return "\n".join(words_of(letter.card) for letter in scene.post.to(who))


async def agendas(scene: Scene) -> list[Agenda]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Agenda, (await scene.setting()).id)


async def test_the_chair_hears_a_day_before_a_meeting_across_pillars(office: Scene) -> None:
    office.clock.move_to(nairobi(16, 9))  # a week without the fortnightly nudges
    office.calendars.at[FEED] = [meeting(nairobi(19, 12))]
    await connect(office)
    await office.run_until(nairobi(19, 9))
    assert "Water group" in read_by(office, ADA)


async def test_a_meeting_of_one_pillar_is_not_kept(office: Scene) -> None:
    office.calendars.at[FEED] = [meeting(nairobi(11, 12), one=CLEO)]
    await connect(office)
    await office.run_until(nairobi(9, 10))
    assert [each.meetings for each in await agendas(office)] == [()]


async def test_the_address_is_stored_sealed(office: Scene) -> None:
    await connect(office)
    (agenda,) = await agendas(office)
    assert "secret-token" not in str(agenda)
    assert office.app.deps.sealer.unseal(agenda.sealed) == FEED


async def test_of_one_s_own_calendar_only_a_full_week_is_noticed(office: Scene) -> None:
    days = [nairobi(10 + n, 6) for n in range(3)]
    office.calendars.at[FEED] = [
        meeting(day, hours=8, one="x@relief.example", two="y@seed.example") for day in days
    ]
    await connect(office, who=CLEO, whose=OWN)
    await office.run_until(nairobi(10, 18))
    assert "Water group" in read_by(office, CLEO)
    assert all(agenda.meetings == () for agenda in await agendas(office))


async def test_a_line_stands_in_the_channel_when_the_meeting_begins(office: Scene) -> None:
    office.calendars.at[FEED] = [meeting(nairobi(11, 12))]
    await connect(office)
    await office.run_until(nairobi(9, 10))
    card = (await office.type(ADA, "calendar")).say[0]
    press = next(a.token for g in card.groups for a in g.actions if a.token.startswith("meeting_open"))
    form = (await office.press(ADA, press)).form
    assert form is not None
    await office.submit(ADA, form.token, **{OBJECTIVE: "clean water in the north"})
    await office.run_until(nairobi(11, 13))
    assert "clean water in the north" in read_by(office, CHANNEL)


async def test_a_calendar_that_cannot_be_read_says_why_where_one_looks(office: Scene) -> None:
    await connect(office)
    await office.run_until(nairobi(9, 10))
    assert "the server did not answer" in words_of((await office.type(ADA, "calendar")).say[0])


async def test_a_disconnected_calendar_is_gone(office: Scene) -> None:
    await connect(office)
    card = (await office.type(ADA, "calendar")).say[0]
    press = next(a.token for g in card.groups for a in g.actions if a.token.startswith("calendar_remove"))
    assert "earlier" in words_of((await office.press(BO, press)).say[0])
    await office.press(ADA, press)
    assert await agendas(office) == []


async def test_only_a_coordinator_connects_the_setting_s_calendar(office: Scene) -> None:
    await connect(office, who=BO, whose=SETTING)
    assert [agenda.own for agenda in await agendas(office)] == [True]


@pytest.mark.parametrize("address", ["", "ftp://example.org/a.ics", "calendar.ics", "https://["])
async def test_what_is_no_address_is_said_at_its_field(office: Scene, address: str) -> None:
    reply = await office.submit(ADA, "calendar_add", **{WHOSE: OWN, ADDRESS: address})
    assert set(reply.faults) == {ADDRESS}


WEEKLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:water\r\n"
    "SUMMARY:Water group\r\nDTSTART:20260304T090000Z\r\nDTEND:20260304T100000Z\r\nRRULE:FREQ=WEEKLY\r\n"
    f"ORGANIZER:mailto:{ADA}\r\nATTENDEE:mailto:{BO}\r\nATTENDEE:mailto:{CLEO}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


class TestFiles:
    async def test_a_file_is_read_again_as_its_weeks_come(self, office: Scene) -> None:
        deps, reader = office.app.deps, WebCalendarReader()
        done = await import_calendar(deps, reader, address_of(WEEKLY.encode()), SOUTH, None)
        assert (done.owner.email, done.meetings) == (ADA, 2)
        for day in (9, 23):
            office.clock.move_to(nairobi(day, 10))
            await read_calendars(deps, reader)
            (agenda,) = await agendas(office)
            days = [each.start.day for each in agenda.meetings]
            assert (agenda.problem, days) == ("", [11, 18] if day == 9 else [25, 1])

    async def test_the_next_file_takes_the_place_of_the_one_before(self, office: Scene) -> None:
        deps, reader = office.app.deps, WebCalendarReader()
        for title in ("Water group", "Road group"):
            text = WEEKLY.replace("Water group", title)
            await import_calendar(deps, reader, address_of(text.encode()), SOUTH, None)
        await read_calendars(deps, reader)
        (agenda,) = await agendas(office)
        assert {each.title for each in agenda.meetings} == {"Road group"}

    async def test_of_a_person_s_file_nothing_is_kept_for_others(self, office: Scene) -> None:
        deps, reader = office.app.deps, WebCalendarReader()
        await import_calendar(deps, reader, address_of(WEEKLY.encode()), SOUTH, CLEO)
        await read_calendars(deps, reader)
        (agenda,) = await agendas(office)
        assert (agenda.own, agenda.meetings, "Water" in str(agenda)) == (True, (), False)

    async def test_no_calendar_and_nobody_of_the_roster_change_nothing(self, office: Scene) -> None:
        deps, reader = office.app.deps, WebCalendarReader()
        with pytest.raises(CalendarProblemError):
            await import_calendar(deps, reader, address_of(b"a letter"), SOUTH, None)
        with pytest.raises(CalendarFileError, match="nobody"):
            await import_calendar(deps, reader, address_of(WEEKLY.encode()), SOUTH, "nobody@x.org")
        with pytest.raises(CalendarFileError, match="too large"):
            await import_calendar(deps, reader, address_of(b"x" * 600_000), SOUTH, None)
        assert await agendas(office) == []
