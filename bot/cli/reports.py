"""``practice``, ``digest`` and ``prompts``: what comes out."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bootstrap import open_app
from bot.cli import data
from bot.cli.databases import settings_of_ready
from bot.cli.options import EARLIEST, AsJson, Database, SettingName
from bot.cli.output import fail, plainly, print_json, refuse, run_async, write_picture
from bot.services.digesting import band_words, digest_card
from bot.services.naming import setting_named
from bot.services.viewing import closed_views, view_document
from nudges.cards import Card, Paragraph
from nudges.digests import monday_of, week_label
from nudges.practice_view import PracticeView
from nudges.texts import FALLBACK, Speaker

practice = typer.Typer(help="Which of the nine behaviours are practised: groups, never persons.")


def add_to(app: typer.Typer) -> None:
    practice.callback(invoke_without_command=True)(practice_view)
    practice.command("import")(data.practice_import)
    app.add_typer(practice, name="practice")
    app.command()(digest)
    app.command()(prompts)


@plainly
def practice_view(
    context: typer.Context,
    setting: Annotated[str | None, typer.Option("--setting", help="The setting's name.")] = None,
    json: AsJson = False,
    db: Database = None,
) -> None:
    """Show every closed four-week window of a setting, as released."""
    if context.invoked_subcommand is not None:
        return
    if setting is None:
        refuse('Name the setting: crosspillar practice --setting "NAME"')
    settings = settings_of_ready(db)

    async def work() -> tuple[Speaker, list[PracticeView], dict[str, Any]]:
        async with open_app(settings) as app, app.deps.begin() as uow:
            place = await setting_named(uow, setting)
            views = await closed_views(app.deps, uow, place, app.deps.clock.now())
            document = await view_document(app.deps, uow, place, views)
            await uow.commit()
            return app.deps.texts.speaker(FALLBACK), views, document

    speak, views, document = run_async(work())
    if json:
        print_json(document)
        return
    for view in views:
        _print_view(view, speak)
    if not views:
        print("No four-week window with records has closed yet.")


def _print_view(view: PracticeView, speak: Speaker) -> None:
    print(speak("digest.practised", first=view.window.first, last=view.window.last))
    for cell in view.cells:
        if cell.unit_id is None:
            group = speak(f"role.{cell.role_group}.name") if cell.role_group else speak("digest.whole")
            name = speak(f"behaviour.{cell.behaviour}.short")
            print(f"  {name}: {group}: {band_words(cell.share, speak)}")
    print("  " + speak("digest.too_few", k=view.k, hidden=view.hidden))


@plainly
def digest(
    setting: SettingName,
    week: Annotated[str, typer.Option("--week", help="The week, like 2026-W48.")],
    json: AsJson = False,
    png: Annotated[Path | None, typer.Option("--png", help="Write the picture to this file.")] = None,
    db: Database = None,
) -> None:
    """Show a week's digest: what coordinators receive on Monday."""
    monday = monday_of(week)
    settings = settings_of_ready(db)

    async def work() -> tuple[dict[str, Any], bytes | None, Card]:
        async with open_app(settings) as app, app.deps.begin() as uow:
            _check_begun(monday, app.deps.clock.now().date())
            document = await app.digests.document(uow, await setting_named(uow, setting), week)
            await uow.commit()  # drawing takes a while, and nothing may wait inside a transaction
            speak = app.deps.texts.speaker(FALLBACK)
            picture = await app.digests.picture(document, speak)
            return document, picture, digest_card(document, None, app.deps.catalogue.framework, speak)

    document, picture, card = run_async(work())
    if png is not None:
        if picture is None:
            fail("There is no picture: no group is large enough to be shown in these weeks.")
        write_picture(png, picture)
    if json:
        print_json(document)
    elif png is None:
        print("\n\n".join([card.title, *(block.text for block in card.body if isinstance(block, Paragraph))]))


def _check_begun(monday: date, today: date) -> None:
    week, newest = week_label(monday), week_label(today)
    if monday < EARLIEST:
        raise ValueError(f"{week} is long before any message; name a week up to {newest}")
    if monday > today:
        raise ValueError(f"{week} has not begun; name a week up to {newest}, the present one")


@plainly
def prompts(
    json: AsJson = False,
    setting: Annotated[str | None, typer.Option("--setting", help="Only this setting.")] = None,
    db: Database = None,
) -> None:
    """List every prompt, planned or sent, oldest first; times in UTC."""
    settings = settings_of_ready(db)

    async def work() -> list[dict[str, Any]]:
        async with open_app(settings) as app, app.deps.begin() as uow:
            place = await setting_named(uow, setting) if setting else None
            return [_line(line) async for line in uow.prompts.lines(place.id if place else None)]

    lines = run_async(work())
    if json:
        print_json(lines)
        return
    if not lines:
        where = f" in {setting}" if setting else ""
        print(f"No prompts yet{where}. A running product plans them within a minute.")
    for line in lines:
        print("  ".join(str(line[key] or "–") for key in ("due_at", "status", "nudge", "person", "answer")))


def _line(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__dataclass_fields__}
