"""questions to people: about new companies and by people who dispute a reading, and the cards that ask them"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table("review", schema=None) as review:
        review.add_column(sa.Column("about", _TEXT(), nullable=False, server_default="reading"))
        review.add_column(sa.Column("raised_by", _TEXT(), nullable=True))
        review.add_column(sa.Column("link", _TEXT(), nullable=False, server_default=""))
        review.drop_constraint(op.f("uq_review_evidence_id"), type_="unique")
        review.create_index(op.f("ix_review_evidence_id"), ["evidence_id"], unique=False)
    op.create_table(
        "reviewcard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("outlet", _TEXT(), nullable=False),
        sa.Column("shown", _TEXT(), nullable=False),
        sa.Column("why", _TEXT(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reference", _TEXT(), nullable=True),
        sa.Column("not_before", _TIME(), nullable=True),
        sa.Column("lease_until", _TIME(), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_reviewcard_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewcard")),
        sa.UniqueConstraint("review_id", "outlet", name=op.f("uq_reviewcard_review_id")),
    )


def downgrade() -> None:
    op.drop_table("reviewcard")
    with op.batch_alter_table("review", schema=None) as review:
        review.drop_index(op.f("ix_review_evidence_id"))
        review.create_unique_constraint(op.f("uq_review_evidence_id"), ["evidence_id"])
        for name in ("about", "raised_by", "link"):
            review.drop_column(name)
