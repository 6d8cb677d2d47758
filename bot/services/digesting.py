"""The weekly digest: made once per setting and week, sent to each coordinator, shown on request."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.places import places_renamed, places_to_mend
from bot.services.turn import Turn
from bot.services.viewing import closed_views, week_shares
from nudges.attention import Kind
from nudges.cards import Block, Card, Paragraph, Picture, token
from nudges.chance import stable_id
from nudges.consent import Consent
from nudges.dates import day_in_words, short_day
from nudges.decisions import Prompt
from nudges.digests import (
    PICTURE_WEEKS,
    Line,
    WeekCounts,
    activity,
    digest_due,
    monday_of,
    needs,
    shown_counts,
    week_bounds,
    week_in_words,
    week_label,
)
from nudges.framework import Framework
from nudges.people import Person, Setting
from nudges.practice_view import BandKind, PracticeView, ShareBand, WeekShares, weekly_rows, window_of
from nudges.texts import Speaker

Rows: TypeAlias = Sequence[tuple[str, Sequence[ShareBand | None]]]
DrawPicture: TypeAlias = Callable[[Sequence[str], Rows, Speaker], bytes]
"""Weeks, (label, bands) rows, and the words: a PNG."""


async def send_digests(deps: Deps) -> int:
    """Plan the digest for every coordinator who should have it by now; once per person and week.

    Returns how many were planned now.
    """
    async with deps.begin() as uow:
        now = deps.clock.now()
        weeks = {
            person: week
            for person in await uow.people.coordinators()
            if (week := digest_due(person, now, deps.is_holiday)) is not None
        }
        if not weeks:
            return 0
        consents = await uow.looks.consents([person.id for person in weeks])
        willing = [
            person
            for person, week in weeks.items()
            if consents[person.id] is not Consent.OPTED_OUT and await _had_begun(uow, person, week)
        ]
        new = await uow.prompts.add([], [_prompt(person, weeks[person], now) for person in willing])
        await uow.commit()
    return new


async def _had_begun(uow: UnitOfWork, person: Person, week: str) -> bool:
    """Whether anything can have happened in that week: no digest of a time before the first welcome."""
    began = await uow.reports.began(person.setting_id)
    return began is not None and began < week_bounds(monday_of(week))[1]


def _prompt(person: Person, week: str, now: datetime) -> Prompt:
    return Prompt(
        id=stable_id(person.id, "digest", week),
        decision_id="",
        setting_id=person.setting_id,
        person_id=person.id,
        kind=Kind.DIGEST,
        nudge=Kind.DIGEST.value,
        due_at=now,
        not_after=now + timedelta(days=3),
        facts={"week": week},
    )


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes digests and draws them."""

    deps: Deps
    draw_picture: DrawPicture
    flows: Flows

    async def card(self, uow: UnitOfWork, person: Person, week: str) -> Card:
        """The digest of a week for one coordinator, in their language."""
        document = await self.document(uow, await uow.settings.get(person.setting_id), week)
        await uow.commit()  # drawing takes a while, and nothing may wait inside a transaction
        speak = self.deps.texts.speaker(person.language)
        picture = await self.picture(document, speak)
        source = token(Kind.DIGEST, person.setting_id, week, speak.language)
        return digest_card(document, picture, self.deps.catalogue.framework, speak, source)

    async def document(self, uow: UnitOfWork, setting: Setting, week: str) -> dict[str, Any]:
        """The digest as data. A week that is over is made once and kept."""
        now, monday = self.deps.clock.now(), monday_of(week)
        label = week_label(monday)
        stored = await uow.reports.digest(setting.id, label)
        if stored is not None:
            return stored
        if now < week_bounds(monday)[1]:
            # The weeks before it, which its picture shows too, are kept with the last digest.
            await self.document(uow, setting, week_label(monday - timedelta(weeks=1)))
            return await self._make(uow, setting, monday, now)
        document = await self._make(uow, setting, monday, now)
        await uow.reports.store_digest(setting.id, label, document, now)
        # Another process may have been first: what it stored is the digest.
        return await uow.reports.digest(setting.id, label) or document

    async def picture(self, document: dict[str, Any], speak: Speaker) -> bytes | None:
        """Behaviours by weeks; None where no group is large enough."""
        weeks = [WeekShares.from_document(each) for each in document["weeks"]]
        rows = weekly_rows(weeks, self.deps.catalogue.framework) if weeks else ()
        if not any(band for _, bands in rows for band in bands):
            return None
        labelled = [(speak(f"behaviour.{behaviour}.short"), bands) for behaviour, bands in rows]
        heads = [short_day(week.monday, speak) for week in weeks]
        return await asyncio.to_thread(self.draw_picture, heads, labelled, speak)

    async def _make(self, uow: UnitOfWork, setting: Setting, monday: date, now: datetime) -> dict[str, Any]:
        counts = await uow.reports.week(setting.id, *week_bounds(monday))
        views = await closed_views(self.deps, uow, setting, now)
        closed = [view for view in views if view.window.last < monday + timedelta(days=7)]
        shares = await self._weeks(uow, setting, monday, now)
        renamed = await places_renamed(uow, setting, *week_bounds(monday))
        mend = await places_to_mend(uow, setting)
        return {
            "setting": setting.name,
            "week": week_label(monday),
            "from": monday.isoformat(),
            "to": (monday + timedelta(days=6)).isoformat(),
            "k": self.deps.group_size,
            "counts": shown_counts(counts),
            "lines": [_line(line) for line in (*activity(counts), *renamed)],
            "needs": [_line(line) for line in (*await self._needs(uow, setting, counts, now), *mend)],
            "flows": [_line(line) for line in await self._flows(uow, setting, monday, now)],
            "weeks": [each.to_document() for each in shares],
            "practised": closed[-1].to_document() if closed else None,
            "view_after": window_of(now.date()).last.isoformat(),
        }

    async def _needs(
        self, uow: UnitOfWork, setting: Setting, counts: WeekCounts, now: datetime
    ) -> list[Line]:
        """Only what a coordinator can do something about, most pressing first."""
        crisis, paused = setting.crisis_since is not None, setting.paused_since is not None
        turn = Turn(self.deps, uow, setting, now)
        waiting = [line for flow in self.flows.all if flow.needs for line in await flow.needs(turn)]
        return [*needs(counts, paused=paused, crisis=crisis), *waiting]

    async def _flows(self, uow: UnitOfWork, setting: Setting, monday: date, now: datetime) -> list[Line]:
        """What people did together, flow by flow: these count things, and so stand as they are."""
        turn = Turn(self.deps, uow, setting, now)
        return [
            line
            for flow in self.flows.all
            if flow.week is not None
            for line in await flow.week(turn, *week_bounds(monday))
        ]

    async def _weeks(
        self, uow: UnitOfWork, setting: Setting, monday: date, now: datetime
    ) -> list[WeekShares]:
        """The shares of the weeks up to this one, since anybody noted anything.

        A week that any digest's picture showed stays as it was shown, whether it had a digest
        of its own or not: late answers change nothing.
        """
        first = await uow.practices.first_day(setting.id)
        mondays = [monday - timedelta(weeks=back) for back in range(PICTURE_WEEKS - 1, -1, -1)]
        seen = [day for day in mondays if first is not None and day + timedelta(days=6) >= first]
        shown = await self._shown(uow, setting, monday)
        return [shown.get(day) or await week_shares(self.deps, uow, setting, day, now) for day in seen]

    async def _shown(self, uow: UnitOfWork, setting: Setting, monday: date) -> dict[date, WeekShares]:
        """By its Monday: every week near this one that was in a picture, as it was there first."""
        reach = timedelta(weeks=PICTURE_WEEKS - 1)
        labels = week_label(monday - reach), week_label(monday + reach)
        found: dict[date, WeekShares] = {}
        for document in await uow.reports.digests(setting.id, *labels):
            for shares in map(WeekShares.from_document, document["weeks"]):
                found.setdefault(shares.monday, shares)
        return found


