"""what watched pages said when they were last read"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("source", schema=None) as source:
        source.add_column(sa.Column("memory", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("source", schema=None) as source:
        source.drop_column("memory")
