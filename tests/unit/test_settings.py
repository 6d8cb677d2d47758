"""Where settings come from; read by a new interpreter, as the folder of files is named at its start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings

READ = """
from bot.settings import load_settings
found = load_settings()
print(found.key().decode(), found.slack.workspace, found.group_size)
"""


def read_in(folder: Path, **environment: str) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CROSSPILLAR_")}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=plain | environment | {"CROSSPILLAR_SECRETS_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_files_hold_one_top_level_setting_each_and_nested_ones_as_json(tmp_path: Path) -> None:
    (tmp_path / "crosspillar_secret_key").write_text("from a file\n")
    (tmp_path / "crosspillar_group_size").write_text("20")
    (tmp_path / "CROSSPILLAR_SLACK").write_text(
        '{"signing_secret": "0123456789abcdef0123456789abcdef", "bot_token": "xoxb-1", "workspace": "T1"}'
    )
    assert read_in(tmp_path) == "from a file T1 20"
    assert read_in(tmp_path, CROSSPILLAR_GROUP_SIZE="30") == "from a file T1 30"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://bot.example.org", "https://bot.example.org"),
        ("https://example.org/crosspillar/", "https://example.org/crosspillar"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("", None),
    ],
)
def test_the_public_address_is_kept_without_its_last_stroke(written: str, kept: str | None) -> None:
    assert load_settings(public_url=written).public_url == kept


@pytest.mark.parametrize(
    "written",
    [
        "bot.example.org",
        "http://bot.example.org",
        "https://",
        "https://me:secret@bot.example.org",
        "https://bot.example.org?a=b",
        "https://[bot",
    ],
)
def test_a_public_address_must_be_one_that_only_its_reader_can_read(written: str) -> None:
    with pytest.raises(SettingsError, match=r"^CROSSPILLAR_PUBLIC_URL: write the address others reach"):
        load_settings(public_url=written)
