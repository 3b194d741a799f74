"""What each computer has used of its budgets, and what was said of erasures, by its sort."""

import sqlalchemy as sa
from alembic import op

from app.headquarters import erasure

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("stream", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sort", sa.SmallInteger(), nullable=False),
        sa.Column("about", sa.LargeBinary(length=32), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("statement_case", "statement", ["case_id", "stream"], unique=False)
    op.create_table(
        "disposed",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", "case_id"),
    )
    for table, columns in (("author", ("records", "size")), ("stream", ("records", "size", "at"))):
        for column in columns:
            op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE author SET records = (SELECT count(*) FROM envelope e WHERE e.case_id = author.case_id AND e.stream = "
        "author.stream), size = (SELECT coalesce(sum(length(e.body)), 0) FROM envelope e WHERE e.case_id = "
        "author.case_id AND e.stream = author.stream)"
    )
    erasure.note_all(op.get_bind())
