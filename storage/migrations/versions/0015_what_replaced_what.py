"""what a corrected text replaced, found at once"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_index(op.f("ix_evidence_replaced_by"), "evidence", ["replaced_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_replaced_by"), table_name="evidence")
