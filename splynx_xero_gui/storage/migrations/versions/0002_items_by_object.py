"""What the runs wrote is found by the object it was written to: which note or file is still owed."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_run_items_xero", "run_items", ["xero_id"], unique=False)
