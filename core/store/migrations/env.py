"""Alembic runs this file to migrate: on the connection, and in the transaction, that it is given.

SQLite changes tables in transactions like rows, so a migration is done whole or not at all.
"""

from alembic import context

from core.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite can't change a column: the table is made anew and filled from the old one
    render_as_batch=True,
)
context.run_migrations()
