"""``practice``: what a manager may see of their own group, and anybody of the whole setting."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.services.deps import Deps
from bot.services.digesting import band_words, next_window_words, window_words
from bot.services.viewing import closed_views
from bot.services.visits import Visit
from nudges.cards import Block, Card, Facts, Paragraph, Reply
from nudges.people import Setting
from nudges.practice_view import Cell, PracticeView, Series, series, window_of
from nudges.working_time import local_date

MOST_WINDOWS = 8
"""Windows side by side on a page: more than half a year."""


@dataclass(frozen=True, slots=True)
class PracticeShown:
    """What a page shows of one group; ``by_role`` has its parts of which anything is shown.

    ``k`` is the least group as it was in the newest window.
    """

    whole: Series
    by_role: Mapping[str, Series]
    k: int


async def practice_shown(deps: Deps, setting: Setting, unit_id: str | None = None) -> PracticeShown:
    """The latest closed windows of a setting, or of one manager's group."""
    async with deps.begin() as uow:
        views = await closed_views(
            deps, uow, setting, deps.clock.now(), latest=MOST_WINDOWS, unit_ids=[unit_id] if unit_id else []
        )
        await uow.commit()  # windows that closed meanwhile are released for good
    framework = deps.catalogue.framework
    roles = {
        role: series(views, framework, unit_id=unit_id, role_group=role) for role in framework.role_groups
    }
    whole = series(views, framework, unit_id=unit_id)
    return PracticeShown(
        whole,
        {role: each for role, each in roles.items() if not each.empty and each.sizes != whole.sizes},
        views[-1].k if views else deps.group_size,
    )


async def practice(visit: Visit) -> Reply:
    return Reply(say=(await practice_card(visit),))


async def practice_card(visit: Visit) -> Card:
    """The latest closed four weeks: the manager's own group where it is large enough, and everyone."""
    views = await closed_views(
        visit.deps, visit.uow, visit.setting, visit.now, latest=1, unit_ids=[visit.person.id]
    )
    speak = visit.speak
    if not views:
        words = Paragraph(speak("practice.none"))
        return Card(speak("practice.title"), (words,), footer=speak("practice.footer"))
    view = views[-1]
    body: list[Block] = [Paragraph(window_words(view, speak))]
    if await visit.uow.people.manages(visit.person.id):
        body += _group(visit, view, visit.person.id, "practice.own_group")
    body += _group(visit, view, None, "practice.everyone")
    running = window_of(local_date(visit.person, visit.now)).last
    body.append(Paragraph(next_window_words(running, speak)))
    body += [Paragraph(speak("practice.bands")), Paragraph(speak("practice.meaning", k=view.k))]
    return Card(speak("practice.title"), tuple(body), footer=speak("practice.footer"))


def _group(visit: Visit, view: PracticeView, unit_id: str | None, heading: str) -> list[Block]:
    """One group's shares, a line a behaviour; a sentence where it is too small to be shown."""
    cells = [cell for cell in view.cells if cell.unit_id == unit_id and cell.role_group is None]
    title = Paragraph(visit.speak(heading))
    if not cells:
        return [title, Paragraph(visit.speak("practice.too_small", k=view.k))]
    return [title, Facts(tuple(_fact(visit, cell) for cell in cells))]


def _fact(visit: Visit, cell: Cell) -> tuple[str, str]:
    share = visit.speak("practice.share", share=band_words(cell.share, visit.speak), size=cell.size)
    return visit.speak(f"behaviour.{cell.behaviour}.short"), share
