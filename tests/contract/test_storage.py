"""What every database must do for the services, whichever stands behind the unit of work."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest_asyncio
from sqlalchemy import MetaData, String, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import open_engine
from bot.db.tables import Base
from bot.db.unit_of_work import units_of_work
from bot.local.messages import LocalMessages, NewMessage, direct, forgetting
from bot.local.tables import metadata as local_chat
from bot.ports import Actor, MessageRef
from bot.ports.messages import Claimed, Delivery, Ended, Postponed, Sent, Workspace
from bot.ports.storage import Begin, UnitOfWork
from bot.services.practising import naming
from nudges.attention import Kind
from nudges.candidates import Happening
from nudges.cards import say
from nudges.chance import stable_id
from nudges.channels import Channel
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.decisions import Decision, Outcome, Prompt, Slot, Status
from nudges.editions import Edition, TextVersion
from nudges.events import EventKind
from nudges.people import Identity, Leave, Person, Platform, Standing
from nudges.practice import Evidence, PracticeRecord, Source
from tests.factories import a_person, a_prompt, a_setting

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
ADA = a_person("ada", leave=(Leave(date(2026, 7, 1), date(2026, 7, 14)),))
BO = a_person("bo", name="Bo Larsen")
PEOPLE = (ADA, BO)
DAY = NOW.date()

THE_CHANNEL = Channel("c1", "south", Platform.SLACK, "T1", "C1", "all")
A_POST = replace(a_prompt(Kind.POST, "post", prompt_id="p3"), person_id="", channel_id="c1", decision_id="")


@pytest_asyncio.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(database_url)
    yield opened
    await opened.dispose()


@pytest_asyncio.fixture
async def begin(engine: AsyncEngine) -> Begin:
    """Units of work on a database with two people of one setting, reached in the local chat."""
    opens = units_of_work(engine, also_forget=(forgetting,))
    async with changing(opens) as uow:
        await uow.settings.add(a_setting())
        await uow.people.add(PEOPLE)
        await uow.people.set_identities([identity_of(person) for person in PEOPLE])
    return opens


@asynccontextmanager
async def changing(begin: Begin) -> AsyncIterator[UnitOfWork]:
    """A unit of work that is committed."""
    async with begin() as uow:
        yield uow
        await uow.commit()


def identity_of(person: Person, platform: Platform = Platform.LOCAL, user: str = "") -> Identity:
    user = user or person.email
    return Identity(stable_id(person.id, platform, user), person.id, platform, "local", user)


def decision_of(person: Person, decision_id: str = "d1", *, planned: bool = True) -> Decision:
    outcome = Outcome.PLANNED if planned else Outcome.UNAVAILABLE
    nudge = "S5-3" if planned else None
    return Decision(
        decision_id, "south", person.id, DAY, Slot.DAY, NOW, ("S5-3",), outcome=outcome, nudge=nudge
    )


def prompt_for(person: Person, prompt_id: str = "p1", decision_id: str = "") -> Prompt:
    return replace(a_prompt(prompt_id=prompt_id), person_id=person.id, decision_id=decision_id)


async def planned(begin: Begin, *prompts: Prompt) -> list[Delivery]:
    async with changing(begin) as uow:
        await uow.prompts.add([], prompts)
        return await uow.prompts.due(NOW, 100)


async def found_in(begin: Begin, *workspaces: Workspace) -> list[list[str]]:
    """For whom something is due in each of these, which are all where something is due."""
    async with begin() as uow:
        assert set(await uow.prompts.due_in(NOW)) == set(workspaces)
        due = [await uow.prompts.due(NOW, 10, each) for each in workspaces]
    return [sorted(each.prompt.recipient for each in some) for some in due]


async def claim(begin: Begin, deliveries: Sequence[Delivery], token: str) -> list[Claimed]:
    async with changing(begin) as uow:
        return await uow.prompts.claim([each.id for each in deliveries], token, LATER)


async def status_of(begin: Begin, prompt_id: str = "p1") -> Status | None:
    async with begin() as uow:
        stored = await uow.prompts.get(prompt_id)
        return stored.status if stored else None


def sent(key: str = "m1") -> Sent:
    return Sent(NOW, MessageRef(Platform.LOCAL, "local", "ada", key))


def recounted(records: Mapping[str, PracticeRecord], first: date, last: date) -> dict[str, set[str]]:
    """Behaviour -> people, counted record by record."""
    found: dict[str, set[str]] = {}
    for each in records.values():
        if each.evidence is not Evidence.DECLINED and first <= each.practised_on <= last:
            found.setdefault(each.behaviour, set()).add(each.person_id)
    return found


def a_record(person: Person, **changes: object) -> PracticeRecord:
    record = PracticeRecord(
        "r1", "south", person.id, "B8", DAY, NOW, Source.DID, Evidence.SELF_REPORTED, None, ""
    )
    return replace(record, **changes)  # type: ignore[arg-type]  # a test names the fields it is about


class TestSettings:
    async def test_who_asks_for_a_setting_alone_takes_turns(self, begin: Begin) -> None:
        async def sign(name: str) -> None:
            async with changing(begin) as uow:
                setting = await uow.settings.alone("south")
                await uow.settings.save(replace(setting, name=f"{setting.name}, {name}"))

        await asyncio.gather(*(sign(name) for name in "abcd"))
        async with begin() as uow:
            setting = await uow.settings.get("south")
        assert sorted(setting.name.split(", ")[1:]) == list("abcd")


class TestPlanning:
    async def test_a_decision_point_is_decided_once(self, begin: Begin) -> None:
        first, second = decision_of(ADA, planned=False), decision_of(ADA)
        async with changing(begin) as uow:
            await uow.prompts.add([first], [])
            await uow.prompts.add([second], [prompt_for(ADA, decision_id="d1")])
        async with begin() as uow:
            kept = await uow.prompts.decision("d1")
            assert kept is not None
            assert kept.outcome is Outcome.UNAVAILABLE
            assert await uow.prompts.due(NOW, 10) == []

    async def test_a_second_decision_for_the_same_slot_is_refused(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.prompts.add([decision_of(ADA)], [prompt_for(ADA, decision_id="d1")])
            await uow.prompts.add([decision_of(ADA, "d2")], [prompt_for(ADA, "p2", "d2")])
        assert await status_of(begin) is Status.PLANNED
        assert await status_of(begin, "p2") is None

    async def test_a_prompt_added_twice_is_delivered_once(self, begin: Begin) -> None:
        await planned(begin, prompt_for(ADA))
        assert len(await planned(begin, prompt_for(ADA))) == 1

    async def test_nothing_is_kept_without_commit(self, begin: Begin) -> None:
        async with begin() as uow:
            await uow.prompts.add([], [prompt_for(ADA)])
        assert await status_of(begin) is None


class TestDelivering:
    async def test_a_delivery_is_claimed_by_one_process_only(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        assert len(await claim(begin, due, "one")) == 1
        assert await claim(begin, due, "two") == []

    async def test_of_two_claims_at_once_one_gets_it(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA), prompt_for(BO, "p2"))
        both = await asyncio.gather(claim(begin, due, "one"), claim(begin, due, "two"))
        assert sorted(each.delivery.id for claimed in both for each in claimed) == sorted(d.id for d in due)

    async def test_each_delivery_goes_to_its_own_person(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA), prompt_for(BO, "p2"))
        claimed = await claim(begin, due, "one")
        assert {(c.delivery.prompt.person_id, c.identity_id) for c in claimed} == {
            ("ada", identity_of(ADA).id),
            ("bo", identity_of(BO).id),
        }

    async def test_a_real_platform_comes_before_the_local_chat(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.people.set_identities([identity_of(ADA, Platform.SLACK, "U1")])
        [claimed] = await claim(begin, await planned(begin, prompt_for(ADA)), "one")
        assert claimed.to.platform is Platform.SLACK

    async def test_a_closed_identity_gets_nothing(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.people.set_identities([identity_of(ADA, Platform.SLACK, "U1")])
            await uow.people.close_identity(identity_of(ADA, Platform.SLACK, "U1").id, NOW)
        [claimed] = await claim(begin, await planned(begin, prompt_for(ADA)), "one")
        assert claimed.to.platform is Platform.LOCAL

    async def test_only_the_claim_s_token_can_settle_it(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        await claim(begin, due, "one")
        for token in ("two", None):
            async with changing(begin) as uow:
                await uow.prompts.settle({due[0].id: Ended(Status.FAILED, "no")}, token)
        assert await status_of(begin) is Status.PLANNED
        async with changing(begin) as uow:
            await uow.prompts.settle({due[0].id: sent()}, "one")
        assert await status_of(begin) is Status.SENT

    async def test_a_settled_delivery_cannot_be_settled_again(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        await claim(begin, due, "one")
        async with changing(begin) as uow:
            await uow.prompts.settle({due[0].id: sent()}, "one")
            await uow.prompts.settle({due[0].id: Postponed(LATER)}, "one")
        assert await status_of(begin) is Status.SENT

    async def test_a_claim_is_stranded_only_after_its_hold(self, begin: Begin) -> None:
        await claim(begin, await planned(begin, prompt_for(ADA)), "one")
        async with begin() as uow:
            assert await uow.prompts.stranded(LATER, 10) == []
            [stranded] = await uow.prompts.stranded(LATER + timedelta(seconds=1), 10)
        assert stranded.delivery.attempts == 1

    async def test_a_claim_whose_account_is_gone_ends_as_unknown(self, begin: Begin) -> None:
        await claim(begin, await planned(begin, prompt_for(ADA), prompt_for(BO, "p2")), "one")
        expired = LATER + timedelta(seconds=1)
        async with changing(begin) as uow:
            await uow.people.set_identities([identity_of(ADA, user="another account")])
            assert await uow.prompts.settle_strays("ask them", LATER) == 0
            assert await uow.prompts.settle_strays("ask them", expired) == 1
            assert await uow.prompts.settle_strays("ask them", expired) == 0
        assert await status_of(begin) is Status.UNKNOWN
        async with begin() as uow:
            assert [each.delivery.prompt.person_id for each in await uow.prompts.stranded(expired, 10)] == [
                "bo"
            ]

    async def test_whoever_lost_every_account_is_not_claimed(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        async with changing(begin) as uow:
            await uow.people.close_identity(identity_of(ADA).id, NOW)
        assert await claim(begin, due, "one") == []
        async with begin() as uow:
            assert [each.id for each in await uow.prompts.due(NOW, 10)] == [due[0].id]

    async def test_what_is_due_is_found_by_the_workspace_it_goes_to(self, begin: Begin) -> None:
        office, nowhere = Workspace(Platform.SLACK, "T1"), Workspace()
        local = Workspace(Platform.LOCAL, "local")
        await planned(begin, prompt_for(ADA), prompt_for(BO, "p2"))
        async with changing(begin) as uow:
            await uow.channels.save(THE_CHANNEL)
            await uow.prompts.add([], [A_POST])
            await uow.people.close_identity(identity_of(ADA).id, NOW)
        assert await found_in(begin, nowhere, office, local) == [["ada"], ["c1"], ["bo"]]
        async with changing(begin) as uow:
            await uow.people.set_identities([Identity("i", "ada", Platform.SLACK, "T1", "U1")])
        assert await found_in(begin, office, local) == [["ada", "c1"], ["bo"]]
        async with begin() as uow:
            assert await uow.prompts.due_in(NOW - timedelta(days=1)) == []

    async def test_what_was_answered_has_arrived_whatever_the_sender_knows(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        await claim(begin, due, "one")
        async with changing(begin) as uow:
            await uow.prompts.answer("p1", "ada", "", "agreed", NOW)
            await uow.prompts.settle({due[0].id: Postponed(NOW)}, "one")
        assert await status_of(begin) is Status.ANSWERED
        async with begin() as uow:
            assert await uow.prompts.due(LATER, 10) == []

    async def test_an_answer_that_overtakes_the_sender_stays(self, begin: Begin) -> None:
        due = await planned(begin, prompt_for(ADA))
        await claim(begin, due, "one")
        async with changing(begin) as uow:
            await uow.prompts.answer("p1", "ada", "", "agreed", NOW)
            await uow.prompts.settle({due[0].id: sent()}, "one")
        assert await status_of(begin) is Status.ANSWERED


class TestAnswers:
    async def test_the_first_answer_to_each_part_stays(self, begin: Begin) -> None:
        await planned(begin, prompt_for(ADA))
        async with changing(begin) as uow:
            assert await uow.prompts.answer("p1", "ada", "B1", "yes", NOW)
            assert not await uow.prompts.answer("p1", "ada", "B1", "no", NOW)
            assert await uow.prompts.answer("p1", "ada", "B2", "no", NOW)
        async with begin() as uow:
            stored = await uow.prompts.get("p1")
        assert stored is not None
        assert stored.answers == {"B1": "yes", "B2": "no"}

    async def test_a_practice_record_is_stored_once(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            assert await uow.practices.add([a_record(ADA)]) == 1
            assert await uow.practices.add([a_record(ADA), a_record(ADA, id="r2")]) == 1

    async def test_a_declined_record_does_not_count(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.practices.add([a_record(ADA), a_record(BO, id="r2")])
            await uow.practices.set_evidence("r1", Evidence.DECLINED)
            assert await uow.practices.practised("south", DAY, DAY) == {"B8": {"bo"}}

    async def test_who_practised_is_what_a_recount_says_whatever_was_done_to_the_records(
        self, begin: Begin
    ) -> None:
        rng, kept = Random(7), dict[str, PracticeRecord]()
        async with changing(begin) as uow:
            for number in range(150):
                day, behaviour = DAY + timedelta(rng.randrange(6)), rng.choice(["B6", "B8"])
                record = a_record(rng.choice(PEOPLE), id=f"r{number}", practised_on=day, behaviour=behaviour)
                kept[record.id] = record
                await uow.practices.add([record])
                changed = rng.choice(list(kept.values()))
                if rng.random() < 0.5:
                    await uow.practices.remove(kept.pop(changed.id).id)
                else:
                    kept[changed.id] = replace(changed, evidence=rng.choice(list(Evidence)))
                    await uow.practices.set_evidence(changed.id, kept[changed.id].evidence)
                first = DAY + timedelta(rng.randrange(6))
                last = first + timedelta(rng.randrange(3))
                assert await uow.practices.practised("south", first, last) == recounted(kept, first, last)

    async def test_a_release_is_read_by_its_groups_and_the_first_one_stays(self, begin: Begin) -> None:
        whole, ada, bo = ({"cells": [name]} for name in ("whole", "ada", "bo"))
        later = DAY + timedelta(weeks=4)
        async with changing(begin) as uow:
            await uow.practices.store_release("south", DAY, {"": whole, "ada": ada}, NOW)
            await uow.practices.store_release("south", later, {"": whole, "ada": ada, "bo": bo}, NOW)
        async with changing(begin) as uow:
            await uow.practices.store_release("south", DAY, {"": bo, "bo": bo}, NOW)
            releases = uow.practices.releases
            assert await uow.practices.released("south") == [DAY, later]
            assert await releases("south", DAY) == {DAY: [whole, ada], later: [whole, ada, bo]}
            assert await releases("south", DAY, ["bo"]) == {DAY: [whole], later: [whole, bo]}
            assert await releases("south", later, []) == {later: [whole]}


class TestPeople:
    async def test_the_active_are_those_on_any_roster_now(self, begin: Begin) -> None:
        far, gone = a_person("cy", setting_id="north"), a_person("di", standing=Standing.LEFT)
        async with changing(begin) as uow:
            await uow.settings.add(a_setting("north", name="North"))
            await uow.people.add([far, gone])
            assert await uow.people.active() == [ADA, BO, far]

    async def test_a_roster_may_be_longer_than_a_statement_takes_values(self, begin: Begin) -> None:
        many = [f"nobody {n}" for n in range(70_000)]
        async with changing(begin) as uow:
            await uow.people.erase("bo", "hash of the address", NOW)
            assert await uow.people.forgotten([*many, "hash of the address"]) == {"hash of the address"}
            assert await uow.people.identities([*many, "ada"]) == [identity_of(ADA)]


class TestHappenings:
    async def test_what_is_taken_back_is_gone_and_may_come_again(self, begin: Begin) -> None:
        first, second = (Happening(name, EventKind.LEAVE_STARTING, NOW, "ada") for name in ("h1", "h2"))
        async with changing(begin) as uow:
            await uow.looks.happened([first, second], "south")
            await uow.looks.take_back(["h1", "never there"])
            assert await uow.looks.happenings(["ada"], NOW, NOW) == {"ada": [second]}
            await uow.looks.happened([first], "south")
            assert await uow.looks.happenings(["ada"], NOW, NOW) == {"ada": [first, second]}
            await uow.looks.take_back([])


class TestIdentities:
    async def test_an_account_belongs_to_one_person(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.people.set_identities([identity_of(ADA, Platform.SLACK, "U1")])
            await uow.people.set_identities([identity_of(BO, Platform.SLACK, "U1")])
        async with begin() as uow:
            found = await uow.people.visitor(Actor(Platform.SLACK, "local", "U1"))
        assert found is not None
        assert found[0].id == "bo"

    async def test_a_corrected_account_replaces_the_wrong_one(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.people.set_identities([identity_of(ADA, Platform.SLACK, "WRONG")])
            await uow.people.set_identities([identity_of(ADA, Platform.SLACK, "RIGHT")])
        async with begin() as uow:
            users = {each.user_id for each in await uow.people.identities(["ada"])}
            assert await uow.people.visitor(Actor(Platform.SLACK, "local", "WRONG")) is None
        assert users == {"RIGHT", ADA.email}

    async def test_an_account_that_is_named_again_is_tried_again(self, begin: Begin) -> None:
        identity = identity_of(ADA)
        async with changing(begin) as uow:
            await uow.people.close_identity(identity.id, NOW)
            assert await uow.people.identities(["ada"]) == []
            await uow.people.set_identities([identity])
            assert await uow.people.identities(["ada"]) == [identity]


async def everything_about(uow: UnitOfWork) -> None:
    """Fill every table that can hold something about Ada, and about Bo where Ada is named."""
    facts = {**naming(ADA), "record": "r1"}
    asked = Happening("h2", EventKind.CONFIRMATION_ASKED, NOW, "bo", facts)
    await uow.looks.set_consent(ConsentRecord("ada", ConsentAct.OPTED_IN, NOW, "2026-11"), Consent.OPTED_IN)
    await uow.looks.happened([Happening("h1", EventKind.ONBOARDED, NOW, "ada"), asked], "south")
    about_ada = replace(prompt_for(BO, "p2"), facts=facts)
    await uow.prompts.add([decision_of(ADA)], [prompt_for(ADA, decision_id="d1"), about_ada])
    await uow.prompts.answer("p1", "ada", "", "agreed", NOW)
    await uow.practices.add([a_record(ADA), a_record(BO, id="r2", counterpart_id="ada")])
    members = [{"person": p.id, "role_group": "R3", "units": []} for p in PEOPLE]
    await uow.practices.store_members("south", DAY, members, NOW)


async def tables_naming(engine: AsyncEngine, *needles: str) -> set[str]:
    """Tables in which any column of any row holds one of the words."""
    found: set[str] = set()
    tables: list[MetaData] = [Base.metadata, local_chat]
    async with engine.connect() as connection:
        for table in (t for metadata in tables for t in metadata.sorted_tables):
            for column in table.columns:
                text = cast(column, Text if not isinstance(column.type, String) else String)
                for needle in needles:
                    query = select(func.count()).select_from(table).where(text.contains(needle))
                    if await connection.scalar(query):
                        found.add(table.name)
    return found


class TestErasure:
    async def test_no_row_of_any_table_names_an_erased_person(
        self, begin: Begin, engine: AsyncEngine
    ) -> None:
        messages = LocalMessages(engine)
        await messages.add(NewMessage(direct(ADA.email), say("Hello Ada"), NOW, key="k1"))
        await messages.add(NewMessage(direct(BO.email), say("Hello Bo"), NOW, key="k2"))
        async with changing(begin) as uow:
            await everything_about(uow)
        assert len(await tables_naming(engine, "ada", ADA.name)) >= 10
        async with changing(begin) as uow:
            await uow.people.erase("ada", "hash of the address", NOW)
        assert await tables_naming(engine, "ada", ADA.name) == set()
        assert "local_messages" in await tables_naming(engine, BO.email)

    async def test_a_renamed_colleague_of_another_setting_leaves_no_name_behind(
        self, begin: Begin, engine: AsyncEngine
    ) -> None:
        async with changing(begin) as uow:
            await everything_about(uow)
            await uow.settings.add(a_setting("north", name="North"))
            await uow.people.save([replace(ADA, name="Augusta", entity="WFP", setting_id="north")])
            await uow.people.erase("ada", "hash of the address", NOW)
        assert await tables_naming(engine, "ada", ADA.name, "Augusta") == set()

    async def test_a_namesake_keeps_their_name(self, begin: Begin) -> None:
        other = naming(a_person("cy", name=ADA.name))
        async with changing(begin) as uow:
            await uow.prompts.add([], [replace(prompt_for(BO), facts=other)])
            await uow.people.erase("ada", "hash of the address", NOW)
            stored = await uow.prompts.get("p1")
        assert stored is not None
        assert (stored.prompt.facts, stored.status) == (other, Status.PLANNED)

    async def test_what_colleagues_did_stays_theirs(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await everything_about(uow)
            await uow.people.erase("ada", "hash of the address", NOW)
        async with begin() as uow:
            record = await uow.practices.get("r2")
            members = await uow.practices.members("south", DAY)
        assert record is not None
        assert record.counterpart_id is None
        assert members is not None
        assert len({each["person"] for each in members}) == 2

    async def test_a_question_about_an_erased_person_is_not_asked(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await everything_about(uow)
            await uow.people.erase("ada", "hash of the address", NOW)
            assert await uow.looks.happenings(["bo"], NOW, NOW) == {}
        assert await status_of(begin, "p2") is Status.WITHDRAWN

    async def test_only_the_keyed_hash_stays(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await uow.people.erase("ada", "hash of the address", NOW)
        async with begin() as uow:
            assert await uow.people.forgotten(["hash of the address", "another"]) == {"hash of the address"}
            assert await uow.people.get("ada") is None

    async def test_the_export_holds_every_row_about_a_person(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await everything_about(uow)
        async with begin() as uow:
            document = await uow.people.export("ada")
        assert document["person"]["email"] == ADA.email
        assert [each["prompt_id"] for each in document["deliveries"]] == [
            each["id"] for each in document["prompts"]
        ]
        about = {"consent", "events", "decisions", "prompts", "answers", "practice_records", "leave"}
        assert about <= {name for name, rows in document.items() if rows}
        assert {"identities", "attention"} <= {name for name, rows in document.items() if rows}

    async def test_the_export_knows_every_table_with_a_person_s_column(self) -> None:
        holding = {t.name for t in Base.metadata.sorted_tables if "person_id" in t.columns}
        assert holding == {
            "leave", "identities", "attention", "consent_records", "happenings", "decisions", "prompts",
            "answers", "practice_records", "record_people", "page_sessions", "sign_in_links",
            "administrative_acts", "nudge_texts",
        }  # fmt: skip  # one more here is one more in the export


OURS = TextVersion("S2-1", "en", 1, NOW, "ada", {"nudge.S2-1.title": "Ours"})


async def changed(
    uow: UnitOfWork, edition_id: str, *, off: str = "", text: TextVersion | None = None
) -> bool:
    """Change the setting as one coordinator does in one press."""
    new = await uow.editions.switch_off("south", off, NOW) if off else True
    if text is not None:
        new = await uow.editions.add("south", text, "a version")
    await uow.editions.renew("south", edition_id)
    return new


async def edition_of(begin: Begin) -> Edition:
    """As a press sees it, and a look ahead, and a page: never otherwise."""
    async with begin() as uow:
        visitor = await uow.people.visitor(Actor(Platform.LOCAL, "local", ADA.email))
        attention = await uow.looks.standing("ada")
        setting = await uow.settings.get("south")
    assert visitor is not None
    assert attention is not None
    assert visitor[1].edition.words == attention.setting.edition.words == setting.edition.words
    assert visitor[1].edition == attention.setting.edition == setting.edition
    return setting.edition


class TestEditions:
    async def test_another_process_has_a_change_with_its_next_look(
        self, begin: Begin, engine: AsyncEngine
    ) -> None:
        elsewhere = units_of_work(engine)
        assert await edition_of(elsewhere) == Edition()
        async with changing(begin) as uow:
            await changed(uow, "e1", off="S2-2", text=OURS)
        for each in (begin, elsewhere):
            edition = await edition_of(each)
            assert (edition.id, edition.off) == ("e1", frozenset({"S2-2"}))
            assert edition.words == {("en", "S2-1"): OURS.words}
        async with changing(begin) as uow:
            assert await uow.editions.switch_on("south", "S2-2")
            back = replace(OURS, number=2, words=None)
            await changed(uow, "e2", text=back)
        assert await edition_of(elsewhere) == Edition("e2")

    async def test_what_was_undone_is_never_used(self, begin: Begin) -> None:
        async with begin() as uow:
            await changed(uow, "e1", off="S2-2")
            assert (await uow.settings.get("south")).edition.off == {"S2-2"}
        assert await edition_of(begin) == Edition()

    async def test_of_two_who_write_on_the_same_version_one_is_told(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            assert await changed(uow, "e1", text=OURS)
        async with changing(begin) as uow:
            assert not await changed(uow, "e2", text=replace(OURS, words={"nudge.S2-1.title": "Theirs"}))
        async with begin() as uow:
            assert await uow.editions.versions("south", "S2-1") == [OURS]

    async def test_a_pause_by_somebody_who_knew_less_undoes_no_change(self, begin: Begin) -> None:
        async with begin() as uow:
            before = await uow.settings.get("south")
        async with changing(begin) as uow:
            await changed(uow, "e1", off="S2-2")
            await uow.settings.save(replace(before, paused_since=NOW))
        assert await edition_of(begin) == Edition("e1", frozenset({"S2-2"}))

    async def test_words_that_no_longer_fit_are_left_out(self, begin: Begin, engine: AsyncEngine) -> None:
        async with changing(begin) as uow:
            await changed(uow, "e1", text=OURS)
        strict = units_of_work(engine, fits=lambda nudge, language, words: False)
        edition = await edition_of(strict)
        assert edition.words == {}
        assert edition.outgrown == {("en", "S2-1")}

    async def test_versions_outlive_their_author_without_a_name(self, begin: Begin) -> None:
        async with changing(begin) as uow:
            await changed(uow, "e1", text=OURS)
            assert (await uow.people.export("ada"))["nudge_texts"]
            await uow.people.erase("ada", "hash", NOW)
            assert await uow.editions.versions("south", "S2-1") == [replace(OURS, person_id=None)]
