"""What Alembic runs: the tables of bot.db against the address it was given."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from bot.db.tables import Base, in_every_database
from bot.local.tables import metadata as local_chat

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('crosspillar schema'))")

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=[Base.metadata, local_chat],
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=in_every_database,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Several processes may start together; whoever comes second finds nothing left to do.
            connection.execute(ONE_AT_A_TIME)
        context.run_migrations()
