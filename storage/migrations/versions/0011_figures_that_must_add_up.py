"""export figures: where each is filed and why, what a derived one was made from, and the series themselves"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime
_FIGURE = (
    ("stated_series", _TEXT, None),
    ("stated_period", _TEXT, None),
    ("mom_pct", sa.Float, None),
    ("yoy_pct", sa.Float, None),
    ("verdict", _TEXT, ""),
    ("reason", _TEXT, ""),
    ("made_from", sa.JSON, "[]"),
    ("decided_by", _TEXT, None),
    ("decided_at", _TIME, None),
)
_CONFLICT = (("series", _TEXT), ("period", _TEXT), ("tonnes", sa.Float), ("country", _TEXT), ("taken_for", _TEXT))


def upgrade() -> None:
    op.create_table(
        "exportseries",
        sa.Column("key", _TEXT(), nullable=False),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("hs", _TEXT(), nullable=True),
        sa.Column("publisher", _TEXT(), nullable=False),
        sa.Column("release_day", _TEXT(), nullable=False),
        sa.Column("summary", _TEXT(), nullable=False),
        sa.Column("url", _TEXT(), nullable=False),
        sa.Column("published", _TEXT(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("cause", _TEXT(), nullable=False),
        sa.Column("learnt_at", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_exportseries")),
    )
    with op.batch_alter_table("figure", schema=None) as figure:
        for name, kind, default in _FIGURE:
            figure.add_column(sa.Column(name, kind(), nullable=default is None, server_default=default))
        figure.create_index("ix_figure_kind", ["kind", "series"], unique=False)
    with op.batch_alter_table("conflict", schema=None) as conflict:
        for name, kind in _CONFLICT:
            conflict.add_column(sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conflict", schema=None) as conflict:
        for name, _ in _CONFLICT:
            conflict.drop_column(name)
    with op.batch_alter_table("figure", schema=None) as figure:
        figure.drop_index("ix_figure_kind")
        for name, _, _ in _FIGURE:
            figure.drop_column(name)
    op.drop_table("exportseries")
