"""docs/formats/vault.md: the folder of an officer's records."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlcipher3

from tests.by_the_page import canonical, directory, envelope, slot
from tests.by_the_page.primitives import Refused, hmac256, hpke_opened, key_id, need, public_of, sha256, shaped

OLDEST, VERSION = 20, 36


def device_secret(raw: bytes) -> bytes:
    line = b"SANAD-DEVICE-KEY 1\n"
    need(len(raw) == len(line) + 64 and raw.startswith(line), "device.key")
    need(raw[-32:] == sha256(raw[:-32]), "device.key: checksum")
    return raw[len(line) : -32]


def head(raw: bytes, key: bytes, vault: bytes, generation: int) -> dict[bytes, tuple[int, bytes]]:
    """stream: (number, id) of its last envelope."""
    content, mac = raw[:-32], raw[-32:]
    need(mac == hmac256(key, content), "head: MAC")
    parts = shaped(canonical.decode(content), (int, 16, int, [(16, int, 32)]), "head")
    need(parts[:3] == [1, vault, generation], "head: of another vault")
    return {stream: (seq, id_) for stream, seq, id_ in parts[3]}


@dataclass(frozen=True)
class Kept:
    """What the note of drafts says of an unfinished interview."""

    draft: bytes
    number: int
    answers: int
    at: int
    digest: bytes


def kept_drafts(raw: bytes, key: bytes, vault: bytes, generation: int) -> dict[bytes, Kept]:
    need(len(raw) % 128 == 0, "drafts: length")
    last: dict[bytes, Kept] = {}
    for at in range(0, len(raw), 128):
        place = raw[at : at + 128]
        if place == bytes(128):
            continue
        need(place[:4] == b"SGD1" and place[104:] == bytes(24), "drafts: a slot")
        mac = hmac256(key, vault + generation.to_bytes(8, "big") + place[:72])
        need(place[72:104] == mac, "drafts: MAC")
        numbers = [int.from_bytes(place[a:b], "big") for a, b in ((20, 28), (28, 32), (32, 40))]
        kept = Kept(place[4:20], *numbers, place[40:72])
        if kept.draft not in last or last[kept.draft].number <= kept.number:
            last[kept.draft] = kept
    return last


def answers_digest(answers: dict[str, str]) -> bytes:
    return sha256("".join(f"{len(path)} {len(text)} {path}{text}" for path, text in sorted(answers.items())).encode())


def backup(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Key file, head, database."""
    line = b"SANAD-BACKUP 1\n"
    need(raw.startswith(line) and raw[-32:] == sha256(raw[:-32]), "backup")
    parts, at = [], len(line)
    while at < len(raw) - 32:
        size = int.from_bytes(raw[at : at + 8], "big")
        parts.append(raw[at + 8 : at + 8 + size])
        at += 8 + size
    need(at == len(raw) - 32 and len(parts) == 3, "backup: its parts")
    return parts[0], parts[1], parts[2]


