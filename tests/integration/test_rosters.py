"""Rosters and practice files: taken whole or not at all, and as often as one likes."""

from datetime import date, timedelta

import pytest

from bot.ports.installations import Installation
from bot.services.homes import Homes
from bot.services.practice_import import PracticeImported, import_practice
from bot.services.rosters import import_roster
from bot.services.viewing import closed_views
from nudges.attention import Kind
from nudges.decisions import Prompt, Status
from nudges.events import EventKind
from nudges.faults import FaultyFileError
from nudges.people import Person, Platform, Standing
from nudges.practice_view import window_of
from nudges.tables import Row, Table
from tests.integration.scene import ADA, BO, CLEO, MONDAY, SOUTH, Scene, nairobi, roster, row

LAST_WEEK = (MONDAY - timedelta(days=4)).date()

BY_OAUTH = Homes(slack_workspace=None, teams_tenant="", local=False, many_workspaces=True)


class TestRosterImport:
    async def test_accounts_in_workspaces_without_the_app_are_told_as_not_reached(self, scene: Scene) -> None:
        deps, known = scene.app.deps, scene.app.known
        async with deps.begin() as uow:
            await uow.installations.save(Installation(Platform.SLACK, "T00000001", "South", "s", MONDAY))
            await uow.commit()
        rows = [
            row(ADA, slack_id="T00000001:U00000001"),
            row(BO, slack_id="T00000002:U00000001"),
            row(CLEO),
        ]
        imported = await import_roster(deps, roster(*rows), SOUTH, known, BY_OAUTH)
        assert imported.unreachable == 2

    async def test_a_dry_run_changes_nothing(self, scene: Scene) -> None:
        shown = await scene.bring(row(ADA), dry_run=True)
        assert (len(shown.change.added), shown.applied) == (1, False)
        async with scene.app.deps.begin() as uow:
            assert await uow.settings.all() == []
        await scene.bring(row(ADA))
        await scene.bring(row(ADA, name="Another"), row(BO), dry_run=True)
        assert (await scene.person(ADA)).name == "Ada"

    async def test_a_faulty_file_changes_nothing_and_lists_every_fault(self, scene: Scene) -> None:
        await scene.bring(row(ADA))
        faulty = (
            row(ADA, name="Another"),
            row("no address", role_group="R9"),
            row(BO, time_zone="Mars/Base", manager_email="nobody@example.org"),
        )
        with pytest.raises(FaultyFileError) as caught:
            await scene.bring(*faulty)
        found = {(fault.line, fault.column) for fault in caught.value.faults}
        assert found == {(3, "email"), (3, "role_group"), (4, "time_zone"), (4, "manager_email")}
        assert (await scene.person(ADA)).name == "Ada"

    async def test_importing_again_changes_nothing(self, scene: Scene) -> None:
        rows = (row(ADA, manager_email=BO, leave="2026-07-01..2026-07-14"), row(BO, role_group="R2"))
        await scene.bring(*rows)
        again = await scene.bring(*rows)
        assert (again.change.added, again.change.changed, again.change.left) == ((), (), ())
        assert (await scene.person(ADA)).manager_id == (await scene.person(BO)).id

    async def test_a_second_import_plans_no_second_welcome(self, scene: Scene) -> None:
        for _ in range(3):
            await scene.bring(row(ADA))
            await scene.tick()
        await scene.run_until(nairobi(6, 0))
        assert len(scene.post.to(ADA)) == 1

    async def test_whoever_is_no_longer_listed_is_closed_and_hears_nothing(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.tick()
        await scene.bring(row(BO))
        await scene.run_until(nairobi(14, 0))
        assert (await scene.person(ADA)).standing is Standing.LEFT
        assert scene.post.to(ADA) == []
        assert scene.post.to(BO) != []

    async def test_whoever_is_listed_again_goes_on_as_before(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.bring(row(BO))
        await scene.bring(row(ADA), row(BO))
        await scene.run_until(nairobi(14, 0))
        assert scene.post.to(ADA) != []
        assert await scene.lines(ADA, "welcome") == []

    async def test_a_person_of_another_setting_is_refused(self, scene: Scene) -> None:
        await scene.bring(row(ADA))
        with pytest.raises(FaultyFileError, match=SOUTH):
            await scene.bring(row(ADA), row(BO), setting="North")
        async with scene.app.deps.begin() as uow:
            assert [each.name for each in await uow.settings.all()] == [SOUTH]

    async def test_people_can_be_reached_once_the_deployment_has_a_chat(self, scene: Scene) -> None:
        settings = scene.settings
        scene.settings = settings.model_copy(update={"local_chat": False})
        async with scene.another_process() as without:
            await without.bring(row(ADA))
            await without.tick()
        scene.settings = settings
        await scene.bring(row(ADA))
        await scene.run_until(nairobi(4, 0))
        assert len(scene.post.to(ADA)) == 1


class TestLeave:
    """Three days before leave, a person may be asked whom their successor should meet."""

    LEAVE, LATER = "2026-03-12..2026-03-20", "2026-03-23..2026-03-31"

    async def test_leave_that_is_cancelled_is_not_coming_up(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, leave=self.LEAVE))
        assert await leaving(scene) == [date(2026, 3, 9)]
        await scene.bring(row(ADA))
        assert await leaving(scene) == []

    async def test_leave_that_is_moved_comes_up_at_its_new_time_alone(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, leave=self.LEAVE))
        await scene.bring(row(ADA, leave=self.LATER))
        assert await leaving(scene) == [date(2026, 3, 20)]
        await scene.bring(row(ADA, leave=self.LEAVE))
        assert await leaving(scene) == [date(2026, 3, 9)]

    async def test_leave_that_becomes_longer_comes_up_once(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, leave="2026-03-12"), row(BO, leave=self.LEAVE))
        await scene.bring(row(ADA, leave=self.LEAVE), row(BO, leave=self.LEAVE))
        assert await leaving(scene) == [date(2026, 3, 9)]

    @pytest.mark.parametrize("cancelled", [True, False])
    async def test_what_was_planned_because_of_leave_goes_with_it(
        self, scene: Scene, cancelled: bool
    ) -> None:
        scene.clock.move_to(nairobi(9, 7))
        away = row(ADA, leave=self.LEAVE)
        await scene.taking_part(away)
        person = await scene.person(ADA)
        await plan_handover(scene, person)
        await scene.bring(row(ADA, name="Ada New") if cancelled else away | {"name": "Ada New"})
        [line] = await scene.lines(ADA, "S6-2")
        assert Status(line.status) is (Status.WITHDRAWN if cancelled else Status.PLANNED)


