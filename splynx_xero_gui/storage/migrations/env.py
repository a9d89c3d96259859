"""Run by Alembic inside the transaction that `storage.upgrade` holds open."""

from alembic import context

from splynx_xero_gui.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
