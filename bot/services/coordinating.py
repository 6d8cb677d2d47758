"""What coordinators can do in chat: pause, crisis, the digest."""

from dataclasses import replace
from datetime import timedelta

from bot.ports.acts import What
from bot.services.drawing import DigestCard
from bot.services.flow import Handler
from bot.services.visits import Visit
from nudges.cards import Action, Reply, Style, say, token
from nudges.digests import week_label
from nudges.people import Setting
from nudges.working_time import local_date


async def pause(visit: Visit) -> Reply:
    """Ask once: it is for everybody, and whoever wants quiet for themselves has another word."""
    return _asked(visit, "pause")


async def crisis(visit: Visit) -> Reply:
    return _asked(visit, "crisis")


def _asked(visit: Visit, name: str) -> Reply:
    if not visit.person.is_coordinator:
        return _quiet_instead(visit) if name == "pause" else _only_coordinators(visit)
    speak, setting = visit.speak, visit.setting.name
    actions = (
        Action(token(f"{name}_now"), speak(f"coordinator.{name}_yes")),
        Action(token("snooze"), speak("coordinator.only_me"), Style.QUIET),
        Action(token("leave_running"), speak("coordinator.not_now"), Style.QUIET),
    )
    words = speak(f"coordinator.{name}_about", setting=setting)
    return Reply(say=(say(speak(f"coordinator.{name}_ask", setting=setting), words, actions=actions),))


async def leave_running(visit: Visit) -> Reply:
    return Reply(replace=say("", visit.speak("coordinator.left_running")))


async def pause_now(visit: Visit) -> Reply:
    return await _change(visit, replace(visit.setting, paused_since=visit.now), "paused", What.PAUSED)


async def unpause(visit: Visit) -> Reply:
    return await _change(visit, replace(visit.setting, paused_since=None), "unpaused", What.RESUMED)


async def crisis_now(visit: Visit) -> Reply:
    """Everything unasked waits; flows show at once what may help."""
    reply = await _change(visit, replace(visit.setting, crisis_since=visit.now), "crisis", What.CRISIS)
    if not visit.person.is_coordinator:
        return reply
    helps = [card for flow in visit.flows.all if flow.crisis for card in await flow.crisis(visit)]
    return replace(reply, say=(*reply.say, *helps))


async def crisis_over(visit: Visit) -> Reply:
    return await _change(visit, replace(visit.setting, crisis_since=None), "crisis_over", What.CRISIS_OVER)


async def _change(visit: Visit, setting: Setting, text: str, what: What) -> Reply:
    if not visit.person.is_coordinator:
        return _only_coordinators(visit)
    await visit.uow.settings.save(setting)
    await visit.administered(what)
    title = f"coordinator.{text}_title"
    words = visit.speak(f"coordinator.{text}", setting=setting.name)
    return Reply(say=(say(visit.speak(title) if visit.speak.has(title) else "", words),))


def digest_handler(digest_card: DigestCard) -> Handler:
    """``digest``: last week's digest, now."""

    async def digest(visit: Visit) -> Reply:
        if not visit.person.is_coordinator:
            return _only_coordinators(visit)
        today = local_date(visit.person, visit.now)
        last_week = week_label(today - timedelta(days=today.weekday() + 1))
        return Reply(say=(await digest_card(visit.uow, visit.person, last_week),))

    return digest


def _quiet_instead(visit: Visit) -> Reply:
    """Whoever is no coordinator and types ``pause`` most likely wants quiet for themselves."""
    quiet = Action(token("snooze"), visit.speak("coordinator.only_me"), Style.PRIMARY)
    return Reply(say=(say("", visit.speak("coordinator.pause_only"), actions=(quiet,)),))


def _only_coordinators(visit: Visit) -> Reply:
    return Reply(say=(say("", visit.speak("coordinator.only")),))
