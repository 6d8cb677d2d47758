"""The channels' part of the plan tick: what is posted by itself, channel by channel."""

from datetime import timedelta

from bot.ports.storage import UnitOfWork
from bot.services.channels import readers_of
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.reworded import unseen
from bot.services.turn import Turn
from nudges.channel_planning import ChannelDay, ChannelPlanner
from nudges.channels import Channel

LOOKS_BACK = timedelta(days=400)
"""Longer than any nudge's cap."""


async def plan_posts(deps: Deps, flows: Flows, planner: ChannelPlanner) -> int:
    """Plan for every channel. Returns how many posts were planned; safe to run twice at once."""
    async with deps.begin() as uow:
        settings = await uow.settings.all()
        channels = [each for setting in settings for each in await uow.channels.of_setting(setting.id)]
    planned = 0
    for channel in (each for each in channels if each.is_open):
        async with deps.begin() as uow:
            planned += await _plan(deps, flows, planner, uow, channel)
            await uow.commit()
    return planned


async def _plan(deps: Deps, flows: Flows, planner: ChannelPlanner, uow: UnitOfWork, channel: Channel) -> int:
    now = deps.clock.now()
    readers = await readers_of(uow, channel)
    if readers is None:
        return 0
    past = await uow.prompts.posts_in(channel.id, now - LOOKS_BACK)
    here, planner = ChannelDay(channel, readers, past, now), planner.in_edition(readers.setting.edition)
    opened = planner.open(here)
    if not opened:
        return 0
    turn = Turn(deps, uow, readers.setting, now)
    waiting: dict[str, str] = {}
    for nudge in planner.nudges:
        record_id = await flows.material(turn, nudge.id, channel)
        if record_id is not None:
            waiting[nudge.id] = record_id
    for nudge_id in await unseen(turn, waiting):
        del waiting[nudge_id]
    first = {
        each.id
        for each in planner.nudges
        if each.id in waiting and each.id in flows.first and planner.may_come(each, here)
    }
    if first:
        waiting = {nudge: waiting[nudge] for nudge in first}
    elif waiting.keys() - flows.invitations:
        # The one post of a week belongs to what somebody made, even where its day is still to come.
        waiting = {nudge: record for nudge, record in waiting.items() if nudge not in flows.invitations}
    ready = {nudge.id: waiting[nudge.id] for nudge in opened if nudge.id in waiting}
    plan = planner.plan(here, ready)
    await uow.prompts.add(plan.decisions, plan.prompts)
    return len(plan.prompts)