def digest_card(
    document: dict[str, Any], picture: bytes | None, framework: Framework, speak: Speaker, source: str = ""
) -> Card:
    """The digest as a message: plain sentences, then the picture."""
    body: list[Block] = [Paragraph(" ".join(_say(line, speak) for line in document["lines"]))]
    held = _reasons("digest.held", document["counts"]["held"], speak)
    withdrawn = _reasons("digest.withdrawn", document["counts"]["withdrawn"], speak)
    if held or withdrawn:
        body.append(Paragraph(" ".join(text for text in (held, withdrawn) if text)))
    wanted = [f"• {_say(line, speak)}" for line in document["needs"]]
    calm = speak("digest.nothing_needed")
    body.insert(0, Paragraph("\n".join([speak("digest.needs_you"), *wanted]) if wanted else calm))
    if document["flows"]:
        body.append(Paragraph("\n".join(f"• {_say(line, speak)}" for line in document["flows"])))
    body.append(Paragraph(_practised(document, speak)))
    if picture:
        body.append(Picture(picture, picture_words(document, framework, speak), source))
    week = week_in_words(document["week"], speak)
    title = speak("digest.title", setting=document["setting"], week=week)
    footer = speak("digest.footer", k=document["k"], setting=document["setting"])
    return Card(title=title, body=tuple(body), footer=footer)


