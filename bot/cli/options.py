"""Options that several commands share."""

from typing import Annotated

import typer

Database = Annotated[
    str | None, typer.Option("--db", help="Database address; by default CROSSPILLAR_DATABASE_URL.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
NewSetting = Annotated[
    str, typer.Option("--setting", help="The setting's name; a new name makes a new setting.")
]
SettingName = Annotated[str, typer.Option("--setting", help="The setting's name, as given at the import.")]
