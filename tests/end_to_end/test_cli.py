"""The command line as an operator uses it: what it prints, and how it ends."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli.main import app
from bot.db.records_repository import adapter_of
from bot.services.flows import FLOWS
from nudges.practice_view import window_of
from tests.end_to_end.program import command as program

HEAD = "email,name,role_group,entity,pillar,time_zone,is_coordinator"
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


class Ended:
    """How a command ended: its status, and what it wrote on each stream."""

    def __init__(self, status: int, out: str, err: str, failure: BaseException | None) -> None:
        self.status, self.out, self.err, self.failure = status, out, err, failure

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture(scope="module", autouse=True)
def _march() -> Iterator[None]:
    """The commands read the system's clock; once for all tests, as freezing takes a while."""
    for flow in FLOWS:
        for kind in flow.records:
            adapter_of(kind)  # made while time is frozen, it would meet freezegun's own types
    with freeze_time(NOW, real_asyncio=True, tick=True):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the operator works, with a database address set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CROSSPILLAR_DATABASE_URL", f"sqlite:///{tmp_path}/crosspillar.db")
    monkeypatch.setenv("CROSSPILLAR_SECRET_KEY", "only for tests")
    monkeypatch.setenv("CROSSPILLAR_LOCAL_CHAT", "true")
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    """Runs a command; anything but an orderly end is a failure of the test."""

    def start(*words: object) -> Ended:
        result = CliRunner().invoke(app, [str(word) for word in words])
        failure = result.exception if not isinstance(result.exception, SystemExit) else None
        assert failure is None, failure
        assert "Traceback" not in result.output
        return Ended(result.exit_code, result.stdout, result.stderr, failure)

    return start


def people(folder: Path, *emails: str, name: str = "roster.csv", **changes: str) -> Path:
    cells = {"role": "R3", "zone": "Africa/Nairobi"} | changes
    lines = [
        f"{e},Person {n},{cells['role']},Entity,Pillar,{cells['zone']},{'yes' if n == 0 else ''}"
        for n, e in enumerate(emails)
    ]
    path = folder / name
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def many(count: int) -> tuple[str, ...]:
    return tuple(f"p{n}@example.org" for n in range(count))


