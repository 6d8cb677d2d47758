"""Going on in another flow, where this version has it."""

from bot.services.flow import Handler
from bot.services.visits import Visit


def onward(visit: Visit, name: str) -> Handler | None:
    """What another flow does when its button or its word of this name comes in; None without one.

    It is given the visit and "": a new thing, about no record.
    """
    return visit.flows.words.get(name) or visit.flows.presses.get(name)
