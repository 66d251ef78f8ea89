"""cards that are behind and publishers by name, found without reading all that was told or said"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("behind", sa.Boolean(), nullable=False, server_default=sa.false()))
    delivery = sa.table(
        "delivery", *map(sa.column, ("alert_id", "state", "sequel", "version")), sa.column("behind", sa.Boolean())
    )
    alert = sa.table("alert", sa.column("id"), sa.column("version"))
    newest = sa.select(alert.c.version).where(alert.c.id == delivery.c.alert_id).scalar_subquery()
    op.execute(
        delivery.update()
        .where(delivery.c.state == "sent", delivery.c.sequel == 0, delivery.c.version < newest)
        .values(behind=sa.true())
    )
    op.create_index("ix_delivery_behind", "delivery", ["behind", "outlet", "id"])
    op.create_index(op.f("ix_evidence_publisher"), "evidence", ["publisher"])


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_publisher"), table_name="evidence")
    op.drop_index("ix_delivery_behind", table_name="delivery")
    with op.batch_alter_table("delivery") as table:
        table.drop_column("behind")
