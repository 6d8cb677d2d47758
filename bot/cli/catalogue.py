"""``check`` and ``framework``: what the content says, and whether it is sound."""

import typer

from bot.cli.options import AsJson
from bot.cli.output import plainly, print_json
from bot.content import framework_document, load_content
from bot.settings import load_settings


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(framework)


@plainly
def check() -> None:
    """Check all content and the settings of the environment; print every fault."""
    content = load_content()
    load_settings()
    languages = ", ".join(sorted(content.texts.languages))
    print(f"{len(content.catalogue.nudges)} nudges and their texts are sound ({languages}).")
    print("The settings of the environment are sound.")


@plainly
def framework(json: AsJson = False) -> None:
    """Show the Review's framework and the nudges built on it."""
    content = load_content()
    document = framework_document(content)
    if json:
        print_json(document)
        return
    for name, items in document.items():
        print(f"{name}: {len(items)}")
        for item in items:
            print(f"  {item['id']}  {item.get('name') or item.get('title')}")
