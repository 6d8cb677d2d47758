"""Where two people share a workspace, they write to each other there, without the product between them."""

from bot.services.turn import Turn
from nudges.cards import Link
from nudges.flows.relays.offers import apart, homes_of
from nudges.letters import LINK, LINK_LABEL
from nudges.people import Person


async def way_to(turn: Turn, reader: Person, other: Person) -> Link | None:
    """The same with its words, for a card."""
    address = await own_conversation(turn, reader, other)
    label = turn.deps.texts.get(reader.language, "relay.own_conversation", name=other.name)
    return None if address is None else Link(label, address)


async def way_in_letter(turn: Turn, reader: Person, other: Person) -> dict[str, str]:
    """The same for the facts of a letter; nothing where there is none."""
    way = await way_to(turn, reader, other)
    return {} if way is None else {LINK: way.url, LINK_LABEL: way.label}


async def share_nothing(turn: Turn, one: Person, other: Person) -> bool:
    """Whether two people are both reached somewhere, and nowhere in the same workspace."""
    return apart(homes_of(await turn.uow.people.identities([one.id, other.id])), one.id, other.id)


async def own_conversation(turn: Turn, reader: Person, other: Person) -> str | None:
    """The address that opens two people's conversation on their own platform; None where they share none.

    Of several it is the one where the reader's messages go.
    """
    theirs = await turn.uow.people.own_accounts(other.id)
    shared = {(each.identity.platform, each.identity.workspace): each.identity for each in theirs}
    for own in await turn.uow.people.own_accounts(reader.id):
        identity = shared.get((own.identity.platform, own.identity.workspace))
        if identity is not None and (address := turn.deps.conversation(identity, other.email)):
            return address
    return None
