"""Who may sign: people, devices and teams, as a numbered log that each entry chains to.

Until an officer enrols at headquarters the directory has one person in it, signed by a root key
that the vault itself made. Afterwards the organisation's registrars sign it; the format is the
same. See docs/formats/directory.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.keys import DeviceKeys, digest, key_id, verify

_VERSION = 1
ROOT, PERSON, DEVICE, TEAM, REVOKED = 1, 2, 3, 4, 5
_SIGNED = b"sanad-directory-1"
_NOTHING = bytes(32)


@dataclass(eq=False)
class DirectoryRefused(SanadError):
    """A directory whose chain or signatures don't hold."""

    says = N_(
        "The list of colleagues on this computer does not hold together. It was not used, and "
        "nothing was changed. Restore a backup, or ask the desk."
    )
    number: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A device's entry: its stream of envelopes carries the same id."""

    id: bytes
    person: bytes
    public: bytes
    receiving: bytes
    revoked: bool = False


@dataclass(slots=True)
class Directory:
    """What the entries say, after every check. `entries` are the raw signed bytes."""

    entries: list[bytes] = field(default_factory=list)
    people: dict[bytes, tuple[str, str]] = field(default_factory=dict)  # id -> name, role
    devices: dict[bytes, Device] = field(default_factory=dict)  # id -> device
    roots: dict[bytes, bytes] = field(default_factory=dict)  # key id -> public key

    @classmethod
    def read(cls, entries: Iterable[bytes]) -> "Directory":
        """DirectoryRefused where an entry's number, chain or signature is wrong."""
        directory = cls()
        for raw in entries:
            directory._take(raw)
        return directory

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        """The device that a header names, if this directory certifies its key for that stream."""
        device = self.devices.get(stream)
        return device if device and key_id(device.public) == author else None

    def name_of(self, stream: bytes) -> str:
        device = self.devices.get(stream)
        return self.people.get(device.person, ("", ""))[0] if device else ""

    def add(self, root: DeviceKeys, kind: int, content: list[canonical.Value]) -> bytes:
        """Sign and take a next entry; its bytes."""
        body = canonical.encode(
            [_VERSION, len(self.entries) + 1, self._tip(), kind, content, key_id(root.public)]
        )
        raw = canonical.encode([body, root.sign(_SIGNED + body)])
        self._take(raw)
        return raw

    def _tip(self) -> bytes:
        return digest(self.entries[-1]) if self.entries else _NOTHING

    def _take(self, raw: bytes) -> None:
        number = len(self.entries) + 1
        refused = DirectoryRefused(number)
        try:
            body, signature = canonical.decode(raw)
            version, told, before, kind, content, signer = canonical.decode(body)
            if (version, told, before) != (_VERSION, number, self._tip()):
                raise refused
            if kind == ROOT and number == 1:
                self.roots[key_id(content[0])] = content[0]
            public = self.roots.get(signer)
            if public is None or not verify(public, signature, _SIGNED + body):
                raise refused
            self._fold(kind, content)
        except (canonical.NotCanonical, ValueError, TypeError, KeyError, IndexError) as error:
            raise refused from error
        self.entries.append(raw)

    def _fold(self, kind: int, content: list[canonical.Value]) -> None:
        match kind:
            case 2:  # PERSON
                person, name, role = content
                self.people[person] = (name, role)
            case 3:  # DEVICE
                device, person, public, receiving = content
                if person not in self.people or device in self.devices:
                    raise ValueError
                self.devices[device] = Device(device, person, public, receiving)
            case 5:  # REVOKED
                old = self.devices[content[0]]
                self.devices[old.id] = Device(old.id, old.person, old.public, old.receiving, True)
            case _:
                pass  # teams are kept and relayed; who is in them matters from enrolment on
