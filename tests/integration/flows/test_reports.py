"""Reports that share fields, the stop-doing list, and the product's look at itself."""

from datetime import UTC, datetime, timedelta

from nudges.flows.reports.registry import Report
from nudges.flows.reports.self_audits import SelfAudit, State
from nudges.flows.reports.stopping import Dropped
from nudges.people import Setting
from tests.integration.post import Letter, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

MONTHLY = {"name": "Monthly field report", "rule": "monthly", "due": "2026-03-21", "lent": "no"}
FIELDS = "Access, People reached, Risks"


async def office(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA),
        row(BO, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, role_group="R5", is_coordinator="yes"),
    )
    scene.clock.move_to(nairobi(2, 10))
    await scene.app.ticks.flows()


async def reports(scene: Scene) -> dict[str, Report]:
    async with scene.app.deps.begin() as uow:
        found = await uow.records.of_setting(Report, (await scene.setting()).id)
    return {each.name: each for each in found}


async def two_reports(scene: Scene, lent: str = "yes") -> None:
    """Bo's report has the access in it; Ada's asks for it too."""
    await office(scene)
    await scene.submit(
        BO,
        "report_new",
        **(MONTHLY | {"name": "Humanitarian update", "due": "2026-03-30", "lent": lent, "fields": "access"}),
    )
    other = (await reports(scene))["Humanitarian update"]
    await scene.submit(BO, f"report_fill:{other.id}", field0="The north road is open.")
    await scene.submit(ADA, "report_new", **(MONTHLY | {"fields": FIELDS}))


def offer(scene: Scene) -> Letter:
    found = [each for each in scene.post.to(ADA) if "already written" in each.card.title]
    assert found
    return found[-1]


async def test_five_days_before_what_is_written_is_offered_and_reused(scene: Scene) -> None:
    await two_reports(scene)
    scene.clock.move_to(nairobi(16, 9, 5))
    await scene.run_until(nairobi(16, 17))
    assert "Humanitarian update" in words_of(offer(scene).card)
    done = await scene.press(ADA, offer(scene).token("answer", last="reuse"))
    assert "1 of the parts of Monthly field report" in words_of(done.say[0])
    assert (await reports(scene))["Monthly field report"].given == {"Access": "The north road is open."}
    assert await scene.practised(ADA) == [("B9", "confirmed")]
    again = await scene.press(ADA, offer(scene).token("answer", last="reuse"))
    assert "earlier" in words_of(again.say[0])


async def test_it_can_be_edited_first(scene: Scene) -> None:
    await two_reports(scene)
    scene.clock.move_to(nairobi(16, 9, 5))
    await scene.run_until(nairobi(16, 17))
    form = (await scene.press(ADA, offer(scene).token("answer", last="edit"))).form
    assert form is not None
    await scene.submit(ADA, form.token, field0="The north road is open by day.", field2="not offered")
    given = (await reports(scene))["Monthly field report"].given
    assert given == {"Access": "The north road is open by day."}


async def test_three_times_not_the_same_ends_the_comparing(scene: Scene) -> None:
    await two_reports(scene)
    offered: list[bool] = []
    for month in range(3, 8):
        scene.clock.move_to(datetime(2026, month, 17, 8, tzinfo=UTC))
        await scene.app.ticks.wake()
        report = (await reports(scene))["Monthly field report"]
        offered.append(bool(report.offered_id))
        await scene.press(ADA, f"report_not_same:{report.id}")
        scene.clock.move_to(datetime(2026, month, 23, 8, tzinfo=UTC))
        await scene.app.ticks.wake()
    assert offered == [True, True, True, False, False]


async def test_the_offer_also_stands_in_the_register(scene: Scene) -> None:
    await two_reports(scene)
    scene.clock.move_to(nairobi(16, 10))
    await scene.app.ticks.wake()
    report = (await reports(scene))["Monthly field report"]
    shown = (await scene.press(ADA, f"report_show:{report.id}")).say[0]
    assert "Humanitarian update" in words_of(shown)
    await scene.press(ADA, shown.groups[0].actions[0].token)
    assert (await reports(scene))["Monthly field report"].given == {"Access": "The north road is open."}


