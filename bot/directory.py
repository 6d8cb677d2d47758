"""Who may be chosen on the local chat page, from the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.local.ports import LocalChannel, LocalPerson
from bot.services.deps import Deps
from nudges.people import Person, Platform, Setting, Standing
from nudges.texts import FALLBACK


@dataclass(frozen=True, slots=True)
class DatabaseDirectory:
    """Implements ``bot.local.ports.Directory``."""

    deps: Deps

    async def people(self, language: str = FALLBACK) -> Sequence[LocalPerson]:
        async with self.deps.begin() as uow:
            settings = {setting.id: setting for setting in await uow.settings.all()}
            people = await uow.people.active()
        return [self._shown(person, settings[person.setting_id], language) for person in people]

    async def person(self, email: str) -> LocalPerson | None:
        async with self.deps.begin() as uow:
            found = (await uow.people.by_email([email])).get(email)
            if found is None or found.standing is not Standing.ACTIVE:
                return None
            return self._shown(found, await uow.settings.get(found.setting_id), found.language)

    async def channels(self, email: str) -> Sequence[LocalChannel]:
        async with self.deps.begin() as uow:
            person = (await uow.people.by_email([email])).get(email)
            channels = await uow.channels.of_setting(person.setting_id) if person else []
        local = [each for each in channels if each.platform is Platform.LOCAL]
        return [LocalChannel(each.address, each.name) for each in local]

    def _shown(self, person: Person, setting: Setting, language: str) -> LocalPerson:
        return LocalPerson(
            id=person.id,
            email=person.email,
            name=person.name,
            role=self.deps.texts.get(language, f"local_chat.role.{person.role_group}"),
            role_in_full=self.deps.texts.get(language, f"role.{person.role_group}.name"),
            entity=person.entity,
            pillar=person.pillar,
            time_zone=person.time_zone,
            setting=setting.name,
            is_coordinator=person.is_coordinator,
            language=person.language,
        )
