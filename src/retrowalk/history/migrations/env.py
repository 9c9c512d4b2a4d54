"""What alembic runs: the migrations, on the connection it was handed and in that connection's transaction."""

from alembic import context

from retrowalk.history.schema import METADATA


# SQLite changes a column by making the table anew.
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
