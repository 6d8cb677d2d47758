"""Matches rounds of introductions with numpy and scipy.

Nothing here is loaded before a round is matched: the two libraries take longer to load
than most commands take to run.
"""

from collections.abc import Iterator, Mapping, Sequence

from nudges.flows.introductions import Pair, Round, Standing


class SparseMatcher:
    """Fulfils ``nudges.flows.introductions.Matcher``.

    Each person's most promising counterparts make a sparse graph; ``couples`` says how
    its best pairs are found. Ten thousand people take a few seconds.
    """

    def pairs(self, meeting_round: Round, seed: int) -> Sequence[Pair]:
        from bot.matching.solving import pairs  # noqa: PLC0415  see above

        return pairs(meeting_round, seed)

    def joining(self, meeting_round: Round, pairs: Sequence[Pair], odd: Sequence[int]) -> Mapping[int, int]:
        from bot.matching.solving import joining  # noqa: PLC0415  see above

        return joining(meeting_round, pairs, odd)

    def standings(self, meeting_round: Round, places: Sequence[int]) -> Sequence[Mapping[Standing, int]]:
        from bot.matching.solving import standings  # noqa: PLC0415  see above

        return standings(meeting_round, places)

    def points(self, meeting_round: Round) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
        """For each person in turn: the later ones they may meet, and the points of those pairs."""
        from bot.matching.solving import all_points  # noqa: PLC0415  see above

        return all_points(meeting_round)
