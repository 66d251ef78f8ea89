"""indexes by which large records answer"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# As storage.claims asks for them, word for word: that is how a database knows that an index holds all that is wanted.
_ABOUT_SMCO = "(kind = 'smco_producer' OR CAST(materials AS TEXT) LIKE '%\"SmCo\"%')"
_LEFT_OUT = "status = 'excluded' AND kind = 'customer'"


def upgrade() -> None:
    for name, first, only in (
        ("ix_evidence_newest", (), None),
        ("ix_evidence_of_company", ("company_id",), None),
        ("ix_evidence_smco", (), _ABOUT_SMCO),
        ("ix_evidence_left_out", (), _LEFT_OUT),
    ):
        where = sa.text(only) if only else None
        op.create_index(name, "evidence", [*first, *_newest_first()], sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_document_learnt_at"), "document", ["learnt_at"])
    op.create_index(op.f("ix_company_merged_into"), "company", ["merged_into"])


def _newest_first() -> list[str | sa.TextClause]:
    """What has no date comes last: SQLite sorts it so by itself, PostgreSQL is told to."""
    if op.get_bind().dialect.name == "postgresql":
        return [sa.text("published DESC NULLS LAST"), sa.text("id DESC")]
    return ["published", "id"]


def downgrade() -> None:
    op.drop_index(op.f("ix_company_merged_into"), table_name="company")
    op.drop_index(op.f("ix_document_learnt_at"), table_name="document")
    for name in ("ix_evidence_left_out", "ix_evidence_smco", "ix_evidence_of_company", "ix_evidence_newest"):
        op.drop_index(name, table_name="evidence")
