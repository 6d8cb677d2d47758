"""The points of very many pairs at once: ``Round.standing`` and ``Round.score`` for whole rows of people."""

from collections.abc import Callable, Sequence
from itertools import compress
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.words import Marks, Places, Words, codes
from nudges.flows.introductions import Candidate, Round, Standing, Weights
from nudges.flows.introductions.hours import QUARTERS

Points: TypeAlias = NDArray[np.int16]
Mask: TypeAlias = NDArray[np.bool_]

NEVER = np.int16(-20_000)
"""In place of points where two may not be introduced; far below zero, and room for sums below it."""


class Table:
    """The people of a round in a given order of places, and the points of any block of pairs.

    Whatever depends on two groups (entities, pillars, kinds of week) is worked out once for
    each group and all people, and copied for each row.
    """

    def __init__(self, meeting_round: Round, order: Places) -> None:
        people = [meeting_round.people[place] for place in order]
        weights = meeting_round.rules.weights
        self.size = len(people)
        self.own_points = np.array([meeting_round.own_points(person) for person in people], dtype=np.int64)
        self._weights = weights
        self._require_hours = meeting_round.rules.require_shared_hours
        self._topics = Words.of([person.topics for person in people])
        self._languages = Words.of(_spoken(people))
        self._pillars = codes([person.pillar for person in people])
        self._same_pillar = np.arange(self._pillars.max(initial=-1) + 1)[:, None] == self._pillars
        self._entities = codes([person.entity for person in people])
        self._entity_points = _entity_points(self._entities, weights)
        self._weeks = codes([person.hours for person in people])
        self._no_hours, self._hour_points = _hours(self._weeks, people, weights)
        self._mark(meeting_round, {person.id: place for place, person in enumerate(people)}, people)

    def _mark(self, meeting_round: Round, place_of: dict[str, int], people: Sequence[Candidate]) -> None:
        met = [(place_of[a], place_of[b]) for a, b in meeting_round.last_met]
        cooling = map(meeting_round.cooling, meeting_round.last_met.values())
        excluded = (
            (place, place_of[other])
            for place, person in enumerate(people)
            for other in person.exclusions & place_of.keys()
        )
        self._met = Marks.of(met, self.size)
        self._cooling = Marks.of(compress(met, cooling), self.size)
        self._excluded = Marks.of(excluded, self.size)

    def points(self, rows: Places) -> Points:
        """What pairs of these people with everybody score, without ``own_points``; else ``NEVER``."""
        points = self._topics.shared(rows)
        np.minimum(points, self._weights.most_topics, out=points)
        points *= self._weights.shared_topic
        points += self._hour_points[self._weeks[rows]]
        points += self._entity_points[self._entities[rows]]
        points[self._met.cells(rows)] -= self._weights.never_met
        hindered = np.zeros(points.shape, bool)
        for _, found in self._hindrances():
            hindered |= found(rows)
        # Six times as fast as writing NEVER where it is due.
        points *= ~hindered
        points += hindered * NEVER
        return points

    def standings(self, rows: Places) -> NDArray[np.uint8]:
        """How everybody stands to these people, as ``Standing``; themselves as of the same pillar."""
        standings = np.zeros((len(rows), self.size), np.uint8)
        for standing, hindered in reversed(self._hindrances()):
            np.copyto(standings, np.uint8(standing), where=hindered(rows))
        return standings

    def _hindrances(self) -> list[tuple[Standing, Callable[[Places], Mask]]]:
        """What may stand in the way, the first first."""
        found: list[tuple[Standing, Callable[[Places], Mask]]] = [
            (Standing.SAME_PILLAR, lambda rows: self._same_pillar[self._pillars[rows]]),
            (Standing.EXCLUDED, lambda rows: self._marked(self._excluded, rows)),
            (Standing.MET_RECENTLY, lambda rows: self._marked(self._cooling, rows)),
            (Standing.NO_COMMON_LANGUAGE, lambda rows: self._languages.shared(rows) == 0),
        ]
        if self._require_hours:
            found.append((Standing.NO_SHARED_HOURS, lambda rows: self._no_hours[self._weeks[rows]]))
        return found

    def _marked(self, marks: Marks, rows: Places) -> Mask:
        mask = np.zeros((len(rows), self.size), bool)
        mask[marks.cells(rows)] = True
        return mask


def _spoken(people: Sequence[Candidate]) -> list[frozenset[str]]:
    """Languages, where people who state none are taken to speak all."""
    every = frozenset({""}).union(*(person.languages for person in people))
    return [person.languages or every for person in people]


def _entity_points(entities: Places, weights: Weights) -> Points:
    """By entity of the one and place of the other: the points all pairs have, and those for two entities."""
    points = np.full((entities.max(initial=-1) + 1, len(entities)), weights.different_entity, np.int16)
    points[entities, np.arange(len(entities))] = 0
    points += weights.introduced + weights.never_met
    return points


def _hours(weeks: Places, people: Sequence[Candidate], weights: Weights) -> tuple[Mask, Points]:
    """By kind of week of the one and place of the other: whether the two never work at the
    same time, and the points for the hours they share.
    """
    kinds = list(dict.fromkeys(person.hours for person in people))
    packed = b"".join(kind.to_bytes(QUARTERS // 8, "little") for kind in kinds)
    worked = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(len(kinds), QUARTERS // 8), axis=1)
    shared = np.rint(worked.astype(np.float32) @ worked.T.astype(np.float32)).astype(np.int16)
    known = np.array([kind > 0 for kind in kinds], dtype=bool)
    never = (shared == 0) & known & known[:, None]
    points = np.minimum(shared // 4, weights.most_hours) * np.int16(weights.shared_hour)
    return never[:, weeks], points[:, weeks]
