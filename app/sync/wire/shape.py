"""A message is a canonical CBOR list of fixed shape, decoded strictly: anything odd is WireRefused."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, dataclass_transform

from app.errors import N_, SanadError
from app.seal import canonical


class WireRefused(SanadError):
    says = N_(
        "The data received over the network did not come from the server. It was not used, and nothing was changed. "
        "Check whether this network asks for a login, then try again."
    )


_ITEMS = 1 << 19  # of one message: more than its 24 MB hold of records


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def encoded(message: "Message") -> bytes:
    return canonical.encode([_plain(getattr(message, field.name)) for field in fields(message)])  # type: ignore[arg-type]


def decoded(raw: bytes, shape: canonical.Shape) -> Any:
    """WireRefused."""
    try:
        return canonical.read(raw, shape, _ITEMS)
    except canonical.NotCanonical as error:
        raise WireRefused from error


@dataclass_transform(frozen_default=True)
class Message:
    """A list of the fields, in their order. A subclass is a frozen dataclass without being decorated."""

    shape: ClassVar[tuple[canonical.Shape, ...]] = ()

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)

    def encode(self) -> bytes:
        return encoded(self)

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        """WireRefused for anything that `encode` does not make."""
        return cls(*decoded(raw, cls.shape))


class Request(Message):
    """`path`: where it is posted. `answer`: what comes back. `ready`: what travels, where it was made
    before its turn; no part of the message."""

    ready: ClassVar[tuple[bytes, str] | None] = None
    path: ClassVar[str]
    answer: ClassVar[type[Message]]
    signed: ClassVar[bool] = True

    def read(self, raw: bytes) -> Message:
        """The answer to it; WireRefused."""
        return self.answer.decode(raw)
