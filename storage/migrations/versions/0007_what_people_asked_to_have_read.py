"""what people asked to have read: a message or a page, until it is answered"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "readrequest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", _TEXT(), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("asked_by", _TEXT(), nullable=False),
        sa.Column("channel", _TEXT(), nullable=False),
        sa.Column("answer_to", _TEXT(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.Column("lease_until", _TIME(), nullable=True),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readrequest")),
    )
    with op.batch_alter_table("readrequest", schema=None) as request:
        request.create_index(op.f("ix_readrequest_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("readrequest")
