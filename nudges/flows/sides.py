"""The two sides of something done together, as the nudges about it name them."""

from nudges.people import Person


def naming(other: Person) -> dict[str, str]:
    """The facts by which one side hears of the other; erasure finds them by these too."""
    return {"counterpart": other.name, "counterpart_entity": other.entity, "counterpart_id": other.id}
