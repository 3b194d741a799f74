"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _answers()
    _authors()
    _attachments()
    _cases()
    _envelopes()
    _readers()
    _server()


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invitation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("came", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("reply_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("answer_invitation", "answer", ["invitation", "came"], unique=False)


def _authors() -> None:
    op.create_table(
        "author",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("stream", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "stream"),
    )
    op.create_index("author_stream", "author", ["stream"], unique=False)


def _attachments() -> None:
    op.create_table(
        "blob",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("there", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "id"),
    )
    op.create_table(
        "blob_part",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "id", "start"),
    )


def _cases() -> None:
    op.create_table(
        "branch",
        sa.Column("stream", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tip", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "tip"),
    )
    op.create_table(
        "case_row",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("case_feed", "case_row", ["shard", "place"], unique=False)


def _envelopes() -> None:
    op.create_table(
        "entry",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "envelope",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "position", name="envelope_case_position"),
    )
    op.create_index(
        "envelope_hanging",
        "envelope",
        ["stream", "seq"],
        unique=False,
        sqlite_where=sa.column("whole") == sa.false(),
        postgresql_where=sa.column("whole") == sa.false(),
    )
    op.create_index("envelope_stream", "envelope", ["stream", "seq"], unique=False)
    op.create_table(
        "erased",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("order_id", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", "case_id"),
    )


def _readers() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("named", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reader",
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("team", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "team"),
    )
    op.create_index("reader_team", "reader", ["team"], unique=False)
    op.create_table(
        "seen",
        sa.Column("stream", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cursors", sa.LargeBinary(), nullable=False),
        sa.Column("locked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
    )


def _server() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "shard",
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table("stream", sa.Column("id", sa.LargeBinary(length=16), nullable=False), sa.PrimaryKeyConstraint("id"))
