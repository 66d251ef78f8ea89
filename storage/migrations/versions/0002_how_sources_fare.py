"""how sources fare, what they ask for, and notices to admins"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime

#: Columns that may be empty, and those that start with a value on rows that are there already.
_NULLABLE = {
    "selector": _TEXT,
    "mapping": _TEXT,
    "digest": _TEXT,
    "ttl": sa.Integer,
    "pause": sa.Integer,
    "rhythm": sa.Integer,
    "items": sa.Integer,
    "leased_by": _TEXT,
    "failing_since": _TIME,
}


def upgrade() -> None:
    with op.batch_alter_table("source", schema=None) as source:
        for name, kind in _NULLABLE.items():
            source.add_column(sa.Column(name, kind(), nullable=True))
        source.add_column(sa.Column("skip_hours", sa.JSON(), nullable=False, server_default="[]"))
        source.add_column(sa.Column("skip_days", sa.JSON(), nullable=False, server_default="[]"))
        source.add_column(sa.Column("offline", sa.Boolean(), nullable=False, server_default=sa.false()))
        source.add_column(sa.Column("noticed", _TEXT(), nullable=False, server_default=""))
    op.create_table(
        "robots",
        sa.Column("origin", _TEXT(), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("kept_until", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("why", _TEXT(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reference", _TEXT(), nullable=True),
        sa.Column("not_before", _TIME(), nullable=True),
        sa.Column("lease_until", _TIME(), nullable=True),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.Column("sent_at", _TIME(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as notice:
        notice.create_index("ix_notice_due", ["state", "not_before"], unique=False)


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("robots")
    with op.batch_alter_table("source", schema=None) as source:
        for name in (*_NULLABLE, "skip_hours", "skip_days", "offline", "noticed"):
            source.drop_column(name)
