"""Treadmills remember the heart-rate strap that was worn there last."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nobody has worn one yet."""
    op.add_column("machine", sa.Column("strap", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("machine", "strap")
