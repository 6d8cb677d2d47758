"""Posts of the product in a coordinator's own words: another one sees these before very many read them."""

from collections.abc import Iterable

from bot.services.second_yes import Offered, is_through, let_through
from bot.services.turn import Turn
from nudges.chance import stable_id


async def unseen(turn: Turn, nudges: Iterable[str]) -> set[str]:
    """Those of these nudges whose words here nobody but their author saw; the second yes is asked for."""
    found = set()
    for nudge in sorted(set(nudges) & _reworded(turn)):
        offered = await _offered(turn, nudge)
        if len(await let_through(turn, nudge, offered)) < len(offered):
            found.add(nudge)
    return found


async def is_seen(turn: Turn, nudge: str) -> bool:
    """Whether it may be posted in the words it has here now."""
    if nudge not in _reworded(turn):
        return True
    return all([await is_through(turn, nudge, each) for each in await _offered(turn, nudge)])


def _reworded(turn: Turn) -> set[str]:
    return {nudge for _, nudge in turn.setting.edition.words}


async def _offered(turn: Turn, nudge: str) -> list[Offered]:
    """Its words in each language they were changed in, as whoever changed them last left them."""
    versions = await turn.uow.editions.versions(turn.setting.id, nudge)
    authors = {each.language: each.person_id or "" for each in reversed(versions)}
    return [
        Offered(
            stable_id(turn.setting.id, nudge, language), authors.get(language, ""), "\n".join(words.values())
        )
        for (language, of), words in turn.setting.edition.words.items()
        if of == nudge
    ]