class Vault:
    """The records of one officer, opened. Read from a copy: SQLite writes beside what it reads."""

    def __init__(self, folder: Path, master: bytes) -> None:
        self.keys = slot.read((folder / "keys").read_bytes())
        self.generation = self.keys.generation
        database_key, self.head_key, self.drafts_key = slot.keys_of(master)
        self.folder = folder
        self.database = sqlcipher3.connect(str(self._file("db")))
        self.database.execute(f"PRAGMA key = \"x'{database_key.hex()}'\"")
        try:
            version = self.one("PRAGMA user_version")
        except sqlcipher3.DatabaseError as error:
            raise Refused("vault: key") from error
        # a migration was added: VERSION above, and docs/formats/vault.md
        need(OLDEST <= version <= VERSION, f"vault: version {version}, this reader knows {VERSION}")
        self.settings: dict[str, Any] = dict(self.rows("SELECT name, value FROM setting"))

    # -- the computer's own keys, as settings ------------------------------------------------------

    @property
    def person(self) -> bytes:
        return key_id(public_of(self.settings["root"][:32]))

    @property
    def stream(self) -> bytes:
        return bytes(self.settings["device"][:16])

    @property
    def signing_public(self) -> bytes:
        return public_of(self.settings["device"][16:48])

    @property
    def receiving(self) -> bytes:
        return bytes(self.settings["device"][48:])

    @property
    def own_team(self) -> tuple[bytes, int, bytes]:
        """Id, number, key."""
        team, number, sealed = shaped(canonical.decode(self.settings["team"]), (16, int, bytes), "own team")
        return team, number, hpke_opened(self.receiving, sealed, b"sanad-team-1" + team)

    def _file(self, end: str) -> Path:
        return self.folder / f"records-{self.generation}.{end}"

    def close(self) -> None:
        self.database.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        return list(self.database.execute(query, values).fetchall())

    def one(self, query: str, *values: object) -> Any:
        return self.rows(query, *values)[0][0]

    @property
    def head(self) -> dict[bytes, tuple[int, bytes]]:
        raw = self._file("head").read_bytes()
        return head(raw, self.head_key, self.keys.vault, self.generation)

    @property
    def drafts(self) -> dict[bytes, Kept]:
        raw = self._file("drafts").read_bytes()
        return kept_drafts(raw, self.drafts_key, self.keys.vault, self.generation)

    def draft_answers(self, draft: bytes) -> dict[str, str]:
        return dict(self.rows("SELECT path, value FROM draft_answer WHERE draft = ?", draft))

    @cached_property
    def own_directory(self) -> directory.Directory:
        return directory.alone(raw for (raw,) in self.rows("SELECT entry FROM directory ORDER BY number"))

    @cached_property
    def organisation(self) -> directory.Directory:
        return directory.directory(raw for (raw,) in self.rows("SELECT entry FROM organisation"))

    def public_of(self, stream: bytes) -> bytes:
        for book in (self.own_directory, self.organisation):
            if stream in book.devices:
                return book.devices[stream].public
        raise Refused("vault: a stream of nobody")

    def envelopes(self, case: bytes | None = None) -> list[envelope.Envelope]:
        """All verified, in the order in which they arrived."""
        query = "SELECT header, signature, body FROM envelope"
        rows = self.rows(query + (" WHERE case_id = ?" if case else "") + " ORDER BY n", *([case] if case else []))
        gone = {
            id_ for (id_,) in self.rows("SELECT id FROM erased UNION SELECT id FROM away UNION SELECT id FROM disposed")
        }
        read = []
        for header, signature, body in rows:
            raw = canonical.encode([header, signature, body])
            public = self.public_of(canonical.decode(header)[3])
            read.append(envelope.read(raw, public, erased=sha256(header) in gone))
        return read

    def team_keys(self) -> dict[tuple[bytes, int], list[bytes]]:
        keys: dict[tuple[bytes, int], list[bytes]] = {}
        for team, number, key in self.rows("SELECT team, number, key FROM team_key"):
            keys.setdefault((team, number), []).append(key)
        team, number, key = self.own_team
        keys.setdefault((team, number), []).append(key)
        return keys

    def case_keys(self, case: bytes) -> dict[int, list[bytes]]:
        """By number, from the grants in the log, by the keys of this vault's teams."""
        keys: dict[int, list[bytes]] = {}
        teams = self.team_keys()
        items = [
            item
            for one in self.envelopes(case)
            if one.kind == envelope.GRANT and one.body
            for item in envelope.grant(one)
        ]
        for item in sorted(items, key=lambda item: item.number):
            for team_key in teams.get((item.team, item.team_number), []):
                for before in keys.get(item.number - 1, [b""]):
                    try:
                        key = envelope.granted(case, item, team_key, before)
                    except Refused:
                        continue
                    if key not in keys.setdefault(item.number, []):
                        keys[item.number].append(key)
        return keys

    def copies(self, order: bytes) -> list[Any]:
        """What went out of an erased case: [kind, seconds, stream, agency, marks, purpose, document,
        number] each."""
        raw = self.one("SELECT copies FROM erasure WHERE order_id = ?", order)
        listed = canonical.decode(raw)
        return list(shaped(listed, [(str, int, 16, str, [str], str, str, int)], "copies"))

    def events(self, case: bytes) -> list[tuple[envelope.Envelope, dict[str, Any]]]:
        keys = self.case_keys(case)
        read = []
        for one in self.envelopes(case):
            if one.kind == envelope.EVENT and one.body:
                for key in keys.get(one.header[9], []):
                    try:
                        read.append((one, envelope.event(one, key)))
                    except Refused:
                        continue
        return read
