"""The record of administrative acts, for those who answer for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.ports.acts import AdministrativeAct
from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.deps import Deps

MOST = 200
"""Acts on a page, the newest; older ones stay in the database until they are forgotten."""


@dataclass(frozen=True, slots=True)
class ActShown:
    """``who`` and ``setting`` are names: empty where nobody is known any more, or it was for all."""

    act: AdministrativeAct
    who: str
    setting: str


@dataclass(frozen=True, slots=True)
class PageActs:
    """Nothing here asks who may see it: ``access`` has decided it."""

    deps: Deps

    async def of_setting(self, reader: Reader) -> list[ActShown]:
        async with self.deps.begin() as uow:
            return await _shown(uow, await uow.acts.latest(MOST, reader.setting.id))

    async def everywhere(self) -> list[ActShown]:
        async with self.deps.begin() as uow:
            return await _shown(uow, await uow.acts.latest(MOST))


async def _shown(uow: UnitOfWork, acts: Sequence[AdministrativeAct]) -> list[ActShown]:
    people = await _names(uow, {each.person_id for each in acts if each.person_id})
    settings = {each.id: each.name for each in await uow.settings.all()}
    return [
        ActShown(each, people.get(each.person_id or "", ""), settings.get(each.setting_id or "", ""))
        for each in acts
    ]


async def _names(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, str]:
    """Few: those who coordinate, or did."""
    found = [await uow.people.get(each) for each in sorted(person_ids)]
    return {each.id: each.name for each in found if each is not None}