class TestPracticeImport:
    async def test_records_are_taken_once(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        entries = [(ADA, "B6"), (ADA, "B8"), (BO, "B8")]
        assert await bring_records(scene, *entries) == PracticeImported(3, 0, 0, 0)
        assert await bring_records(scene, *entries, (BO, "B6")) == PracticeImported(1, 3, 0, 0)
        assert len(await scene.practised(ADA)) == 2

    async def test_a_faulty_file_stores_nothing(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        with pytest.raises(FaultyFileError) as caught:
            await bring_records(scene, (ADA, "B8"), ("nobody@example.org", "B8"), (ADA, "B77"))
        assert [fault.line for fault in caught.value.faults] == [3, 4]
        assert await scene.practised(ADA) == []

    async def test_whoever_stopped_is_left_out(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.type(BO, "stop")
        assert await bring_records(scene, (ADA, "B8"), (BO, "B8")) == PracticeImported(1, 0, 1, 0)
        assert await scene.practised(BO) == []

    async def test_late_records_do_not_change_what_was_shown(self, scene: Scene) -> None:
        people = [row(f"p{n}@example.org", role_group="R5") for n in range(24)]
        await scene.taking_part(*people)
        emails = [each["email"] for each in people]
        await bring_records(scene, *((email, "B8") for email in emails[:6]))
        scene.clock.move_to(MONDAY + timedelta(days=35))
        await scene.app.ticks.release()
        before = await views(scene)
        late = await bring_records(scene, *((email, "B8") for email in emails[6:]))
        assert late == PracticeImported(18, 0, 0, 18)
        assert before != []
        assert await views(scene) == before


class TestTheView:
    async def test_a_group_below_ten_is_not_shown(self, scene: Scene) -> None:
        await self._practised_by(scene, 9)
        assert await cells(scene) == set()

    async def test_a_group_of_ten_is_shown_as_a_band(self, scene: Scene) -> None:
        await self._practised_by(scene, 10)
        assert ("B8", None, None) in await cells(scene)

    async def test_a_size_never_tells_that_somebody_stopped(self, scene: Scene) -> None:
        people = [row(f"p{n}@example.org", manager_email=CLEO) for n in range(10)]
        await scene.taking_part(*people, row(CLEO, role_group="R1"))
        await scene.type("p0@example.org", "stop")
        await self._window_closes(scene)
        assert await sizes(scene) == {10}

    async def test_whoever_left_the_roster_is_not_counted(self, scene: Scene) -> None:
        people = [row(f"p{n}@example.org") for n in range(10)]
        await scene.taking_part(*people)
        await scene.bring(*people[1:])
        await self._window_closes(scene)
        assert await cells(scene) == set()

    async def _practised_by(self, scene: Scene, people: int) -> None:
        await scene.taking_part(*(row(f"p{n}@example.org") for n in range(people)))
        await self._window_closes(scene)

    async def _window_closes(self, scene: Scene) -> None:
        for n in range(1, 5):
            await scene.type(f"p{n}@example.org", "did met")
        last = window_of(MONDAY.date()).last
        scene.clock.move_to(MONDAY + (last - MONDAY.date()) + timedelta(days=3))
        await scene.app.ticks.release()


async def bring_records(scene: Scene, *entries: tuple[str, str]) -> PracticeImported:
    day = LAST_WEEK.isoformat()
    rows = [Row(n, (email, behaviour, day, "forum")) for n, (email, behaviour) in enumerate(entries, start=2)]
    table = Table("practice.csv", Row(1, ("email", "behaviour", "date", "source")), tuple(rows))
    return await import_practice(scene.app.deps, table)


async def views(scene: Scene) -> list[tuple[date, object]]:
    async with scene.app.deps.begin() as uow:
        found = await closed_views(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        await uow.commit()
    return [(view.window.first, view.to_document()) for view in found]


async def leaving(scene: Scene) -> list[date]:
    """The days on which Ada's leave comes up."""
    person = await scene.person(ADA)
    async with scene.app.deps.begin() as uow:
        found = await uow.looks.happenings([person.id], MONDAY, MONDAY + timedelta(days=60))
    return [each.at.date() for each in found.get(person.id, []) if each.kind is EventKind.LEAVE_STARTING]


async def plan_handover(scene: Scene, person: Person) -> None:
    """Put the handover prompt into the plan, as a look at Ada that drew it would."""
    async with scene.app.deps.begin() as uow:
        found = await uow.looks.happenings([person.id], MONDAY, scene.clock.now())
        [event] = [each for each in found[person.id] if each.kind is EventKind.LEAVE_STARTING]
        due = scene.clock.now() + timedelta(hours=4)
        prompt = Prompt(
            "p", "", person.setting_id, person.id, Kind.NUDGE, "S6-2", due, due + timedelta(days=1),
            cause=f"{event.id}+0",
        )  # fmt: skip  # two lines are easier to read
        await uow.prompts.add([], [prompt])
        await uow.commit()


async def sizes(scene: Scene) -> set[int]:
    """Of every group that is shown."""
    async with scene.app.deps.begin() as uow:
        found = await closed_views(scene.app.deps, uow, await scene.setting(), scene.clock.now())
    return {cell.size for view in found for cell in view.cells}


async def cells(scene: Scene) -> set[tuple[str, str | None, str | None]]:
    """(behaviour, role group, unit) of everything shown in the window of the story."""
    async with scene.app.deps.begin() as uow:
        found = await closed_views(scene.app.deps, uow, await scene.setting(), scene.clock.now())
    return {(cell.behaviour, cell.role_group, cell.unit_id) for view in found for cell in view.cells}
