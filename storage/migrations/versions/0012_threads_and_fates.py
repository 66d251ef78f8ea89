"""what comes after an alert, how it fell, who pressed a button on it, and an outlet's quiet hours and threads"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0012"
down_revision = "0011"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as alert:
        for name in ("fate", "struck", "because"):
            alert.add_column(sa.Column(name, _TEXT(), nullable=False, server_default=""))
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.add_column(sa.Column("sequel", sa.Integer(), nullable=False, server_default="0"))
        delivery.add_column(sa.Column("subject", _TEXT(), nullable=False, server_default=""))
        delivery.add_column(sa.Column("thread", _TEXT(), nullable=True))
        delivery.drop_constraint(op.f("uq_delivery_alert_id"), type_="unique")
        delivery.create_unique_constraint(op.f("uq_delivery_alert_id"), ["alert_id", "outlet", "sequel"])
        delivery.create_index("ix_delivery_order", ["outlet", "subject", "state"], unique=False)
        delivery.create_index("ix_delivery_sent", ["outlet", "sent_at"], unique=False)
    op.execute("UPDATE delivery SET subject = (SELECT alert.subject_key FROM alert WHERE alert.id = delivery.alert_id)")
    with op.batch_alter_table("outletsetting", schema=None) as setting:
        setting.add_column(sa.Column("quiet_from", _TEXT(), nullable=True))
        setting.add_column(sa.Column("quiet_until", _TEXT(), nullable=True))
        setting.add_column(sa.Column("threads", sa.Boolean(), nullable=False, server_default=sa.true()))
        setting.add_column(sa.Column("broadcast", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "sequel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("text", _TEXT(), nullable=False),
        sa.Column("broadcast", sa.Boolean(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_sequel_alert_id_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequel")),
        sa.UniqueConstraint("alert_id", "key", name=op.f("uq_sequel_alert_id")),
    )
    op.create_table(
        "pressed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("user", _TEXT(), nullable=False),
        sa.Column("button", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_pressed_alert_id_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pressed")),
        sa.UniqueConstraint("alert_id", "user", name=op.f("uq_pressed_alert_id")),
    )


def downgrade() -> None:
    op.drop_table("pressed")
    op.drop_table("sequel")
    with op.batch_alter_table("outletsetting", schema=None) as setting:
        for name in ("broadcast", "threads", "quiet_until", "quiet_from"):
            setting.drop_column(name)
    with op.batch_alter_table("delivery", schema=None) as delivery:
        delivery.drop_index("ix_delivery_sent")
        delivery.drop_index("ix_delivery_order")
        delivery.drop_constraint(op.f("uq_delivery_alert_id"), type_="unique")
        delivery.create_unique_constraint(op.f("uq_delivery_alert_id"), ["alert_id", "outlet"])
        for name in ("thread", "subject", "sequel"):
            delivery.drop_column(name)
    with op.batch_alter_table("alert", schema=None) as alert:
        for name in ("because", "struck", "fate"):
            alert.drop_column(name)
