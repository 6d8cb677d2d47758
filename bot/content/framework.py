"""``framework.yaml`` as the domain's framework."""

from collections.abc import Collection, Iterator

from bot.content.checking import shaped
from bot.content.documents import Document, Path
from bot.content.faults import Fault
from bot.content.shapes import FrameworkShape
from nudges.framework import (
    Barrier,
    Behaviour,
    Framework,
    Recommendation,
    RoleGroup,
    Solution,
    Strategy,
)

FILE = "framework.yaml"


def build_framework(document: Document, faults: list[Fault]) -> Framework | None:
    """The framework, or None where the file does not hold one; what is wrong is added to ``faults``."""
    if document.faults and not document.value:
        return None  # unreadable, and said already
    shape = shaped(document, (), FrameworkShape, faults)
    if shape is None:
        return None
    faults.extend(_unknown_ids(document, shape))
    return _framework(shape)


def _framework(shape: FrameworkShape) -> Framework:
    return Framework(
        barriers={i: Barrier(i, s.paragraphs) for i, s in shape.barriers.items()},
        behaviours={
            i: Behaviour(i, frozenset(s.roles), s.needs_other_side) for i, s in shape.behaviours.items()
        },
        role_groups={i: RoleGroup(i, s.senior) for i, s in shape.role_groups.items()},
        strategies={i: Strategy(i, s.barriers) for i, s in shape.strategies.items()},
        recommendations={
            i: Recommendation(i, s.strategy, s.paragraph) for i, s in shape.recommendations.items()
        },
        solutions={
            i: Solution(i, s.recommendation, s.barriers, s.paragraph) for i, s in shape.solutions.items()
        },
    )


def _unknown_ids(document: Document, shape: FrameworkShape) -> Iterator[Fault]:
    for place, word, known in _references(shape):
        if word not in known:
            among = ", ".join(str(one) for one in known)
            yield document.fault(place, f"{place[1]}: `{word}` is not known: use one of {among}")


def _references(shape: FrameworkShape) -> Iterator[tuple[Path, str | int, Collection[str | int]]]:
    """Every place that names another part: where it stands, the name, the names that exist."""
    for behaviour, b in shape.behaviours.items():
        yield from ((("behaviours", behaviour, "roles"), role, shape.role_groups) for role in b.roles)
    for strategy, s in shape.strategies.items():
        yield from ((("strategies", strategy, "barriers"), n, shape.barriers) for n in s.barriers)
    for recommendation, r in shape.recommendations.items():
        yield ("recommendations", recommendation, "strategy"), r.strategy, shape.strategies
    for solution, x in shape.solutions.items():
        yield ("solutions", solution, "recommendation"), x.recommendation, shape.recommendations
        yield from ((("solutions", solution, "barriers"), n, shape.barriers) for n in x.barriers)
