"""whom a report names for a customer, what it says the goods are for, and groups whose units stand on a list"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as evidence:
        evidence.add_column(sa.Column("suppliers", sa.JSON(), nullable=False, server_default="[]"))
        evidence.add_column(sa.Column("end_uses", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("roster", schema=None) as roster:
        roster.add_column(sa.Column("groups", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("roster", schema=None) as roster:
        roster.drop_column("groups")
    with op.batch_alter_table("evidence", schema=None) as evidence:
        evidence.drop_column("end_uses")
        evidence.drop_column("suppliers")
