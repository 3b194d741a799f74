"""What headquarters keeps: envelopes in the order of their case, who may read a case, what changed.

The same tables on SQLite and PostgreSQL. app/headquarters/migrations/ makes them; a test compares.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
)

SHARDS = 16


class Bytes(LargeBinary):
    """As both drivers take and give them, without a detour through their wrappers."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


tables = MetaData()

# What there is once: epoch, root, claim, and how many entries the directory has.
setting = Table("setting", tables, Column("name", String(32), primary_key=True), Column("value", Bytes, nullable=False))

# The directory's entries as they came; n has no gap and is given under the lock of `directory`.
entry = Table(
    "entry",
    tables,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Bytes(32), nullable=False, unique=True),
    Column("raw", Bytes, nullable=False),
)

# `whole`: everything before it in its stream is here, back to the first.
envelope = Table(
    "envelope",
    tables,
    Column("id", Bytes(32), primary_key=True),
    Column("case_id", Bytes(16), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("stream", Bytes(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("prev", Bytes(32), nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("header", Bytes, nullable=False),
    Column("signature", Bytes(64), nullable=False),
    Column("body", Bytes, nullable=False),
    UniqueConstraint("case_id", "position", name="envelope_case_position"),
)
Index("envelope_stream", envelope.c.stream, envelope.c.seq)
Index(
    "envelope_hanging",
    envelope.c.stream,
    envelope.c.seq,
    sqlite_where=envelope.c.whole == false(),
    postgresql_where=envelope.c.whole == false(),
)

# `last`: the position of a case's last envelope, taken under this row's lock: no gap. `place`: where
# the case stands in its shard's feed; each case stands there once.
case = Table(
    "case_row",
    tables,
    Column("id", Bytes(16), primary_key=True),
    Column("shard", SmallInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
)
Index("case_feed", case.c.shard, case.c.place)

# `last`: the last place given in a shard, under this row's lock: what a cursor passed is committed.
shard = Table(
    "shard",
    tables,
    Column("n", SmallInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

# The teams to which a case's grants give a key, and the streams that wrote in it: how many records, of
# how many bytes.
reader = Table(
    "reader", tables, Column("case_id", Bytes(16), primary_key=True), Column("team", Bytes(16), primary_key=True)
)
Index("reader_team", reader.c.team)

author = Table(
    "author",
    tables,
    Column("case_id", Bytes(16), primary_key=True),
    Column("stream", Bytes(16), primary_key=True),
    Column("records", BigInteger, nullable=False, server_default="0"),
    Column("size", BigInteger, nullable=False, server_default="0"),
)
Index("author_stream", author.c.stream)

# A row to lock while a stream's chain grows. `records`, `size`: what it has brought and time has not
# taken off again, as it stood at `at`.
stream = Table(
    "stream",
    tables,
    Column("id", Bytes(16), primary_key=True),
    Column("records", BigInteger, nullable=False, server_default="0"),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("at", BigInteger, nullable=False, server_default="0"),
)

# The ends of a stream's branches that are here from their first envelope on; two are a fork.
branch = Table(
    "branch",
    tables,
    Column("stream", Bytes(16), primary_key=True),
    Column("tip", Bytes(32), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# What an order destroys, there already or still to come: envelopes' bodies, and chunks.
erased = Table(
    "erased",
    tables,
    Column("id", Bytes(32), primary_key=True),
    Column("case_id", Bytes(16), primary_key=True),
    Column("order_id", Bytes(32), nullable=False),
)

# What was said of erasures, of the sorts of app.seal.erasure. `about`: the order that a confirmation,
# objection, ruling or report names. `done`: it was carried out or ended, or its order was. `at`: when it came.
statement = Table(
    "statement",
    tables,
    Column("id", Bytes(32), primary_key=True),
    Column("case_id", Bytes(16), nullable=False),
    Column("stream", Bytes(16), nullable=False),
    Column("sort", SmallInteger, nullable=False),
    Column("about", Bytes(32), nullable=False),
    Column("done", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("statement_case", statement.c.case_id, statement.c.stream)

# What the desk put away: of orders that are open, and of what is over a budget, the bodies go.
disposed = Table(
    "disposed", tables, Column("id", Bytes(32), primary_key=True), Column("case_id", Bytes(16), primary_key=True)
)

# When a computer last called, when it said that it was locked last, and up to where it had fetched: by
# shard, as 16 numbers of 8 bytes.
seen = Table(
    "seen",
    tables,
    Column("stream", Bytes(16), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("cursors", Bytes, nullable=False),
    Column("locked", BigInteger, nullable=False),
)

# Encrypted chunks of attachments: `there` of `size` bytes have come, the last at `moved`; once all
# have and their hash is right it is `whole`, in one part.
blob = Table(
    "blob",
    tables,
    Column("case_id", Bytes(16), primary_key=True),
    Column("id", Bytes(32), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("there", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("moved", BigInteger, nullable=False),
)

blob_part = Table(
    "blob_part",
    tables,
    Column("case_id", Bytes(16), primary_key=True),
    Column("id", Bytes(32), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("content", Bytes, nullable=False),
)

invitation = Table(
    "invitation", tables, Column("id", Bytes(16), primary_key=True), Column("named", BigInteger, nullable=False)
)

# Of computers that would like to join; the reply is the desk's last.
answer = Table(
    "answer",
    tables,
    Column("hash", Bytes(32), primary_key=True),
    Column("invitation", Bytes(16), nullable=False),
    Column("came", BigInteger, nullable=False),
    Column("file", Bytes, nullable=False),
    Column("reply", Bytes, nullable=False),
    Column("reply_hash", Bytes(32), nullable=False),
)
Index("answer_invitation", answer.c.invitation, answer.c.came)
