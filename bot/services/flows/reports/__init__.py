"""``reports``: what is written already need not be written twice; the stop-doing list; the self-audit."""

from bot.services.flow import Flow, Waited
from bot.services.flows.reports import registry, reusing, self_audit, stopping
from bot.services.flows.reports.exports import EXPORTS
from bot.services.flows.reports.shown import week
from nudges.flows.reports.registry import OFFERED, Report
from nudges.flows.reports.self_audits import DECIDE, DECIDED, NUMBERS, SelfAudit
from nudges.flows.reports.stopping import ANNOUNCED, STILL_SO, Dropped

FLOW = Flow(
    name="reports",
    records=(Report, Dropped, SelfAudit),
    words={"reports": registry.reports, "less": stopping.less},
    presses={
        "report_show": registry.show,
        "report_end": registry.end,
        "report_reuse": reusing.reused,
        "report_not_same": reusing.not_same,
        "less_still": stopping.still,
        "less_back": stopping.back,
        "self_audit_keep": self_audit.kept,
        "self_audit_pause": self_audit.paused,
    },
    dialogs={
        "report_new": registry.new,
        "report_fill": registry.fill_form,
        "report_edit": reusing.edit_form,
        "less": stopping.name_form,
    },
    submissions={
        "report_new": registry.registered,
        "report_fill": registry.filled,
        "report_edit": reusing.edited,
        "less": stopping.named,
    },
    letters={
        OFFERED: reusing.offered_facts,
        ANNOUNCED: stopping.facts,
        STILL_SO: stopping.open_facts,
        NUMBERS: self_audit.facts,
        DECIDED: self_audit.facts,
        DECIDE: self_audit.open_facts,
    },
    waited={ANNOUNCED: Waited(back=stopping.stays_back)},
    wakes={Report: reusing.on_wake, Dropped: stopping.on_wake, SelfAudit: self_audit.on_wake},
    daily=self_audit.daily,
    exports=EXPORTS,
    week=week,
)
