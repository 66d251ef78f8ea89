"""the index of makers of samarium-cobalt begins with what every question asks of them, so that SQLite takes it"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_ALONE = sa.text("merged_into IS NULL AND CAST(roles AS TEXT) LIKE '%\"smco_producer\"%'")
_MAKES_SMCO = sa.text("CAST(roles AS TEXT) LIKE '%\"smco_producer\"%'")


def upgrade() -> None:
    op.drop_index("ix_company_smco", table_name="company")
    op.create_index(
        "ix_company_smco", "company", ["merged_into"], sqlite_where=_MAKES_SMCO, postgresql_where=_MAKES_SMCO
    )


def downgrade() -> None:
    op.drop_index("ix_company_smco", table_name="company")
    op.create_index("ix_company_smco", "company", ["id"], sqlite_where=_ALONE, postgresql_where=_ALONE)
