"""sources that admins ask to have tried out"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("readrequest", schema=None) as request:
        request.add_column(sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("readrequest", schema=None) as request:
        request.drop_column("trial")
