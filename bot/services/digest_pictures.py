"""Pictures drawn once more, for platforms that fetch them by address."""

from dataclasses import dataclass

from bot.services.digesting import Digests
from nudges.attention import Kind
from nudges.cards import split_token


@dataclass(frozen=True, slots=True)
class DigestPictures:
    """The pictures of digests that were made and are still kept: as they were, whatever happened since."""

    digests: Digests

    async def draw(self, source: str) -> bytes | None:
        """The PNG of what a ``Picture`` names as its source; None where that is not there any more."""
        match split_token(source):
            case Kind.DIGEST, (setting_id, week, language):
                return await self._of_digest(setting_id, week, language)
            case _:
                return None

    async def _of_digest(self, setting_id: str, week: str, language: str) -> bytes | None:
        async with self.digests.deps.begin() as uow:
            document = await uow.reports.digest(setting_id, week)
        if document is None:
            return None
        return await self.digests.picture(document, self.digests.deps.texts.speaker(language))
