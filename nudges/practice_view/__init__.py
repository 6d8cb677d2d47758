"""What managers see: which behaviours are practised in groups, never who practises them.

Every closed window is released once, stored as a document and shown unchanged ever after.
``release_view`` decides which fixed cells may be published at all (from who belongs
where, never from what people did) and shows each as a band. ``release_week`` does the
same for the whole setting and one week; the weekly digest draws a series of those.
"""

from nudges.practice_view.bands import BandKind, ShareBand, share_band
from nudges.practice_view.groups import DEFAULT_GROUP, SMALLEST_GROUP, Member
from nudges.practice_view.release import Cell, PracticeView, release_view
from nudges.practice_view.series import Series, SeriesRow, Trend, series
from nudges.practice_view.weeks import WeekShares, release_week, weekly_rows
from nudges.practice_view.windows import Window, last_closed_window, window_of

__all__ = [
    "DEFAULT_GROUP",
    "SMALLEST_GROUP",
    "BandKind",
    "Cell",
    "Member",
    "PracticeView",
    "Series",
    "SeriesRow",
    "ShareBand",
    "Trend",
    "WeekShares",
    "Window",
    "last_closed_window",
    "release_view",
    "release_week",
    "series",
    "share_band",
    "weekly_rows",
    "window_of",
]
