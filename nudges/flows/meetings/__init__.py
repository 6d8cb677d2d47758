"""Meetings from calendars: what comes up around one that people of several pillars attend.

A calendar is connected by a person (their own: only hours are counted, nothing else of it is
kept) or by a coordinator (the setting's: meetings across pillars are kept while they lie
ahead). Prompts belong where attention already is (Review, paragraph 103): a day before, at
the start, and when the meeting has just ended.
"""
