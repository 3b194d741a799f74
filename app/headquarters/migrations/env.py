"""Run by Alembic: on the connection that it is handed, in that connection's transaction."""

from alembic import context

from app.headquarters.tables import tables

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables)
with context.begin_transaction():
    context.run_migrations()
