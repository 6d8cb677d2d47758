"""What keeps a setting running: channels, forums, calendars, obstacles, reports, the product itself."""

import re
from dataclasses import replace
from datetime import date, timedelta

from nudges.cards import Form, token
from nudges.flows.consultations import Consultation, State
from nudges.flows.forums.mechanisms import Activation
from nudges.flows.forums.openers import Opener
from nudges.flows.forums.openers import State as OpenerState
from nudges.flows.forums.proposals import Proposal
from nudges.flows.forums.register import Forum
from nudges.flows.forums.register import State as ForumState
from nudges.flows.hurdles.cases import Case
from nudges.flows.meetings.occurrences import Occurrence
from nudges.flows.reports.registry import Report
from nudges.flows.reports.self_audits import SelfAudit
from nudges.flows.reports.stopping import Dropped
from nudges.flows.spotlights.spotlights import Spotlight
from nudges.flows.spotlights.spotlights import State as SpotlightState
from nudges.people import Identity, Platform
from tests.gallery.cast import address, cast
from tests.gallery.telling import Teller

FEED = "https://calendar.example/feed/team.ics"
FORUM = {
    "members": "Seed Fund 4\nRelief Office 6",
    "minutes": "60",
    "tags": "water, north",
    "cadence": "weekly",
    "new": "no",
}


async def channels(t: Teller) -> None:
    await t.walk.scene.bring(
        *(each | {"slack_id": "T01:U01"} if each["email"] == address("cho") else each for each in cast())
    )
    await t.says("cho", "channels")
    await t.fill("cho", await t.tap("cho", "channel_add"), address="C024BE91L", purposes=("exchange",))
    await t.days(1)
    await t.says("cho", "channels")
    await t.tap("cho", "channel_remove")


async def everything_rests(t: Teller) -> None:
    """A coordinator stops all messages, and declares a crisis; both are taken back."""
    for name, back in (("pause", "unpause"), ("crisis", "crisis_over")):
        await t.says("cho", name)
        await t.press("cho", f"{name}_now")
        await t.says("cho", back)


async def forums(t: Teller) -> None:
    """Registered, changed, restored, closed, stopped, taken over, kept as they are; two merge or do not."""
    await _forum(t, "hal", "Water group")
    for answer in ("forum_restore", "forum_keep_so", "forum_close"):
        forum = await _forum(t, "hal", f"{answer} group")
        await t.fill("hal", await t.press("hal", "forum_decide", forum), verdict="shorten", minutes="30")
        await t.days(62)
        await t.press("hal", answer, forum)
    await t.press("hal", "forum_stop", await _forum(t, "hal", "Second group"))
    third = await _forum(t, "hal", "Third group")
    await t.press("hal", "forum_keep", third)
    await t.fill("hal", await t.press("hal", "forum_change", third), name=third.name, **FORUM, crisis="24")
    await t.press("hal", "mechanism_activate", third)
    await t.press("hal", "mechanism_stand_down", await t.latest(Activation))


async def _forum(t: Teller, who: str, name: str) -> Forum:
    await t.fill(who, await t.press(who, "forum_new"), name=name, **FORUM)
    return next(each for each in await t.all(Forum) if each.name == name)


async def forums_of_two(t: Teller) -> None:
    """The owner of one would merge it into another's: one agrees, one does not."""
    for answer in ("forum_agree", "forum_decline"):
        mine, other = await _forum(t, "hal", f"{answer} one"), await _forum(t, "ana", f"{answer} other")
        opened = await t.press("hal", "forum_decide", mine)
        await t.fill("hal", opened, verdict="merge", other=other.id)
        await t.press("ana", answer, await t.latest(Proposal))


async def a_forum_without_owner(t: Teller) -> None:
    forum = await _forum(t, "crowd4", "Group of nobody")
    await t.press("crowd4", "forget_me")
    await t.press("hal", "forum_take", forum)


async def an_opening(t: Teller) -> None:
    """A success told at the beginning of a forum."""
    forum, now = await _forum(t, "hal", "Senior group"), t.walk.scene.clock.now()
    told = [each for each in await t.all(Spotlight) if each.state is SpotlightState.APPROVED]
    opener = Opener("opener", forum.setting_id, forum.id, forum.owner_id, now + timedelta(days=2), None)
    await t.keep(replace(opener, spotlight_id=told[-1].id, state=OpenerState.OFFERED))
    await t.press("hal", "forum_opener", opener)
    await t.tap("hal", "forum_opened_with")


async def a_meeting(t: Teller) -> None:
    """A line for the channel when a meeting begins."""
    scene = t.walk.scene
    start = scene.clock.now() + timedelta(days=9)
    come = (address("gil"), address("fox"))
    met = Occurrence("w", "Water group", start, start + timedelta(hours=1), address("ana"), come)
    scene.calendars.at[FEED] = [met]
    await t.fill("dee", await t.press("dee", "calendar_add"), whose="setting", address=FEED)
    await t.days(7)
    await t.says("ana", "calendar")
    await t.fill("ana", await t.tap("ana", "meeting_open"))


async def an_obstacle(t: Teller) -> None:
    """Whoever took it on says that it takes longer, and then that it is gone; not all agree."""
    for who in ("fox", "gil", "ida", "kit"):
        await t.press(who, "hurdle_transport", "")
    case = await t.latest(Case)
    fixer = await t.who(case.fixer_id)
    await t.press(fixer, "hurdle_fix", case)
    await t.press(fixer, "hurdle_on_it", case)
    await t.press(fixer, "hurdle_fixed", case)
    await t.days(1)
    await t.press("fox", "hurdle_is_gone", case)
    await t.press("gil", "hurdle_is_still", case)


