"""What can be said about the container image without building it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = [line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if line]
FINAL_STAGE = LINES[max(i for i, line in enumerate(LINES) if line.startswith("FROM ")) :]


def _arguments(instruction: str, lines: list[str] = LINES) -> list[str]:
    return [line.removeprefix(f"{instruction} ") for line in lines if line.startswith(f"{instruction} ")]


def _copied() -> list[str]:
    return [
        source
        for arguments in _arguments("COPY")
        if not arguments.startswith("--from=")
        for source in arguments.split()[:-1]
    ]


def test_the_base_image_has_a_full_version() -> None:
    images = [arguments.split()[0] for arguments in _arguments("FROM")]
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-\w+", image) for image in images)


def test_the_bot_does_not_run_as_root() -> None:
    users = _arguments("USER", FINAL_STAGE)
    assert users
    assert users[-1] not in {"root", "0"}


@pytest.mark.parametrize("source", _copied())
def test_everything_copied_exists_and_reaches_the_builder(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source.rstrip('/')}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_packages_come_from_the_lock_only() -> None:
    installs = [run for run in _arguments("RUN") if "pip install" in run]
    assert installs
    assert all("--require-hashes" in run or "--no-index" in run for run in installs)


def test_the_image_says_whether_the_bot_is_healthy() -> None:
    assert any('["crosspillar", "health"]' in check for check in _arguments("HEALTHCHECK", FINAL_STAGE))


def test_the_data_survives_the_container() -> None:
    assert _arguments("VOLUME", FINAL_STAGE) == ["/data"]
