"""Finding a setting by the name somebody typed."""

from dataclasses import dataclass

from bot.ports.storage import UnitOfWork
from nudges.faults import closest, did_you_mean
from nudges.people import Setting, SettingKind
from nudges.tables import tidy


class SettingNameError(ValueError):
    """No setting is meant by this name, or perhaps another; the text says what to write."""


class SettingKindError(ValueError):
    """The setting is there already, and of another kind; the text says what it is."""


async def setting_named(uow: UnitOfWork, name: str) -> Setting:
    """The setting of this name. Raises ``SettingNameError`` with those there are."""
    found = await uow.settings.named(tidy(name))
    if found is not None:
        return found
    known = await _names(uow)
    if not known:
        raise SettingNameError(f'there is no setting "{name}" and no other yet; import a roster first')
    guess = did_you_mean(name, known)
    there = ", ".join(f'"{each}"' for each in sorted(known))
    known_ones = f" Known: {there}" if guess else f"; known: {there}"
    raise SettingNameError(f'there is no setting "{name}"{guess}{known_ones}')


@dataclass(frozen=True, slots=True)
class Making:
    """What is said about a setting that may have to be made.

    ``meant``: its name is new on purpose, though it is like another one. ``kind`` is what it is, a
    mission unless said otherwise; it cannot be changed later.
    """

    meant: bool = False
    kind: SettingKind | None = None


AS_IT_IS = Making()


async def setting_to_fill(uow: UnitOfWork, name: str, making: Making) -> Setting | None:
    """The setting a roster is for; None where one is to be made.

    Raises ``SettingNameError`` where the name is empty, or new but so close to a known one
    that it may be a slip, unless a new one is ``meant``: a setting made by mistake would part
    colleagues, for the messages as for the managers' view.
    Raises ``SettingKindError`` where it is there and of another kind than the one given.
    """
    if not tidy(name):
        raise SettingNameError("the setting has no name; write one after --setting")
    found = await uow.settings.named(tidy(name))
    if found is not None and making.kind not in (None, found.kind):
        raise SettingKindError(
            f'"{found.name}" was made as {found.kind} and stays so; leave --setting-kind out, '
            "or give the roster another --setting"
        )
    like = None if found or making.meant else closest(name, await _names(uow))
    if like is not None:
        raise SettingNameError(
            f'there is no setting "{name}"; did you mean "{like}"? '
            "If not, add --new-setting to make a new one"
        )
    return found


async def _names(uow: UnitOfWork) -> frozenset[str]:
    return frozenset(each.name for each in await uow.settings.all())
