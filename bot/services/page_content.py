"""The catalogue for coordinators: what each nudge is, whether it comes here, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports.acts import AdministrativeAct, Via, What
from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.deps import Deps
from bot.services.samples import every_wording, sample
from bot.services.withdrawing import withdraw_nudge
from nudges.attention import Reason
from nudges.cards import Card
from nudges.catalogue import Nudge
from nudges.editions import TextVersion, Words
from nudges.framework import Solution
from nudges.nudge_words import Flaw, edit_flaws, root_of, still_fits, version_of, words_of
from nudges.people import Setting
from nudges.switches import can_rest, is_message


class OutdatedError(Exception):
    """Somebody else changed the same texts since; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """``own_words`` are the languages in which the setting has words of its own, ``outgrown`` those in
    which it had some that do not fit the catalogue any more.
    """

    nudge: Nudge
    title: str
    is_on: bool
    own_words: Sequence[str]
    outgrown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    all: int
    off: int
    reworded: int


@dataclass(frozen=True, slots=True)
class VersionShown:
    """``who`` is empty where the author was forgotten. ``in_force``: these are the words people get now;
    the newest are not where the catalogue has outgrown them.
    """

    version: TextVersion
    who: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class NudgeShown:
    """A nudge in a setting. ``off_since`` is None while it comes."""

    nudge: Nudge
    title: str
    off_since: datetime | None
    can_rest: bool
    is_message: bool
    versions: Sequence[VersionShown]
    own_words: Sequence[str]

    def of(self, language: str) -> list[VersionShown]:
        """The versions in a language, the newest first."""
        return [each for each in self.versions if each.version.language == language]


