"""The version of Sanad that each computer last named in what it wrote."""

from app.vault.database import Database, Writer


def keep(writer: Writer, stream: bytes, program: str, at: int) -> None:
    """The later one stays."""
    writer.run(
        "INSERT INTO device_program VALUES (?, ?, ?) ON CONFLICT (stream) DO UPDATE SET "
        "program = excluded.program, at = excluded.at WHERE excluded.at >= at",
        (stream, program, at),
    )


def programs(database: Database) -> dict[bytes, str]:
    """Of each computer that named one."""
    return dict(database.rows("SELECT stream, program FROM device_program"))
