"""``channels``: a coordinator names the channels a setting posts in, and what each is for."""

import re

from bot.ports.acts import What
from bot.services.flow import Audience, Flow
from bot.services.flows.filling import one
from bot.services.visits import Visit
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Form,
    Input,
    Option,
    Paragraph,
    Reply,
    Style,
    TextInput,
    say,
    token,
)
from nudges.chance import stable_id
from nudges.channels import Channel, Purpose
from nudges.people import Identity, Platform
from nudges.records import NotPossibleError

SLACK_CHANNEL = re.compile("[CG][A-Z0-9]+")
PLACE, ADDRESS, NAME, PURPOSES, HUMANITARIAN = "place", "address", "name", "purposes", "humanitarian"


async def channels(visit: Visit, _: str = "") -> Reply:
    """What is posted where; for coordinators."""
    if not visit.person.is_coordinator:
        return Reply(say=(say("", visit.speak("coordinator.only")),))
    known = await visit.uow.channels.of_setting(visit.setting.id)
    groups = tuple(_row(visit, each) for each in known)
    places = await _places(visit)
    add = (Action("channel_add", visit.speak("channels.add"), Style.PRIMARY),) if places else ()
    words = visit.speak("channels.body" if places else "channels.local_only")
    return Reply(say=(Card(visit.speak("channels.title"), (Paragraph(words),), groups, add),))


def _row(visit: Visit, channel: Channel) -> ActionGroup:
    purposes = ", ".join(
        visit.speak(f"channels.purpose_{each}") for each in Purpose if each in channel.purposes
    )
    label = visit.speak("channels.line", name=channel.name, purposes=purposes)
    if not channel.is_open:
        label = f"{label} {visit.speak(f'channels.state_{channel.state}')}"
    if channel.platform is Platform.LOCAL:
        return ActionGroup(label, ())
    return ActionGroup(label, (Action(token("channel_remove", channel.id), visit.speak("channels.remove")),))


async def _places(visit: Visit) -> list[Identity]:
    """Workspaces the coordinator is in: a channel is named by somebody who can see it."""
    own = await visit.uow.people.identities([visit.person.id])
    return [each for each in own if each.platform is not Platform.LOCAL]


async def add(visit: Visit, _: str = "") -> Reply:
    places = await _places(visit)
    if not visit.person.is_coordinator or not places:
        raise NotPossibleError("channel_add")
    speak = visit.speak
    options = tuple(Option(each.id, f"{each.platform.value}: {each.workspace}") for each in places)
    place: tuple[Input, ...] = (
        ChoiceInput(PLACE, speak("channels.field_place"), options, initial=(places[0].id,)),
    )
    every = tuple(Option(each.value, speak(f"channels.purpose_{each}")) for each in Purpose)
    yes = (Option("yes", speak("channels.humanitarian")),)
    return Reply(
        form=Form(
            token=token("channel_add"),
            title=speak("channels.add"),
            submit=speak("channels.save"),
            inputs=(
                *(place if len(places) > 1 else ()),
                TextInput(
                    ADDRESS, speak("channels.field_address"), hint=speak("channels.address_hint"), limit=80
                ),
                TextInput(NAME, speak("channels.field_name"), limit=80),
                ChoiceInput(PURPOSES, speak("channels.field_purposes"), every, multiple=True),
                ChoiceInput(
                    HUMANITARIAN, speak("channels.field_humanitarian"), yes, multiple=True, required=False
                ),
            ),
        )
    )


async def added(visit: Visit, values: dict[str, tuple[str, ...]]) -> Reply:
    """The channel is named; naming it again changes what it is for."""
    places = {each.id: each for each in await _places(visit)}
    if not visit.person.is_coordinator or not places:
        raise NotPossibleError("channel_add")
    place = places.get(one(values, PLACE), next(iter(places.values())))
    address, name = one(values, ADDRESS), one(values, NAME).lstrip("#")
    purposes = frozenset(Purpose(each) for each in values.get(PURPOSES, ()) if each in set(Purpose))
    given = ((ADDRESS, address), (NAME, name), (PURPOSES, purposes))
    faults = {field: visit.speak(f"channels.missing_{field}") for field, value in given if not value}
    if ADDRESS not in faults and place.platform is Platform.SLACK and not SLACK_CHANNEL.fullmatch(address):
        faults[ADDRESS] = visit.speak("channels.no_id")
    if faults:
        return Reply(faults=faults)
    channel = Channel(
        id=stable_id(visit.setting.id, "channel", place.platform, place.workspace, address),
        setting_id=visit.setting.id,
        platform=place.platform,
        workspace=place.workspace,
        address=address,
        name=name,
        purposes=purposes,
        time_zone=visit.person.time_zone,
        humanitarian=bool(values.get(HUMANITARIAN)),
    )
    if await visit.uow.channels.taken(channel):
        return Reply(faults={ADDRESS: visit.speak("channels.taken")})
    await visit.uow.channels.save(channel)
    await visit.administered(What.CHANNEL_ADDED, name=channel.name)
    return await channels(visit)


async def remove(visit: Visit, channel_id: str) -> Reply:
    known = {each.id: each for each in await visit.uow.channels.of_setting(visit.setting.id)}
    if not visit.person.is_coordinator or channel_id not in known:
        raise NotPossibleError(channel_id)
    await visit.uow.channels.remove(channel_id)
    await visit.administered(What.CHANNEL_REMOVED, name=known[channel_id].name)
    return await channels(visit)


FLOW = Flow(
    name="channels",
    audience={"channels": Audience.COORDINATORS},
    words={"channels": channels},
    presses={"channel_remove": remove},
    dialogs={"channel_add": add},
    submissions={"channel_add": added},
)