@dataclass(frozen=True, slots=True)
class PageContent:
    """Nothing here asks whether the reader coordinates their setting: ``access`` has decided it."""

    deps: Deps

    @property
    def languages(self) -> list[str]:
        return sorted(self.deps.texts.languages)

    def nudge(self, nudge_id: str) -> Nudge | None:
        return self.deps.catalogue.nudges.get(nudge_id)

    def listed(self, reader: Reader, wanted: str = "") -> list[tuple[Solution, list[Listed]]]:
        """The nudges by solution, in the Review's order; only those in which all wanted words are found."""
        found = [
            (solution, [self._listed(reader, each) for each in self._of(solution, reader, wanted)])
            for solution in self.deps.catalogue.framework.solutions.values()
        ]
        return [(solution, listed) for solution, listed in found if listed]

    def counted(self, reader: Reader) -> Counted:
        """Of all nudges, how many are off, and how many have words of the setting's own."""
        edition, known = reader.setting.edition, self.deps.catalogue.nudges
        return Counted(
            len(known), len(edition.off & known.keys()), len({nudge for _, nudge in edition.words})
        )

    def can_be_reworded(self, nudge: Nudge) -> bool:
        """Only messages: other words are part of a form or a reply, and fit it word by word."""
        return is_message(nudge)

    async def shown(self, reader: Reader, nudge: Nudge) -> NudgeShown:
        listed = self._listed(reader, nudge)
        async with self.deps.begin() as uow:
            off = await uow.editions.off_since(reader.setting.id)
            versions = await self._versions(uow, reader, nudge)
        return NudgeShown(
            nudge,
            listed.title,
            off.get(nudge.id),
            can_rest(nudge),
            is_message(nudge),
            versions,
            listed.own_words,
        )

    async def switch(self, reader: Reader, nudge: Nudge, *, on: bool) -> None:
        """Let it come or rest in the setting; what waits to be sent of one that rests is withdrawn."""
        now = self.deps.clock.now()
        async with self.deps.begin() as uow:
            setting = await uow.settings.alone(reader.setting.id)
            if on:
                changed = await uow.editions.switch_on(setting.id, nudge.id)
            else:
                changed = await uow.editions.switch_off(setting.id, nudge.id, now)
                await withdraw_nudge(uow, setting.id, nudge.id, Reason.SWITCHED_OFF)
            if changed:
                name = self.title(reader, nudge)
                await self._changed(uow, reader, What.NUDGE_ON if on else What.NUDGE_OFF, {"name": name})
                await uow.commit()

    def words(self, reader: Reader, nudge: Nudge, language: str) -> Words:
        """The texts people of the setting get in this language."""
        return words_of(nudge, self.deps.texts_in(reader.setting), language)

    def original(self, nudge: Nudge, language: str) -> Words:
        """The catalogue's texts."""
        return words_of(nudge, self.deps.texts, language)

    def flaws(self, nudge: Nudge, language: str, words: Words) -> list[Flaw]:
        """What keeps these words from being used; the rules are those of ``crosspillar check``."""
        return edit_flaws(nudge, words, self.original(nudge, language))

    def cards(self, reader: Reader, nudge: Nudge, language: str, words: Words | None = None) -> list[Card]:
        """Every wording as the reader would get it in a language: as it is, or in other words."""
        person = replace(reader.person, language=language)
        setting = _with_words(reader.setting, nudge.id, language, words) if words else reader.setting
        return every_wording(self.deps, nudge, person, setting)

    async def save(self, reader: Reader, nudge: Nudge, language: str, words: Words, base: int) -> bool:
        """Have people get these words from now on; False where they are the ones they get already.

        ``base`` is the number of the version they were written on. Words that are the catalogue's are
        stored as a return to it. Raises ``OutdatedError``, and ``ValueError`` for words with flaws.
        """
        if self.flaws(nudge, language, words):
            raise ValueError("words with flaws are not stored")
        async with self.deps.begin() as uow:
            setting = await uow.settings.alone(reader.setting.id)
            known = await uow.editions.versions(setting.id, nudge.id)
            if base != max((each.number for each in known if each.language == language), default=0):
                raise OutdatedError
            if words == words_of(nudge, self.deps.texts_in(setting), language):
                return False
            own = None if words == self.original(nudge, language) else words
            now = self.deps.clock.now()
            version = TextVersion(nudge.id, language, base + 1, now, reader.person.id, own)
            if not await uow.editions.add(setting.id, version, version_of(words)):
                raise OutdatedError
            what = What.TEXT_CHANGED if own else What.TEXT_RESTORED
            detail = {"name": self.title(reader, nudge), "language": language}
            await self._changed(uow, reader, what, detail)
            await uow.commit()
        return True

    def _of(self, solution: Solution, reader: Reader, wanted: str) -> list[Nudge]:
        mine = (each for each in self.deps.catalogue.nudges.values() if each.solution == solution.id)
        return [each for each in mine if self._fits(reader, each, wanted)]

    def _fits(self, reader: Reader, nudge: Nudge, wanted: str) -> bool:
        name = self.deps.texts.get(reader.person.language, f"solution.{nudge.solution}.name")
        words = self.words(reader, nudge, reader.person.language).values()
        text = " ".join((nudge.id, name, *words)).lower()
        return all(word in text for word in wanted.lower().split())

    def _listed(self, reader: Reader, nudge: Nudge) -> Listed:
        edition = reader.setting.edition
        own, outgrown = (
            sorted(language for language, each in changed if each == nudge.id)
            for changed in (edition.words, edition.outgrown)
        )
        return Listed(nudge, self.title(reader, nudge), edition.is_on(nudge.id), own, outgrown)

    def title(self, reader: Reader, nudge: Nudge) -> str:
        """The first wording's, whichever has its turn: it must be found again."""
        prompt, wording = sample(self.deps, nudge.id, reader.person, reader.setting)
        return wording.speak(f"{root_of(nudge.id)}.title", **wording.values, **prompt.facts)

    async def _versions(self, uow: UnitOfWork, reader: Reader, nudge: Nudge) -> list[VersionShown]:
        """The newest of a language is in force, unless it is a return or the catalogue has outgrown it."""
        found = await uow.editions.versions(reader.setting.id, nudge.id)
        authors = sorted({each.person_id for each in found if each.person_id})
        names = {each: await uow.people.get(each) for each in authors}
        last = {each.language: each.number for each in reversed(found)}
        shown = []
        for each in found:
            author = names.get(each.person_id or "")
            newest = last[each.language] == each.number
            shown.append(VersionShown(each, author.name if author else "", newest and self._usable(each)))
        return shown

    def _usable(self, version: TextVersion) -> bool:
        words = version.words
        return words is None or still_fits(
            self.deps.catalogue, self.deps.texts, version.nudge, version.language, words
        )

    async def _changed(
        self, uow: UnitOfWork, reader: Reader, what: What, detail: Mapping[str, int | str]
    ) -> None:
        """Give the edition a new id, so that every process reads it anew, and write down who did it."""
        await uow.editions.renew(reader.setting.id, self.deps.new_id())
        now = self.deps.clock.now()
        act = AdministrativeAct(now, what, Via.PAGE, reader.setting.id, reader.person.id, detail)
        await uow.acts.add(self.deps.new_id(), act)


def _with_words(setting: Setting, nudge_id: str, language: str, words: Words) -> Setting:
    """The setting as if its people got these words."""
    edition = setting.edition
    tried = replace(edition, words={**edition.words, (language, nudge_id): words})
    return replace(setting, edition=tried)