async def test_what_is_not_lent_is_offered_to_nobody(scene: Scene) -> None:
    await two_reports(scene, lent="no")
    await scene.run_until(nairobi(20, 17))
    assert not [each for each in scene.post.to(ADA) if "already written" in each.card.title]


async def test_nobody_sees_or_fills_another_s_report(scene: Scene) -> None:
    await two_reports(scene)
    other = (await reports(scene))["Humanitarian update"]
    assert "Humanitarian update" not in words_of((await scene.type(ADA, "reports")).say[0])
    for token in ("report_show", "report_fill", "report_end"):
        assert "earlier" in words_of((await scene.press(ADA, f"{token}:{other.id}")).say[0])
    await scene.submit(ADA, f"report_fill:{other.id}", field0="forged")
    assert (await reports(scene))["Humanitarian update"] == other


async def test_a_forged_report_is_refused_at_its_fields(scene: Scene) -> None:
    await office(scene)
    faults = (await scene.submit(ADA, "report_new", due="soon", rule="daily")).faults
    assert faults.keys() == {"name", "rule", "due", "fields"}


async def dropped(scene: Scene) -> list[Dropped]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Dropped, (await scene.setting()).id)


async def test_one_thing_less_is_announced_only_at_its_author_s_wish(scene: Scene) -> None:
    await office(scene)
    form = (await scene.press(BO, "less:")).form
    assert form is not None
    await scene.submit(BO, form.token, how="stop", what="the weekly slides", announce="no")
    await scene.submit(BO, form.token, how="share", what="the road report", announce="yes")
    assert await scene.practised(BO) == [("B2", "confirmed"), ("B2", "confirmed")]
    await scene.run_until(nairobi(3, 17))
    posts = [words_of(each.card) for each in scene.post.to("")]
    assert ["shares: the road report" in words for words in posts] == [True]
    listed = words_of((await scene.type(ADA, "less")).say[0])
    assert "Relief Office shares: the road report" in listed
    assert "slides" not in listed
    await scene.run_until(nairobi(2, 10) + timedelta(days=46))
    asked = [each for each in scene.post.to(BO) if "Is it still so?" in each.card.title]
    assert len(asked) == 2
    await scene.press(BO, asked[0].token("letter", last="no"))
    assert sorted(each.state for each in await dropped(scene)) == ["back", "named"]


async def audits(scene: Scene) -> list[SelfAudit]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(SelfAudit, (await scene.setting()).id)


async def quarter_over(scene: Scene) -> None:
    await office(scene)
    await scene.run_until(datetime(2026, 4, 1, 9, tzinfo=UTC))


async def test_every_quarter_the_product_posts_its_own_numbers_once(scene: Scene) -> None:
    await quarter_over(scene)
    await scene.run_until(datetime(2026, 4, 8, 9, tzinfo=UTC))
    (audit,) = await audits(scene)
    assert audit.quarter == "2026-Q1"
    assert audit.sent == audit.answered + audit.ignored > 0
    posts = [each for each in scene.post.to("") if "own numbers" in each.card.title]
    assert [f"{audit.sent} messages sent unasked" in words_of(each.card) for each in posts] == [True]


async def test_the_coordinator_s_word_is_posted_and_a_pause_holds(scene: Scene) -> None:
    await quarter_over(scene)
    asked = next(each for each in scene.post.to(CLEO) if "worth its messages" in each.card.title)
    await scene.press(CLEO, asked.token("letter", last="pause"))
    setting: Setting = await scene.setting()
    assert setting.paused_since is not None
    assert [each.state for each in await audits(scene)] == [State.PAUSED]
    await scene.run_until(datetime(2026, 4, 2, 12, tzinfo=UTC))
    assert "decided on a pause" in words_of(scene.last("").card)
    await scene.press(CLEO, asked.token("letter", last="keep"))
    assert [each.state for each in await audits(scene)] == [State.PAUSED]


async def test_nobody_but_a_coordinator_decides_on_the_product(scene: Scene) -> None:
    await quarter_over(scene)
    (audit,) = await audits(scene)
    await scene.press(ADA, f"self_audit_pause:{audit.id}")
    assert (await scene.setting()).paused_since is None
