"""Options that several commands share."""

from typing import Annotated

import typer

Database = Annotated[
    str | None, typer.Option("--db", help="Database address; by default CROSSPILLAR_DATABASE_URL.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
SettingName = Annotated[str, typer.Option("--setting", help="The setting's name, as given at the import.")]
