"""What owners of cards, askers and readers find of their own."""

from collections.abc import Mapping

from bot.services.exporting import Readable, fields
from nudges.flows.guidance.questions import Gap, Question
from nudges.flows.guidance.shortcuts import GuidanceCard, Verdict
from nudges.records import Record

EXPORTS: Mapping[type[Record], Readable] = {
    GuidanceCard: fields("language", "content", "checked_at"),
    Verdict: fields("helped"),
    Question: fields("words", "asked_at"),
    Gap: fields("raised_at"),
}
"""The words of a gap are an asker's: they stay with them."""
