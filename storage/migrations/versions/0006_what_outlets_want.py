"""when outlets want to be told, what they do not want to hear for a while, and who has seen a card"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("follow", schema=None) as follow:
        follow.add_column(sa.Column("pace", _TEXT(), nullable=False, server_default="now"))
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.add_column(sa.Column("pace", _TEXT(), nullable=False, server_default="now"))
        delivery.add_column(sa.Column("held_by", _TEXT(), nullable=False, server_default=""))
    op.create_table(
        "outletsetting",
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", _TIME(), nullable=True),
        sa.Column("digest", _TEXT(), nullable=False),
        sa.Column("digest_at", _TEXT(), nullable=False),
        sa.Column("digest_day", sa.Integer(), nullable=False),
        sa.Column("timezone", _TEXT(), nullable=False),
        sa.Column("changed_by", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", name=op.f("pk_outletsetting")),
    )
    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("company", _TEXT(), nullable=True),
        sa.Column("publisher", _TEXT(), nullable=True),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("until", _TIME(), nullable=False),
        sa.Column("muted_by", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.Column("removed_at", _TIME(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
    )
    with op.batch_alter_table("mute", schema=None) as mute:
        mute.create_index(op.f("ix_mute_outlet"), ["outlet"], unique=False)
    op.create_table(
        "seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("user", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_seen_alert_id_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen")),
        sa.UniqueConstraint("alert_id", "outlet", "user", name=op.f("uq_seen_alert_id")),
    )


def downgrade() -> None:
    op.drop_table("seen")
    op.drop_table("mute")
    op.drop_table("outletsetting")
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.drop_column("held_by")
        delivery.drop_column("pace")
    with op.batch_alter_table("follow", schema=None) as follow:
        follow.drop_column("pace")
