"""A spotlight in words, for those who are asked, who edit and who read it."""

from bot.services.turn import Turn
from nudges.flows.spotlights.spotlights import Contributor, Said, Spotlight


async def told(turn: Turn, spotlight: Spotlight, language: str) -> dict[str, str]:
    """Its lines by the places of the texts; a name only where its owner agreed."""
    texts, lines = turn.deps.texts, spotlight.lines
    source = (
        texts.get(language, "spotlight.source", source=lines.source)
        if lines.source
        else texts.get(language, "spotlight.no_number")
    )
    return {
        "problem": lines.problem,
        "joined": await _joined(turn, spotlight, language),
        "done": lines.done,
        "changed": f"{lines.changed} {source}",
        "size": texts.get(language, f"spotlight.size_{spotlight.size}"),
    }


async def _joined(turn: Turn, spotlight: Spotlight, language: str) -> str:
    names = [await turn.name(spotlight.author_id, language)]
    names += [await _credit(turn, each, language) for each in spotlight.contributors]
    return ", ".join(dict.fromkeys(names))


async def _credit(turn: Turn, contributor: Contributor, language: str) -> str:
    if contributor.said is Said.ENTITY_ONLY:
        return contributor.entity
    return await turn.name(contributor.person_id, language)


async def story(turn: Turn, spotlight: Spotlight, language: str) -> str:
    """The four lines, one below the other."""
    return turn.deps.texts.get(language, "spotlight.story", **await told(turn, spotlight, language))


def short(words: str, most: int = 60) -> str:
    """Enough to recognise it by, fit to stand inside a sentence."""
    return words.rstrip(" .;:,") if len(words) <= most else f"{words[: most - 1].rstrip()}…"
