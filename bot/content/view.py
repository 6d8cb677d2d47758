"""The framework and the catalogue as one plain document for other programs."""

from datetime import time
from typing import Any

from bot.content.loader import Content
from bot.content.shapes import WEEKDAYS
from nudges.catalogue import Cap, Nudge
from nudges.texts import FALLBACK, Speaker
from nudges.triggers import InCheckIn, OnEvent, OnRequest, Recurring, Trigger


def framework_document(content: Content) -> dict[str, Any]:
    """Seven lists of JSON values, in the Review's order, with English names."""
    framework, say = content.catalogue.framework, content.texts.speaker(FALLBACK)
    return {
        "barriers": [
            {"id": b.id, "name": say(f"barrier.{b.id}.name"), "paragraphs": list(b.paragraphs)}
            for b in framework.barriers.values()
        ],
        "behaviours": [
            {"id": b.id, "name": say(f"behaviour.{b.id}.name"), "roles": sorted(b.roles)}
            for b in framework.behaviours.values()
        ],
        "role_groups": [{"id": r, "name": say(f"role.{r}.name")} for r in framework.role_groups],
        **_means(content, say),
        "nudges": [_nudge(nudge, say) for nudge in content.catalogue.nudges.values()],
    }


def _means(content: Content, say: Speaker) -> dict[str, Any]:
    framework = content.catalogue.framework
    return {
        "strategies": [
            {"id": s.id, "name": say(f"strategy.{s.id}.name"), "barriers": list(s.barriers)}
            for s in framework.strategies.values()
        ],
        "recommendations": [
            {"id": r.id, "name": say(f"recommendation.{r.id}.name"), "strategy": r.strategy}
            for r in framework.recommendations.values()
        ],
        "solutions": [
            {
                "id": s.id,
                "name": say(f"solution.{s.id}.name"),
                "recommendation": s.recommendation,
                "barriers": list(s.barriers),
                "paragraph": s.paragraph,
            }
            for s in framework.solutions.values()
        ],
    }


def _nudge(nudge: Nudge, say: Speaker) -> dict[str, Any]:
    completion = {"behaviours": list(nudge.completion.behaviours), "days": nudge.completion.days}
    when = [_when(trigger) for trigger in nudge.triggers]
    return {
        "id": nudge.id,
        "title": say.texts.languages[FALLBACK][f"nudge.{nudge.id}.title"],
        "solution": nudge.solution,
        "barriers": list(nudge.barriers),
        "cells": [list(cell) for cell in nudge.cells],
        "trigger": {"type": nudge.trigger_type.value, "when": when},
        "channel": nudge.channel.value,
        "friction": nudge.friction,
        "unit": nudge.unit.value,
        "randomise": nudge.randomise.value,
        "paragraphs": list(nudge.paragraphs),
        "caps": [_cap(cap) for cap in nudge.caps],
        "completion": completion,
        "follow_up": nudge.follow_up,
    }


def _cap(cap: Cap) -> dict[str, Any]:
    return {"at_most": cap.at_most, "days": cap.days, "per": cap.per.value}


def _when(trigger: Trigger) -> dict[str, Any]:
    match trigger:
        case Recurring():
            return _recurring(trigger)
        case OnEvent(event, delays, open_days):
            return {"event": event.value, "after_days": [d.days for d in delays], "open_days": open_days}
        case InCheckIn(every):
            return {"check_in": every.value}
        case OnRequest(command):
            return {"command": command}


def _recurring(trigger: Recurring) -> dict[str, Any]:
    return {
        "every": trigger.every.value,
        "weekday": WEEKDAYS[trigger.weekday],
        "at": _clock(trigger.at),
        "nth": trigger.nth,
        "working": trigger.working,
        "open_days": trigger.open_days,
    }


def _clock(at: time | None) -> str | None:
    return at.isoformat("minutes") if at else None
