"""Bars of bands: they reach from end to end, stay inside, and are none where nothing is shown."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.charts import ACROSS, bars, height_of
from nudges.practice_view import BandKind, ShareBand, share_band

BANDS = st.integers(1, 80).flatmap(lambda size: st.builds(share_band, st.integers(0, size), st.just(size)))


@given(st.lists(st.none() | BANDS, min_size=1, max_size=8))
def test_every_bar_lies_inside_and_holds_its_band(shares: list[ShareBand | None]) -> None:
    drawn = bars(shares)
    assert len(drawn) == len(shares)
    for bar, share in zip(drawn, reversed(shares), strict=True):
        assert (bar.width > 0) == (share is not None)
        assert bar.left >= 0
        assert bar.left + bar.width <= ACROSS
        assert bar.y + bar.height <= height_of(len(shares))
        if share is not None:
            assert bar.left <= share.low
            assert bar.left + bar.width >= share.high


def test_a_range_up_to_29_per_cent_ends_below_30() -> None:
    [bar] = bars([ShareBand(BandKind.RANGE, 20, 29)])
    assert (bar.left, bar.width) == (20, 10)
