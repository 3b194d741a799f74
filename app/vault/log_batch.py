"""One event of each of many cases: what `log.append` asks and writes for each, asked and written once for all.

A case that needs more than the event (a new key since somebody was withdrawn, a grant that a team lacks, a time of
standing in that is over) is appended to by itself. docs/decisions/0054"""

from collections.abc import Iterator, Mapping, Sequence

from app.seal import case_grant, envelope, packing
from app.seal.envelope import Envelope, LogPosition
from app.seal.keys import Secret
from app.vault import case_keys, grants, log
from app.vault.database import Writer
from app.vault.table import marks
from app.vault.vault import Vault

_KEYS = tuple[int, Secret]


def append_each(writer: Writer, vault: Vault, events: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Seal the canonical bytes of an event as the next of its case; case to the id of its envelope."""
    keys = dict(_keys(writer, vault, list(events)))
    ids = {case: log.append(writer, vault, case, event) for case, event in events.items() if case not in keys}
    sealed = list(_sealed(writer, vault, events, keys))
    log.insert_all(writer, vault, sealed)
    return ids | {sealed_event.header.case: id_ for id_, sealed_event in sealed}


def _keys(writer: Writer, vault: Vault, cases: Sequence[bytes]) -> Iterator[tuple[bytes, _KEYS]]:
    """Of each case the key that it is written under, where nothing has to be said before."""
    stood_in = {row[0] for row in _rows(writer, "SELECT DISTINCT case_id FROM stand_in WHERE", cases)}
    items: dict[bytes, list[case_grant.Item]] = {}
    for row in _rows(
        writer,
        f"{case_keys.STORED} INDEXED BY envelope_grant WHERE kind = 2 AND body <> x'' AND",
        cases,
        "ORDER BY case_id, n",
    ):
        grant = case_keys.stored_public(row)
        items.setdefault(grant.header.case, []).extend(case_grant.read(grant.body))
    for case, of_case in items.items():
        if case not in stood_in:
            access = grants.access(vault.keyring, case, of_case)
            if key := log.key_of_all(vault, access):
                yield case, key


def _sealed(
    writer: Writer, vault: Vault, events: Mapping[bytes, bytes], keys: Mapping[bytes, _KEYS]
) -> Iterator[tuple[bytes, Envelope]]:
    """Each after the one before it in the stream, and after the last of its case."""
    last_of_case = {
        case: (seq, id_)
        for case, seq, id_ in _rows(
            writer,
            "SELECT case_id, case_seq, id FROM (SELECT case_id, case_seq, id, row_number() OVER "
            "(PARTITION BY case_id ORDER BY case_seq DESC, n) AS place FROM envelope WHERE +stream = ? AND",
            list(keys),
            ") WHERE place = 1",
            first=(vault.stream,),
        )
    }
    seq, last = log.last_of_stream(writer, vault)
    compressor = packing.compressor()
    for case, (number, key) in keys.items():
        place = LogPosition(case, vault.stream, seq, last, *last_of_case.get(case, (0, bytes(32))))
        event = envelope.seal_event(events[case], place, vault.device, key, number, compressor)
        seq, last = seq + 1, event.id
        yield last, event


def _rows(
    writer: Writer, beginning: str, cases: Sequence[bytes], end: str = "", first: Sequence[object] = ()
) -> list[tuple]:  # type: ignore[type-arg]
    if not cases:
        return []
    return writer.rows(f"{beginning} case_id IN ({marks(cases)}) {end}", (*first, *cases))
