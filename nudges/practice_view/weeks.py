"""The whole setting week by week, for the picture in the weekly digest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nudges.framework import Framework
from nudges.practice_view.bands import ShareBand, share_band
from nudges.practice_view.groups import DEFAULT_GROUP, Member, check_distinct, check_group, counted_roles


@dataclass(frozen=True, slots=True)
class WeekShares:
    """A released week: one band for each counted behaviour, None where too few are counted.

    Like a window it is stored when released and shown unchanged later.
    """

    monday: date
    shares: Mapping[str, ShareBand | None]

    def to_document(self) -> dict[str, Any]:
        """The week as JSON-able data; ``from_document`` gives the same week back."""
        shares = {b: share.to_document() if share else None for b, share in self.shares.items()}
        return {"monday": self.monday.isoformat(), "shares": shares}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "WeekShares":
        shares = {b: ShareBand.from_document(s) if s else None for b, s in document["shares"].items()}
        return cls(date.fromisoformat(document["monday"]), shares)


def release_week(
    monday: date,
    members: Sequence[Member],
    practised: Mapping[str, Collection[str]],
    framework: Framework,
    *,
    k: int = DEFAULT_GROUP,
) -> WeekShares:
    """The shares of the whole setting in the week from ``monday`` to Sunday.

    ``practised`` maps a behaviour to the people who practised it at least once in that
    week. There is one cell for a behaviour and a week, so nothing can be subtracted within
    the week. A week lies inside a window: pass both the same members, so that the two
    never differ by a person who joined or left between them.

    Raises ``ValueError`` where ``monday`` is another day, ``k`` is below the smallest
    group allowed, or a person is listed twice.
    """
    if monday.weekday() != 0:
        raise ValueError(f"a week starts on a Monday, not on {monday}")
    check_group(k)
    check_distinct(members)
    counted = {b.id: counted_roles(b) for b in framework.behaviours.values()}
    shares = {
        behaviour: _share(
            [m.person_id for m in members if m.role_group in roles], practised.get(behaviour, ()), k
        )
        for behaviour, roles in counted.items()
        if roles
    }
    return WeekShares(monday, shares)


def weekly_rows(
    weeks: Sequence[WeekShares], framework: Framework
) -> tuple[tuple[str, tuple[ShareBand | None, ...]], ...]:
    """Behaviours by weeks: (behaviour, its band in each of ``weeks``), in the framework's order."""
    counted = (b.id for b in framework.behaviours.values() if counted_roles(b))
    return tuple((behaviour, tuple(week.shares.get(behaviour) for week in weeks)) for behaviour in counted)


def _share(people: Sequence[str], practised: Collection[str], k: int) -> ShareBand | None:
    if len(people) < k:
        return None
    return share_band(len({*people} & {*practised}), len(people))
