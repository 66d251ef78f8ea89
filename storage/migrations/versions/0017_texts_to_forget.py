"""texts that are old enough to be forgotten and makers of samarium-cobalt, found without reading all there are"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_HAS_TEXT = sa.text("text != ''")
_MAKES_SMCO = sa.text("merged_into IS NULL AND CAST(roles AS TEXT) LIKE '%\"smco_producer\"%'")


def upgrade() -> None:
    op.create_index(
        "ix_document_with_text",
        "document",
        ["learnt_at", "id"],
        sqlite_where=_HAS_TEXT,
        postgresql_where=_HAS_TEXT,
    )
    op.create_index("ix_company_smco", "company", ["id"], sqlite_where=_MAKES_SMCO, postgresql_where=_MAKES_SMCO)


def downgrade() -> None:
    op.drop_index("ix_company_smco", table_name="company")
    op.drop_index("ix_document_with_text", table_name="document")
