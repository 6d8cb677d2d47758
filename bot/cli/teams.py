"""``teams package``: what an administrator uploads to Microsoft Teams."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import plainly, refuse
from bot.content import load_content
from bot.settings import load_settings
from bot.teams.package import About, package

teams = typer.Typer(help="Connected tenants of Microsoft Teams.", no_args_is_help=True)

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def add_to(app: typer.Typer) -> None:
    app.add_typer(teams, name="teams")


@teams.callback()
def _group() -> None:
    """With it, one command alone is a group too."""


@teams.command("package")
@plainly
def build_package(
    host: Annotated[str, typer.Option(help="Your public host name, such as crosspillar.example.org.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("crosspillar.zip"),
    site: Annotated[str, typer.Option(help="Your own page about it, by https; else your host.")] = "",
) -> None:
    """Write the app package: manifest, translations and icons. Writing it again gives the same file."""
    settings = load_settings()
    if settings.teams is None:
        refuse("Microsoft Teams is not connected: the README says how to set CROSSPILLAR_TEAMS__….")
    if not _HOST.fullmatch(host):
        refuse(f'"{host}" is not a public host name; write it like crosspillar.example.org, without https://')
    if site and not site.startswith("https://"):
        refuse(f'"{site}" is not an address Teams takes; write one that begins with https://')
    texts = load_content().texts
    pages = settings.pages_address if settings.pages_address.startswith("https://") else ""
    app_id, page = settings.teams.client_id.lower(), site or f"https://{host}/"
    about = About(app_id, version("crosspillar"), host, page, pages)
    try:
        out.write_bytes(package(about, {each: texts.speaker(each) for each in texts.languages}))
    except OSError as error:
        refuse(f"{out} cannot be written: {error.strerror}; name another file with --out")
    if not pages:
        print("Without a tab: for one, set CROSSPILLAR_PUBLIC_URL to an https address without a path.")
    print(f"Written: {out}. Upload it in the Teams admin centre: Teams apps, Manage apps, Upload new app.")