class TestContent:
    def test_check_counts_the_nudges(self, run: Run) -> None:
        ended = run("check")
        assert (ended.status, "56 nudges" in ended.out) == (0, True)

    def test_check_finds_a_wrong_setting_too(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CROSSPILLAR_GROUP_SIZE", "2")
        monkeypatch.setenv("CROSSPILLAR_FOO", "1")
        ended = run("check")
        assert ended.status == 2
        assert "CROSSPILLAR_GROUP_SIZE: write a whole number, 5 or more" in ended.err
        assert "CROSSPILLAR_FOO: there is no such setting\n" in ended.err, "nothing is like it"

    def test_the_version_is_told(self, run: Run) -> None:
        assert run("--version").out.startswith("crosspillar ")

    def test_framework_has_the_review_s_counts(self, run: Run) -> None:
        found = {name: len(items) for name, items in run("framework", "--json").json.items()}
        assert found == {
            "barriers": 7, "behaviours": 9, "role_groups": 5, "strategies": 3, "recommendations": 6,
            "solutions": 17, "nudges": 56,
        }  # fmt: skip  # one line is easier to compare
        cells = {
            (role, b["id"]) for b in run("framework", "--json").json["behaviours"] for role in b["roles"]
        }
        assert len(cells) == 17

    def test_a_nudge_tells_everything_about_itself(self, run: Run) -> None:
        nudge = run("framework", "--json").json["nudges"][0]
        assert {
            "id", "solution", "barriers", "cells", "trigger", "channel", "friction", "unit", "randomise",
            "paragraphs",
        } <= set(nudge)  # fmt: skip  # as above

    @pytest.mark.parametrize("read", [0, 1])
    def test_a_reader_who_has_enough_ends_the_command_quietly(self, home: Path, read: int) -> None:
        with subprocess.Popen(
            [program(), "framework", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=home
        ) as process:
            assert process.stdout is not None
            for _ in range(read):
                process.stdout.readline()
            process.stdout.close()
            assert process.stderr is not None
            assert process.stderr.read() == b""
            assert process.wait() == 0

    def test_framework_can_be_read_by_people(self, run: Run) -> None:
        assert "B9" in run("framework").out


class TestRoster:
    def test_an_import_says_what_it_did(self, run: Run, home: Path) -> None:
        ended = run("roster", "import", people(home, *many(3)), "--setting", "South")
        assert (ended.status, "new: 3" in ended.out) == (0, True)
        again = run("roster", "import", people(home, *many(2)), "--setting", "South")
        assert "unchanged: 2" in again.out
        assert "p2@example.org" in again.out

    def test_a_dry_run_says_so_and_changes_nothing(self, run: Run, home: Path) -> None:
        ended = run("roster", "import", people(home, *many(3)), "--setting", "South", "--dry-run")
        assert (ended.status, "nothing was changed" in ended.out) == (0, True)
        assert run("practice", "--setting", "South").status == 2

    def test_a_dry_run_makes_no_database(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CROSSPILLAR_SECRET_KEY")
        file = people(home, *many(3))
        ended = run("roster", "import", file, "--setting", "South", "--dry-run")
        assert (ended.status, "new: 3" in ended.out) == (0, True)
        assert list(home.iterdir()) == [file]

    def test_a_dry_run_compares_with_the_database_there_is(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(3)), "--setting", "South")
        ended = run("roster", "import", people(home, *many(4)), "--setting", "South", "--dry-run")
        assert ("new: 1" in ended.out, "unchanged: 3" in ended.out) == (True, True)

    def test_a_faulty_file_names_line_column_and_mend(self, run: Run, home: Path) -> None:
        ended = run("roster", "import", people(home, "x", "b@example.org", role="R9"), "--setting", "South")
        assert ended.status == 2
        assert "3 faults; nothing was changed" in ended.err
        assert "roster.csv" in ended.err
        assert "R1 to R5" in ended.err

    def test_a_mistyped_setting_is_refused_until_it_is_meant(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        others = people(home, "a@example.org", name="others.csv")
        for words in ((), ("--dry-run",)):
            ended = run("roster", "import", others, "--setting", "Suoth", *words)
            assert (ended.status, 'did you mean "South"?' in ended.err) == (2, True)
            assert "--new-setting" in ended.err
        made = run("roster", "import", others, "--setting", "Suoth", "--new-setting")
        assert (made.status, 'a new setting "Suoth" was made' in made.out) == (0, True)

    def test_a_new_setting_is_told_and_a_known_one_is_not(self, run: Run, home: Path) -> None:
        file = people(home, *many(2))
        tried = run("roster", "import", file, "--setting", "South", "--dry-run").out
        assert 'a new setting "South" would be made' in tried
        assert 'a new setting "South" was made' in run("roster", "import", file, "--setting", "South").out
        assert "a new setting" not in run("roster", "import", file, "--setting", " South ").out

    def test_what_a_setting_is_is_said_once(self, run: Run, home: Path) -> None:
        file = people(home, *many(2))
        importing = ("roster", "import", file, "--setting", "Hub")
        made = run(*importing, "--setting-kind", "headquarters")
        assert (made.status, 'a new setting "Hub" was made, as a headquarters hub' in made.out) == (0, True)
        assert run(*importing).status == 0
        assert run(*importing, "--setting-kind", "headquarters").status == 0
        ended = run(*importing, "--setting-kind", "mission")
        assert (ended.status, '"Hub" was made as headquarters and stays so' in ended.err) == (2, True)
        ended = run(*importing, "--setting-kind", "hub")
        assert (ended.status, '"hub" cannot be; write mission or headquarters' in ended.err) == (2, True)

    def test_a_setting_needs_a_name(self, run: Run, home: Path) -> None:
        ended = run("roster", "import", people(home, *many(2)), "--setting", " ")
        assert (ended.status, "has no name" in ended.err) == (2, True)

    def test_names_that_look_alike_are_pointed_out_and_imported(self, run: Run, home: Path) -> None:
        file = home / "roster.csv"
        rows = ("a", "Fund", "Humanitarian"), ("b", "fund", "Humanitarian"), ("c", "Fund", "Humanitarians")
        lines = [f"{who}@x.org,{who},R3,{entity},{pillar},Africa/Nairobi," for who, entity, pillar in rows]
        file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        for words in (("--dry-run",), ()):
            ended = run("roster", "import", file, "--setting", "South", *words)
            assert ended.status == 0
            assert (
                'pillar: "Humanitarian" (2 people, lines 2, 3) and "Humanitarians" (1 person, line 4)'
                in ended.out
            )
            assert (
                'entity: "Fund" (2 people, lines 2, 4) and "fund" (1 person, line 3) are taken as one'
                in ended.out
            )

    def test_a_dry_run_shows_what_the_file_holds(self, run: Run, home: Path) -> None:
        ended = run("roster", "import", people(home, *many(3)), "--setting", "South", "--dry-run")
        for line in ("pillars: 1", "Pillar: 3", "Entity: 3", "coordinators: 1", "reachable here: 3 of 3"):
            assert line in ended.out
        assert "e-mail for the local chat: 3" in ended.out

    def test_somebody_of_another_setting_is_refused(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        ended = run("roster", "import", people(home, *many(1)), "--setting", "North")
        assert (ended.status, 'already belongs to the setting "South"' in ended.err) == (2, True)

    def test_the_sample_roster_can_be_imported(self, run: Run) -> None:
        sample = Path(__file__).parents[2] / "config" / "examples" / "sample-roster.csv"
        assert run("roster", "import", sample, "--setting", "Sample").status == 0


class TestPractice:
    def test_records_are_taken_once(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        file = records(home, ("p0@example.org", "B8", "2026-03-02"))
        assert "New: 1, known before: 0" in run("practice", "import", file).out
        assert "New: 0, known before: 1" in run("practice", "import", file).out

    def test_a_faulty_file_stores_nothing(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        file = records(
            home, ("nobody@example.org", "B8", "2026-03-02"), ("p0@example.org", "B8", "2030-01-01")
        )
        ended = run("practice", "import", file)
        assert (ended.status, "2 faults" in ended.err) == (2, True)

    def test_a_closed_window_is_shown_for_groups_only(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(12)), "--setting", "South")
        day = window_of(NOW.date()).previous.first.isoformat()
        run("practice", "import", records(home, *((email, "B8", day) for email in many(6))))
        shown = run("practice", "--setting", "South", "--json").json
        assert (shown["setting"], shown["k"]) == ("South", 10)
        assert [cell["behaviour"] for cell in shown["windows"][-1]["cells"] if cell["unit"] is None] != []
        assert "p1@example.org" not in json.dumps(shown)
        assert run("practice", "--setting", "South").status == 0

    def test_without_a_closed_window_it_says_so(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        assert "has closed yet" in run("practice", "--setting", "South").out


CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Water group\r\n"
    "DTSTART:20260304T090000Z\r\nDTEND:20260304T100000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class TestCalendars:
    def test_a_file_is_connected_for_a_setting_or_a_person(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        (file := home / "team.ics").write_text(CALENDAR, encoding="utf-8", newline="")
        ended = run("calendar", "import", file, "--setting", "South")
        assert (ended.status, 'the calendar of "South"' in ended.out) == (0, True)
        assert "Meetings in the next two weeks: 3." in ended.out  # the one under way counts
        own = run("calendar", "import", file, "--setting", "South", "--person", "p1@example.org")
        assert "Person 1's own calendar" in own.out

    def test_what_is_no_calendar_is_refused_in_words(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        (file := home / "team.ics").write_text("a letter", encoding="utf-8")
        ended = run("calendar", "import", file, "--setting", "South")
        assert (ended.status, "this is no calendar" in ended.err) == (2, True)
        missing = run("calendar", "import", home / "other.ics", "--setting", "South")
        assert (missing.status, "other.ics" in missing.err) == (2, True)


class TestDigest:
    def test_it_is_printed_in_words_and_as_data(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        shown = run("digest", "--setting", "South", "--week", "2026-W09").out
        assert "South: week of 23 February – 1 March" in shown
        made = run("digest", "--setting", "South", "--week", "2026-W09", "--json").json
        assert (made["week"], made["counts"]["on_roster"]) == ("2026-W09", 2)

    def test_its_picture_is_written_to_a_file(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(12)), "--setting", "South")
        run("practice", "import", records(home, *((e, "B8", "2026-02-24") for e in many(6))))
        ended = run("digest", "--setting", "South", "--week", "2026-W09", "--png", home / "week.png")
        assert ended.status == 0
        assert (home / "week.png").read_bytes().startswith(b"\x89PNG")
        assert f"Wrote the picture to {home / 'week.png'}" in ended.err

    def test_without_a_group_large_enough_there_is_no_picture(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        ended = run("digest", "--setting", "South", "--week", "2026-W09", "--png", home / "week.png")
        assert (ended.status, "no group is large enough" in ended.err) == (1, True)
        assert not (home / "week.png").exists()


class TestPrompts:
    def test_before_any_is_planned_it_says_so(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        assert run("prompts").out.startswith("No prompts yet.")
        assert run("prompts", "--setting", "South").out.startswith("No prompts yet in South.")
        assert run("prompts", "--json").json == []

    def test_simulated_prompts_are_listed_with_every_key(self, run: Run, home: Path) -> None:
        result = run(
            "simulate", "--people", 12, "--weeks", 2, "--seed", 3, "--json", "--db", "sqlite:///s.db"
        )
        assert (result.status, result.json["people"], len(result.json["weeks"])) == (0, 12, 2)
        assert result.json["breaches"] == []
        listed = run("prompts", "--json", "--db", "sqlite:///s.db").json
        assert set(listed[0]) == {
            "id", "nudge", "person", "time_zone", "platform", "due_at", "sent_at", "status", "answer",
            "unasked",
        }  # fmt: skip  # one line is easier to compare
        assert sum(line["sent_at"] is not None for line in listed if line["unasked"]) == sum(
            week[kind]
            for week in result.json["weeks"]
            for kind in ("welcomes", "nudges", "check_ins", "other")
        )
        assert all(
            datetime.fromisoformat(line["due_at"]).utcoffset() == UTC.utcoffset(None) for line in listed
        )
        assert run("prompts", "--db", "sqlite:///s.db").status == 0

    def test_the_same_seed_gives_the_same_weeks(self, run: Run) -> None:
        words = ("simulate", "--people", 5, "--weeks", 1, "--seed", 9, "--json")
        first, second = run(*words).json, run(*words).json
        assert first["weeks"] == second["weeks"]

    def test_a_simulation_never_touches_a_database_in_use(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(2)), "--setting", "South")
        ended = run("simulate", "--people", 5, "--weeks", 1, "--db", f"sqlite:///{home}/crosspillar.db")
        assert (ended.status, "empty one" in ended.err) == (2, True)


class TestBadInput:
    """Each ends with status 2 and says what to do; ``run`` fails on any traceback."""

    def test_a_missing_file(self, run: Run, home: Path) -> None:
        for command in (
            ("roster", "import", "gone.csv", "--setting", "S"),
            ("practice", "import", "gone.csv"),
        ):
            ended = run(*command)
            assert (ended.status, "cannot be opened" in ended.err) == (2, True)

    def test_a_folder_instead_of_a_file(self, run: Run, home: Path) -> None:
        assert run("roster", "import", home, "--setting", "S").status == 2
        assert run("roster", "import", ".", "--setting", "S").err.startswith(".: cannot be opened")

    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("nonsense", "is not a database address"),
            ("", "is not a database address"),
            ("sqlite://", "names no file"),
            ("sqlite:///:memory:", "names no file"),
            ("mysql://localhost/x", "use sqlite or postgresql"),
            ("postgresql://nobody@127.0.0.1:1/none", "the database refused"),
            ("sqlite:////nowhere/at/all.db", "no database"),
        ],
    )
    def test_a_wrong_database_address(self, run: Run, address: str, words: str) -> None:
        ended = run("prompts", "--db", address)
        assert (ended.status, words in ended.err) == (2, True)

    def test_a_place_where_no_database_can_be_made(self, run: Run, home: Path) -> None:
        for command in (("db", "upgrade"), ("roster", "import", people(home, *many(1)), "--setting", "S")):
            assert run(*command, "--db", "sqlite:////nowhere/at/all.db").status == 2

    def test_a_database_that_is_not_there_is_not_made(self, run: Run, home: Path) -> None:
        ended = run("prompts", "--db", f"sqlite:///{home}/typo.db")
        assert (ended.status, "there is no database" in ended.err) == (2, True)
        assert not (home / "typo.db").exists()

    def test_a_database_without_a_schema(self, run: Run, home: Path) -> None:
        (home / "empty.db").touch()
        for words in (("prompts",), ("practice", "--setting", "S"), ("db", "check")):
            ended = run(*words, "--db", f"sqlite:///{home}/empty.db")
            assert (ended.status, "crosspillar db upgrade" in ended.err) == (1, True)

    def test_a_database_of_a_later_version(self, run: Run, home: Path) -> None:
        run("db", "upgrade")
        engine = create_engine(f"sqlite:///{home}/crosspillar.db")
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        engine.dispose()
        assert run("db", "upgrade").status == 2

    def test_a_file_that_is_no_database(self, run: Run, home: Path) -> None:
        (home / "letter.db").write_text("Dear all, this is not a database at all." * 50)
        assert run("prompts", "--db", f"sqlite:///{home}/letter.db").status == 2

    @pytest.mark.parametrize("address", ["nonsense", "", "sqlite://", "sqlite:////nowhere/at/all.db"])
    def test_a_simulation_says_what_is_wrong_with_its_database(self, run: Run, address: str) -> None:
        ended = run("simulate", "--people", 1, "--weeks", 1, "--db", address)
        assert (ended.status, ended.err.count("\n")) == (2, 1)

    @pytest.mark.parametrize("week", ["2026-W99", "last week", "2026", "2026-W00"])
    def test_a_wrong_week(self, run: Run, home: Path, week: str) -> None:
        run("roster", "import", people(home, *many(1)), "--setting", "South")
        ended = run("digest", "--setting", "South", "--week", week)
        assert (ended.status, "write it like 2026-W48" in ended.err) == (2, True)

    def test_a_week_of_long_ago(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(1)), "--setting", "South")
        ended = run("digest", "--setting", "South", "--week", "0001-W01")
        assert (ended.status, "name a week up to 2026-W10" in ended.err) == (2, True)

    @pytest.mark.parametrize("week", ["2026-W11", "2031-W01"])
    def test_a_week_that_has_not_begun(self, run: Run, home: Path, week: str) -> None:
        run("roster", "import", people(home, *many(1)), "--setting", "South")
        ended = run("digest", "--setting", "South", "--week", week)
        assert (ended.status, f"{week} has not begun" in ended.err) == (2, True)
        assert "2026-W10" in ended.err
        assert run("digest", "--setting", "South", "--week", "2026-W10").status == 0

    def test_an_unknown_setting_lists_those_there_are(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(1)), "--setting", "South")
        for words in (("practice",), ("prompts",), ("digest", "--week", "2026-W09")):
            ended = run(*words, "--setting", "Suoth")
            assert (ended.status, 'did you mean "South"? Known: "South"' in ended.err) == (2, True)

    def test_a_picture_that_cannot_be_written(self, run: Run, home: Path) -> None:
        run("roster", "import", people(home, *many(12)), "--setting", "South")
        run("practice", "import", records(home, *((e, "B8", "2026-02-24") for e in many(6))))
        ended = run("digest", "--setting", "South", "--week", "2026-W09", "--png", home / "no" / "week.png")
        assert (ended.status, "check its name and place" in ended.err) == (2, True)

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("CROSSPILLAR_GROUP_SIZE", "3", "write a whole number, 5 or more"),
            ("CROSSPILLAR_ATTENTION__PER_WEEK", "many", "write a whole number from 0 to 5"),
            ("CROSSPILLAR_ATTENTION__GAP_HOURS", "2 days", "write a number of hours from 24 to 336"),
            ("CROSSPILLAR_ATTENTION__CHECK_IN_AT", "noon", "write a time of day like 14:00"),
            ("CROSSPILLAR_ATTENTION", "{half", "write JSON like"),
            ("CROSSPILLAR_SLACK__BOT_TOKEN", "only the token", "SLACK__WORKSPACE: is missing; set it to"),
            ("CROSSPILLAR_LOCAL_CHAT", "perhaps", "write true or false"),
            ("CROSSPILLAR_LOG_FORMAT", "xml", "write console or json"),
        ],
    )
    def test_bad_settings_are_named_with_what_to_write(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
    ) -> None:
        monkeypatch.setenv(name, value)
        ended = run("db", "upgrade")
        assert ended.status == 2
        assert (name.partition("__")[0] in ended.err, words in ended.err) == (True, True)
        assert value not in ended.err

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("CROSSPILLAR_GRUOP_SIZE", "CROSSPILLAR_GROUP_SIZE"),
            ("CROSSPILLAR_SLACK__TOKEN", "CROSSPILLAR_SLACK__BOT_TOKEN"),
            ("crosspillar_atention__per_week", "CROSSPILLAR_ATTENTION__PER_WEEK"),
        ],
    )
    def test_a_misspelt_setting_is_reported_with_what_was_meant(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, meant: str
    ) -> None:
        monkeypatch.setenv(name, "12")
        ended = run("db", "upgrade")
        assert ended.status == 2
        assert f'{name.upper()}: there is no such setting; did you mean "{meant}"?' in ended.err

    def test_every_fault_of_the_settings_is_reported_at_once(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("CROSSPILLAR_GROUP_SIZE", "CROSSPILLAR_XYZZY"):
            monkeypatch.setenv(name, "3")
        ended = run("db", "upgrade")
        assert ("CROSSPILLAR_GROUP_SIZE: " in ended.err, "CROSSPILLAR_XYZZY: " in ended.err) == (True, True)

    @pytest.mark.parametrize(
        "name",
        ["CROSSPILLAR_TEST_POSTGRES", "CROSSPILLAR_PORT_8080_TCP_ADDR", "CROSSPILLAR_SERVICE_HOST"],
    )
    def test_names_that_others_read_are_left_alone(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, "anything")
        assert run("db", "upgrade").status == 0

    def test_a_folder_of_settings_that_is_not_there(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CROSSPILLAR_SECRETS_DIR", "/nowhere/at/all")
        ended = run("db", "upgrade")
        assert (ended.status, "is not a folder" in ended.err) == (2, True)

    @pytest.mark.parametrize("url", ["nonsense", "", "ftp://here"])
    def test_an_address_that_is_none(self, run: Run, url: str) -> None:
        ended = run("health", "--url", url)
        assert (ended.status, "write it like http://" in ended.err) == (2, True)

    def test_the_local_chat_is_never_served_to_the_network(self, run: Run) -> None:
        ended = run("serve", "--host", "0.0.0.0")  # noqa: S104  # refusing it is the point
        assert (ended.status, "no sign-in" in ended.err) == (2, True)

    def test_nothing_answers_where_nothing_runs(self, run: Run) -> None:
        ended = run("health", "--url", "http://127.0.0.1:1")
        assert (ended.status, "nothing answers" in ended.err) == (1, True)

    @pytest.mark.parametrize(
        ("words", "mend"),
        [
            (("nonsense",), "No such command"),
            (("simulate", "--start", "soon"), "like 2026-11-02"),
            (("simulate", "--start", "0001-01-01"), "from 2000-01-01 on"),
            (("simulate", "--people", "0"), "from 1 to"),
            (("simulate", "--weeks", "-2"), "from 1 to"),
            (("simulate", "--seed", "x"), "whole number"),
            (("serve", "--port", "70000"), "from 0 to 65535"),
            (("demo", "--port", "-5"), "from 0 to 65535"),
        ],
    )
    def test_a_wrong_command_line(self, run: Run, words: tuple[str, ...], mend: str) -> None:
        ended = run(*words)
        assert (ended.status, mend in ended.err) == (2, True)


def records(folder: Path, *entries: tuple[str, str, str]) -> Path:
    path = folder / "practice.csv"
    lines = [f"{email},{behaviour},{day},forum" for email, behaviour, day in entries]
    path.write_text("\n".join(["email,behaviour,date,source", *lines]) + "\n", encoding="utf-8")
    return path