def picture_words(document: dict[str, Any], framework: Framework, speak: Speaker) -> str:
    """What the picture shows, for whoever cannot see it: the newest week's figures."""
    weeks = [WeekShares.from_document(each) for each in document["weeks"]]
    shares = [
        speak(
            "digest.behaviour_line",
            behaviour=speak(f"behaviour.{behaviour}.short"),
            share=band_words(band, speak) if band else speak("digest.hidden_word"),
        )
        for behaviour, (*_, band) in weekly_rows(weeks, framework)
    ]
    first, last = weeks[0].monday, weeks[-1].monday
    return speak(
        "digest.picture_alt",
        first=day_in_words(first, speak),
        last=day_in_words(last, speak),
        shares="; ".join(shares),
    )


def _practised(document: dict[str, Any], speak: Speaker) -> str:
    if document["practised"] is None:
        return speak("digest.no_window", day=day_in_words(date.fromisoformat(document["view_after"]), speak))
    view = PracticeView.from_document(document["practised"])
    whole = [cell for cell in view.cells if cell.role_group is None and cell.unit_id is None]
    if not whole:
        return speak("digest.none_shown")
    head = window_words(view, speak)
    lines = [
        speak(
            "digest.behaviour_line",
            behaviour=speak(f"behaviour.{cell.behaviour}.short"),
            share=band_words(cell.share, speak),
        )
        for cell in whole
    ]
    coming = next_window_words(date.fromisoformat(document["view_after"]), speak)
    return "\n".join([head, *(f"• {line}" for line in lines), coming, speak("digest.pacts_only")])


def window_words(view: PracticeView, speak: Speaker) -> str:
    """Over a list of shares: which four weeks they are from."""
    window = view.window
    return speak(
        "digest.practised", first=day_in_words(window.first, speak), last=day_in_words(window.last, speak)
    )


def next_window_words(last_day: date, speak: Speaker) -> str:
    """Under a list of shares: when the four weeks that run now can be seen."""
    return speak("digest.next_window", day=day_in_words(last_day, speak))


def band_words(band: ShareBand, speak: Speaker) -> str:
    """A share in words: a range, few, or nearly all."""
    match band.kind:
        case BandKind.FEW:
            return speak("digest.band_few")
        case BandKind.NEARLY_ALL:
            return speak("digest.band_nearly_all")
        case BandKind.RANGE:
            return speak("digest.band", low=band.low, high=band.high)


def _reasons(key: str, counts: dict[str, int], speak: Speaker) -> str:
    if not counts:
        return ""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return speak(
        key, reasons=", ".join(f"{speak(f'digest.reason.{name}')} ({count})" for name, count in most_first)
    )


def _line(line: Line) -> dict[str, Any]:
    return {"key": line.key, "values": dict(line.values)}


def _say(line: dict[str, Any], speak: Speaker) -> str:
    return speak(line["key"], **line["values"])
