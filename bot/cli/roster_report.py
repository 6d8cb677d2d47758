"""What ``roster import`` did, or would do, in words."""

from collections.abc import Iterable, Iterator, Sequence

from bot.services.rosters import Imported
from nudges.people import SettingKind
from nudges.roster.summary import Counts, summary_of
from nudges.texts import Speaker

_SHOWN = 20
"""Names in a list; more would push what matters off the screen."""


def import_report(imported: Imported, setting: str, speak: Speaker) -> Iterator[str]:
    """The lines to print: what changed, what to look at again, and in a dry run what the file holds."""
    yield "Imported." if imported.applied else "Dry run: nothing was changed."
    if imported.setting_is_new:
        made = "was made" if imported.applied else "would be made"
        hub = ", as a headquarters hub" if imported.kind is SettingKind.HEADQUARTERS else ""
        yield f'  a new setting "{setting}" {made}{hub}'
    yield from _changes(imported)
    if not imported.applied:
        yield from _contents(imported)
    yield from _not_written_to(imported)
    yield from (f"  look again: {alike.said(speak)}" for alike in imported.roster.alike)


def _changes(imported: Imported) -> Iterator[str]:
    change = imported.change
    yield f"  new: {len(change.added)}"
    yield f"  changed: {len(change.changed)}"
    yield from _some([f"{each.person.email}: {', '.join(each.fields)}" for each in change.changed])
    yield f"  unchanged: {len(change.unchanged)}"
    yield f"  no longer on the roster: {len(change.left)}"
    yield from _some([person.email for person in change.left])


def _contents(imported: Imported) -> Iterator[str]:
    summary = summary_of(imported.roster)
    yield f"  pillars: {len(summary.pillars)}"
    yield from _some(_counted(summary.pillars))
    yield f"  entities: {len(summary.entities)}"
    yield from _some(_counted(summary.entities))
    yield f"  coordinators: {len(summary.coordinators)}"
    yield from _some(summary.coordinators)
    if not summary.coordinators:
        yield "    nobody gets the digest; write yes under is_coordinator for one person at least"
    yield f"  reachable here: {summary.people - imported.unreachable} of {summary.people}"
    local = f", e-mail for the local chat: {summary.people}" if imported.local_chat else ""
    yield f"    with a Slack id: {summary.slack}, Teams id: {summary.teams}{local}"


def _not_written_to(imported: Imported) -> Iterator[str]:
    if imported.unreachable:
        yield f"  without a chat account that is connected here: {imported.unreachable}"
        yield "    they are not written to; add their slack_id, connect Slack, or switch the local chat on"
    if imported.forgotten:
        yield f"  left out because they asked to be forgotten: {imported.forgotten}"


def _counted(counts: Counts) -> list[str]:
    return [f"{name}: {count}" for name, count in counts]


def _some(lines: Sequence[str]) -> Iterable[str]:
    shown = [f"    {line}" for line in lines[:_SHOWN]]
    return shown if len(lines) <= _SHOWN else [*shown, f"    and {len(lines) - _SHOWN} more"]
