"""What people read of their own reports and of what they stopped doing."""

from collections.abc import Mapping

from bot.services.exporting import Readable, fields
from nudges.records import Record
from nudges.reports import Report
from nudges.self_audits import SelfAudit
from nudges.stopping import Dropped

EXPORTS: Mapping[type[Record], Readable] = {
    Report: fields("name", "rule", "due", "fields", "lent", "given"),
    Dropped: fields("how", "what", "announced", "named_at"),
    SelfAudit: fields(),
}
