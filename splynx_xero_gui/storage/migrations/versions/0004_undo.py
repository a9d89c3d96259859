"""What an undo needs: links as they stood before each write, what was answered, and what was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intents", sa.Column("replaced", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("intents", sa.Column("answer", sa.String(length=32), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_intents_run", "intents", ["run_id"], unique=False)
    op.add_column("runs", sa.Column("undoes", sa.String(length=80), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "undone",
        sa.Column("intent_id", sa.String(length=80), nullable=False),
        sa.Column("by_run", sa.String(length=80), nullable=False),
        sa.Column("hold", sa.String(length=80), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("intent_id", name=op.f("pk_undone")),
    )
