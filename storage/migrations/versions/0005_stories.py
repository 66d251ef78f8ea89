"""one story once: which documents are copies of one text"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as document:
        document.add_column(sa.Column("story_id", sa.Integer(), nullable=True))
        document.create_index(document.f("ix_document_story_id"), ["story_id"], unique=False)
    op.create_table(
        "storykey",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_storykey_document_id_document")),
        sa.PrimaryKeyConstraint("key", "document_id", name=op.f("pk_storykey")),
    )


def downgrade() -> None:
    op.drop_table("storykey")
    with op.batch_alter_table("document", schema=None) as document:
        document.drop_index(document.f("ix_document_story_id"))
        document.drop_column("story_id")
