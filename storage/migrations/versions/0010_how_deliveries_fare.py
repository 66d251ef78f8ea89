"""attempts of deliveries, outlets that take nothing for a while, and requests of Slack that were heard"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.add_column(sa.Column("tried_at", _TIME(), nullable=True))
        delivery.add_column(sa.Column("settle", _TEXT(), nullable=False, server_default=""))
        delivery.create_index("ix_delivery_head", ["state", "outlet", "id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("at", _TIME(), nullable=False),
        sa.Column("outcome", _TEXT(), nullable=False),
        sa.Column("why", _TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as attempt:
        attempt.create_index(op.f("ix_attempt_delivery_id"), ["delivery_id"], unique=False)
    op.create_table(
        "halt",
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("why", _TEXT(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("since", _TIME(), nullable=False),
        sa.Column("until", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", name=op.f("pk_halt")),
    )
    op.create_table(
        "heard",
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_heard")),
    )
    with op.batch_alter_table("heard", schema=None) as heard:
        heard.create_index(op.f("ix_heard_learnt_at"), ["learnt_at"], unique=False)


def downgrade() -> None:
    op.drop_table("heard")
    op.drop_table("halt")
    op.drop_table("attempt")
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.drop_index("ix_delivery_head")
        delivery.drop_column("settle")
        delivery.drop_column("tried_at")
