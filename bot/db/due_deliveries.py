"""What is to be sent, where to, and claiming it. Statements are built once: every tick needs them."""

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from bot.db.tables import SENDING, ChannelRow, DeliveryRow, IdentityRow, PromptRow, plain
from bot.db.usable import Connected, delivery_order, usable
from nudges.decisions import Status

POSTS = select(PromptRow.id).where(PromptRow.channel_id.is_not(None))

PLANNED = (
    select(DeliveryRow.id, DeliveryRow.attempts, PromptRow)
    .join(PromptRow, PromptRow.id == DeliveryRow.prompt_id)
    .where(DeliveryRow.status == Status.PLANNED.value)
    .order_by(DeliveryRow.due_at, DeliveryRow.id)
    .limit(bindparam("most"))
)
_IS_DUE = DeliveryRow.due_at <= bindparam("now")
DUE = PLANNED.where(_IS_DUE)


@cache
def claiming(connected: Connected) -> Executable:
    identity = _preferred(IdentityRow.id, connected)
    return (
        update(DeliveryRow)
        .where(
            DeliveryRow.id.in_(bindparam("wanted", expanding=True)),
            DeliveryRow.status == Status.PLANNED.value,
            # Whoever lost their last account this moment: the next look finds them unreachable.
            or_(_first(IdentityRow.id, usable(connected)).is_not(None), DeliveryRow.prompt_id.in_(POSTS)),
        )
        .values(
            status=SENDING,
            token=bindparam("by"),
            hold_until=bindparam("until"),
            attempts=DeliveryRow.attempts + 1,
            identity_id=identity,
        )
        .execution_options(synchronize_session=False)
    )


_CHANNEL = plain(ChannelRow).alias("channel")


@cache
def _place(connected: Connected) -> ColumnElement[str]:
    """Platform and workspace of a delivery with a colon between; a colon alone where nobody is reached."""
    return func.coalesce(
        _preferred(IdentityRow.platform + ":" + IdentityRow.workspace, connected),
        _CHANNEL.c.platform + ":" + _CHANNEL.c.workspace,
        ":",
    )


@cache
def due_in(connected: Connected) -> Select[str]:
    return (
        select(_place(connected).label("place"))
        .select_from(DeliveryRow)
        .join(PromptRow, PromptRow.id == DeliveryRow.prompt_id)
        .outerjoin(_CHANNEL, _CHANNEL.c.id == PromptRow.channel_id)
        .where(DeliveryRow.status == Status.PLANNED.value, _IS_DUE)
        .distinct()
        .order_by("place")
    )


@cache
def due_within(connected: Connected) -> Executable:
    channels = DUE.outerjoin(_CHANNEL, _CHANNEL.c.id == PromptRow.channel_id)
    return channels.where(_place(connected) == bindparam("place"))


def _preferred(wanted: SQLColumnExpression[str], connected: Connected) -> ColumnElement[str | None]:
    """Of the identity a delivery goes to; for use beside deliveries.

    Where the last try met trouble its identity is still noted: any other one goes first.
    """
    untried = IdentityRow.id.is_distinct_from(DeliveryRow.identity_id)
    return func.coalesce(_first(wanted, and_(usable(connected), untried)), _first(wanted, usable(connected)))


def _first(wanted: SQLColumnExpression[str], fits: ColumnElement[bool]) -> ScalarSelect[str]:
    return (
        select(wanted)
        .join_from(IdentityRow, PromptRow, PromptRow.person_id == IdentityRow.person_id)
        .where(PromptRow.id == DeliveryRow.prompt_id, fits)
        .order_by(*delivery_order())
        .limit(1)
        .correlate(DeliveryRow)
        .scalar_subquery()
    )