async def one_thing_less(t: Teller) -> None:
    for name in ("less_still", "less_back"):
        await t.fill("fox", await t.press("fox", "less"), announce="yes")
        await t.days(46)
        await t.press("fox", name, await t.own("fox", Dropped))


async def a_report(t: Teller) -> None:
    due = (t.walk.scene.clock.now() + timedelta(days=9)).date().isoformat()
    await t.fill("fox", await t.press("fox", "report_new"), due=due, lent="yes")
    await t.press("fox", "report_show", await t.own("fox", Report))


async def a_report_that_takes_over(t: Teller) -> None:
    """Fields that stand in another report already, edited before they are taken."""
    one = await t.own("fox", Report)
    other = replace(
        one, id="lent", name="Monthly", fields=("People reached",), given={"People reached": "40"}
    )
    offered = replace(one, id="offered", name="Quarterly", fields=other.fields, offered_id=other.id)
    await t.keep(other)
    await t.keep(offered)
    await t.fill("fox", await t.press("fox", "report_edit", offered))


async def the_products_own_numbers(t: Teller) -> None:
    """A coordinator reads whether the product is worth its messages, and lets it rest."""
    setting = await t.walk.scene.setting()
    for name in ("self_audit_keep", "self_audit_pause"):
        audit = SelfAudit(name, setting.id, date(2026, 1, 1), sent=40, answered=20, snoozed=3, stopped=1)
        await t.keep(audit)
        await t.press("cho", name, audit)
    await t.says("cho", "unpause")


async def other_hours(t: Teller) -> None:
    days = ("0", "1", "2", "3", "4")
    await t.fill("ida", await t.press("ida", "change"), start="08:00", end="16:30", days=days)


async def begun_from_a_message(t: Teller) -> None:
    """With a shortcut that names nothing."""
    reply = await t.walk.scene.point(address("fox"), "anything")
    await t.fill("fox", reply)


async def begun_and_left(t: Teller) -> None:
    """A forum somebody thought better of, and an answer that was of no use after all."""
    forum = await _forum(t, "hal", "Perhaps a group")
    await t.keep(replace(forum, state=ForumState.WANTED))
    await t.press("hal", "forum_leave", forum)
    setting, now = await t.walk.scene.setting(), t.walk.scene.clock.now()
    asked = Consultation(
        "asked-in-vain", setting.id, await t.id("fox"), await t.id("gil"), "Dates", "When?", now,
        State.ANSWERED, answer="In May.", answered_at=now,
    )  # fmt: skip
    await t.keep(asked)
    await t.press("fox", "consultation_not_used", asked)


async def their_own_conversation(t: Teller) -> None:
    """Two who are in one workspace are shown the way to each other, and nobody carries their words."""
    uows = t.walk.scene.app.deps.begin
    accounts = [
        Identity(f"slack-{who}", await t.id(who), Platform.SLACK, "T01", f"U0{who.upper()}")
        for who in ("fox", "gil")
    ]
    async with uows() as uow:
        await uow.people.set_identities(accounts)
        await uow.commit()
    await t.says("fox", "relay", address("gil"))
    await t.says("gil", "relay", address("fox"))
    async with uows() as uow:
        for each in accounts:
            await uow.people.close_identity(each.id, t.walk.scene.clock.now())
        await uow.commit()


async def one_more_chat(t: Teller) -> None:
    """Somebody nobody knows asks in vain, and is disowned; with the code they are one person in two chats."""
    walk = t.walk
    crowd, new = await walk.scene.person(address("crowd3")), "new@example.org"
    far = Identity("far-chat", crowd.id, Platform.LOCAL, "another", address("crowd3"))
    async with walk.scene.app.deps.begin() as uow:
        await uow.people.set_identities([far])
        await uow.commit()
    for wrong in ("zzz", "link zzz", "link 1234 5678"):
        await walk.type(new, wrong)
    await walk.press(new, "link_enter:fr")
    await _asks_to_link(t, new)
    await t.tap("crowd3", "link_not_me")
    walk.scene.clock.move_to(walk.scene.clock.now() + timedelta(days=2))
    await _asks_to_link(t, new)
    code = re.findall(r"\d{4} \d{4}", repr(walk.scene.post.to(address("crowd3"))[-1].card))[-1]
    await walk.scene.submit(new, "link_code:en", code="0000 0000")
    await walk.send(new, await _form(t, new, "link_enter:en"), {"code": (code,)})
    await walk.type(new, "chats")
    await walk.press(new, token("prefer", far.id))
    await walk.scene.app.ticks.dispatch()
    await walk.read_post()
    await walk.press(new, token("unlink", far.id))
    await walk.press(new, next(each for (_, name), each in walk.tokens.items() if name == "link_undo"))


async def _asks_to_link(t: Teller, who: str) -> None:
    form = await _form(t, who, "link_begin:en")
    await t.walk.send(who, form, {"address": (address("crowd3"),)})
    await t.walk.scene.app.ticks.dispatch()
    await t.walk.read_post()


async def _form(t: Teller, who: str, pressed: str) -> Form:
    reply = await t.walk.press(who, pressed)
    assert reply.form is not None
    return reply.form


STORIES = (
    channels,
    everything_rests,
    forums,
    forums_of_two,
    a_forum_without_owner,
    a_meeting,
    an_obstacle,
    one_thing_less,
    a_report,
    a_report_that_takes_over,
    an_opening,
    the_products_own_numbers,
    other_hours,
    begun_from_a_message,
    begun_and_left,
    their_own_conversation,
    one_more_chat,
)
