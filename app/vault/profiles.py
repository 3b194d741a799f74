"""The referral systems that the desk gave: their texts."""

from collections.abc import Sequence

from app.vault.database import Source, Writer


def texts(source: Source) -> list[bytes]:
    """In the order in which they came."""
    return source.column("SELECT raw FROM profile ORDER BY n")


def add(writer: Writer, profiles: Sequence[bytes]) -> bool:
    """Keep what isn't here yet; False where nothing was new."""
    existing = texts(writer)
    new = [fromkey for fromkey in dict.fromkeys(profiles) if fromkey not in existing]
    for raw in new:
        writer.run("INSERT INTO profile (raw) VALUES (?)", (raw,))
    return bool(new)
