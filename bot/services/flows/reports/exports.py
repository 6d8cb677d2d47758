"""What people read of their own reports and of what they stopped doing."""

from collections.abc import Mapping

from bot.services.exporting import Readable, fields
from nudges.flows.reports.registry import Report
from nudges.flows.reports.self_audits import SelfAudit
from nudges.flows.reports.stopping import Dropped
from nudges.records import Record

EXPORTS: Mapping[type[Record], Readable] = {
    Report: fields("name", "rule", "due", "fields", "lent", "given"),
    Dropped: fields("how", "what", "announced", "named_at"),
    SelfAudit: fields(),
}
