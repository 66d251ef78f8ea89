"""when a rule and an event were printed, what is heard instead of a rule, and what people call it"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0009"
down_revision = "0008"

_TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with op.batch_alter_table("rule", schema=None) as rule:
        rule.add_column(sa.Column("published", _TEXT(), nullable=True))
        rule.add_column(sa.Column("myth", _TEXT(), nullable=False, server_default=""))
        rule.add_column(sa.Column("related", sa.JSON(), nullable=False, server_default="[]"))
        rule.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("regimeevent", schema=None) as event:
        event.add_column(sa.Column("published", _TEXT(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("regimeevent", schema=None) as event:
        event.drop_column("published")
    with op.batch_alter_table("rule", schema=None) as rule:
        for name in ("words", "related", "myth", "published"):
            rule.drop_column(name)
