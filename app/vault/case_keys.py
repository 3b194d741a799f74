"""The keys of a case as far as this vault has them, and opening its records with them."""

from collections.abc import Sequence
from typing import Any

from app.errors import N_
from app.seal import case_grant
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Opener
from app.seal.keys import digest
from app.vault import grants
from app.vault.database import Source
from app.vault.vault import Vault


class NoKeyYet(EnvelopeRefused):
    """An envelope whose case's key has not arrived."""

    problem: str = N_("the key of its case has not arrived yet")


def access(source: Source, vault: Vault, case: bytes) -> grants.Access:
    """The case's keys as far as this vault's teams were granted them, and who else has them."""
    mark = (
        case,
        tuple(
            source.rows(
                "SELECT id, length(body) FROM envelope INDEXED BY envelope_grant "
                "WHERE case_id = ? AND kind = 2 ORDER BY n",
                (case,),
            )
        ),
    )
    memo = vault.memo
    if memo and memo[0] == mark and memo[1] is vault.keyring:
        access: grants.Access = memo[2]
        return access
    new_access = grants.access(vault.keyring, case, items(source, case))
    vault.memo = mark, vault.keyring, new_access
    return new_access


def items(source: Source, case: bytes) -> list[case_grant.Item]:
    """Every item of every grant of a case, as they came."""
    rows = source.rows(
        f"{STORED} INDEXED BY envelope_grant WHERE case_id = ? AND kind = 2 AND body <> x'' ORDER BY n", (case,)
    )
    return [item for row in rows for item in case_grant.read(stored_public(row).body)]


STORED = "SELECT id, header, signature, body, case_id, stream, seq, case_seq, kind, arrived FROM envelope"


def stored(row: Sequence[Any]) -> Envelope:
    """Of a row of `STORED`. EnvelopeRefused where its header has another hash than its id, or its columns say
    other than its header. What this leaves to `app.vault.audit`: docs/formats/envelope.md"""
    id_, raw, signature, body, *columns, _arrived = row
    if digest(raw) != id_:
        raise EnvelopeRefused
    head = Header.from_bytes(raw)
    if columns != [head.case, head.stream, head.seq, head.case_seq, head.kind]:
        raise EnvelopeRefused
    return Envelope(head, raw, signature, body)


def stored_public(row: Sequence[Any]) -> Envelope:
    """The same of one whose body isn't sealed: it is the one that was signed."""
    sealed = stored(row)
    if digest(sealed.body) != sealed.header.body_hash:
        raise EnvelopeRefused
    return sealed


def opened(envelope: Envelope, keys: Sequence[Opener]) -> bytes:
    """With the key that fits; EnvelopeRefused where none does."""
    for key in keys[:-1]:
        try:
            return key.open(envelope)
        except EnvelopeRefused:
            continue
    return keys[-1].open(envelope)


def openers_of(keys: grants.Keys) -> dict[int, list[Opener]]:
    return {number: [Opener(key) for key in secrets] for number, secrets in keys.items()}
