"""The card that a new headquarters writes for the desk: where it is, how it is known, and a token
that claims it once. docs/formats/sync.md

    "SANAD-HEADQUARTERS 1\\n" || CBOR [address, CA certificate (PEM, "" for the system's),
                                      receipt key: Ed25519 public(32), token(32)]"""

from dataclasses import dataclass

from app.errors import N_, SanadError
from app.seal import canonical, file_marker

_MAGIC = b"SANAD-HEADQUARTERS "


class ServerCardRefused(SanadError):
    says = N_("This server card is damaged. Nothing was changed. Ask the server administrator for it again.")


@dataclass(frozen=True, slots=True)
class ServerCard:
    """`token` is a secret until the desk has claimed the headquarters."""

    url: str
    ca: str
    public: bytes
    token: bytes

    def __repr__(self) -> str:
        return f"ServerCard({self.url!r})"


def write(card: ServerCard) -> bytes:
    return file_marker.line(_MAGIC) + canonical.encode([card.url, card.ca, card.public, card.token])


def read(raw: bytes) -> ServerCard:
    """ServerCardRefused, ForeignFile, NewerVersion."""
    try:
        content = file_marker.content(raw, _MAGIC, ServerCardRefused)
        return ServerCard(*canonical.read(content, (str, str, 32, 32)))
    except canonical.NotCanonical as error:
        raise ServerCardRefused from error
