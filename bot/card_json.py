"""Cards as JSON and back, without loss; pictures travel as base64."""

from pydantic import ConfigDict, TypeAdapter

from nudges.cards import Card

# A dataclass takes no configuration of its own from outside, hence the tuple around the card.
_CARDS: TypeAdapter[tuple[Card]] = TypeAdapter(
    tuple[Card], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
)


def encode(card: Card) -> str:
    return _CARDS.dump_json((card,)).decode()


def decode(text: str) -> Card:
    """The card that was encoded. Raises ``ValueError`` where the text is no card."""
    return _CARDS.validate_json(text)[0]
