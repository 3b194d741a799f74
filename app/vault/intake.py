"""Taking colleagues' records into the log: each looked at whole before it is believed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.errors import N_
from app.seal import case_grant, envelope, erasure
from app.seal.budgets import OverBudget, Used
from app.seal.directory import Device
from app.seal.envelope import CertificateExpired, CheckedEnvelope, Envelope, Kind, Opener
from app.seal.keys import Secret
from app.vault import apart, case_keys, grants, log
from app.vault.database import Writer
from app.vault.vault import Vault


class OrderNotHere(case_keys.NoKeyYet):
    """An envelope without its body, and no order here that it be destroyed."""

    problem: str = N_("its content was erased, and the order has not arrived yet")


Dated = Callable[[bytes], int]


class Intake:
    """Takes colleagues' envelopes in, in one transaction; the order doesn't matter. What the database is
    asked for each is asked once for all. `flush` lays what was taken: before anybody else looks, and
    at the end. `dated` reads the time that an event claims; `ids`: of what is to come."""

    def __init__(self, writer: Writer, vault: Vault, dated: Dated, ids: Sequence[bytes]) -> None:
        self.writer, self.vault, self._dated = writer, vault, dated
        kept_ids = apart.among(writer, "SELECT id FROM envelope", ids)
        self._here = {id_ for (id_,) in kept_ids} | apart.here(writer, ids)
        self._gone = set(apart.among(writer, "SELECT id, case_id FROM erased", ids))
        self._disposed = apart.disposed(writer, ids)
        self._used: dict[tuple[bytes, bytes], Used] = {}
        self._counted: set[tuple[bytes, bytes]] = set()  # whose orders are in `_used`
        self._apart: dict[tuple[bytes, bytes], int] = {}  # bytes
        self._cases: dict[bytes, bool] = {}
        self._access: dict[bytes, grants.Access] = {}
        self._openers: dict[Secret, Opener] = {}
        self._taken: list[tuple[bytes, Envelope]] = []
        self._lineage = log.lineage(writer)

    def receive(self, looked: CheckedEnvelope) -> bool:
        """False if it is here already. AuthorUnknown, NoKeyYet and LaterMissing may resolve
        themselves when more arrives; AuthorWithdrawn, CertificateExpired and EnvelopeRefused are
        for the desk, as is OverBudget, which was kept apart."""
        if looked.id in self._here:
            return False
        sealed = looked.envelope
        place = looked.id, sealed.header.case
        if sealed.header.kind == Kind.ERASE:  # of these, open orders alone can be put away
            is_order = not sealed.body or erasure.sort_of(sealed.body) == erasure.ORDER
            is_erased = is_order and place in self._disposed
        else:
            is_erased = place in self._gone
        if is_erased or not sealed.body:
            self._standing(sealed, envelope.check_header(sealed, self.vault.directory, looked.holds))
            if not is_erased:
                raise OrderNotHere
            sealed = replace(sealed, body=b"")
        else:
            device = envelope.check_envelope(sealed, self.vault.directory, looked.holds)
            self._standing(sealed, device)
            self._readable(sealed, device)
            if not self._has_room(sealed):
                self._keep_apart(looked.id, sealed)
                return False
        self._here.add(looked.id)
        self._taken.append((looked.id, sealed))
        self._cases[sealed.header.case] = True
        return True

    def _has_room(self, sealed: Envelope) -> bool:
        """Count one more of its author's in its case, if there is room. Own records always have."""
        head, size = sealed.header, len(sealed.body)
        if head.stream in self.vault.directory.own.devices:
            return True
        place = head.case, head.stream
        if place not in self._used:
            self._used[place] = apart.used(self.writer, *place)
        used = self._used[place]
        is_order = is_statement = False
        if head.kind == Kind.ERASE:
            if place not in self._counted:
                self._counted.add(place)
                used.orders, used.statements = apart.count_statements(self.writer, *place)
            is_order = erasure.sort_of(sealed.body) == erasure.ORDER
            is_statement = not is_order
        if not used.has_room(self.vault.budget, size, order=is_order, statement=is_statement):
            return False
        used.add(size, order=is_order, statement=is_statement)
        return True

    def _keep_apart(self, id_: bytes, sealed: Envelope) -> None:
        """OverBudget, unless the desk has put it away already."""
        place = sealed.header.case, sealed.header.stream
        if place not in self._apart:
            self._apart[place] = apart.size_of(self.writer, *place)
        is_disposed = (id_, sealed.header.case) in self._disposed
        if is_disposed or self._apart[place] + len(sealed.body) > apart.MOST:
            sealed = replace(sealed, body=b"")
        self._apart[place] += len(sealed.body)
        apart.keep(self.writer, id_, sealed)
        self._here.add(id_)
        if not is_disposed:
            raise OverBudget

    def flush(self) -> None:
        if self._taken:
            log.insert_all(self.writer, self.vault, self._taken)
        self._taken = []

    def _standing(self, sealed: Envelope, device: Device) -> None:
        if device.known is not None:
            self.flush()
        envelope.check_standing(sealed, device, self._lineage)

    def _readable(self, envelope: Envelope, device: Device) -> None:
        case, kind = envelope.header.case, envelope.header.kind
        if kind == Kind.GRANT:
            self._access[case] = self._granted(case, case_grant.read(envelope.body))
        elif kind == Kind.EVENT:
            keys = self._keys(case).get(envelope.header.key_number)
            if not keys:
                raise case_keys.NoKeyYet
            event = case_keys.opened(envelope, [self._opener(key) for key in keys])
            if device.until and self._dated(event) > device.until:
                raise CertificateExpired
        elif kind != Kind.ERASE and not self.has(case):
            raise case_keys.NoKeyYet

    def _granted(self, case: bytes, items: list[case_grant.Item]) -> grants.Access:
        self.flush()
        access = grants.access(self.vault.keyring, case, [*case_keys.items(self.writer, case), *items])
        if not any(access.proves(case, item) for item in items):
            raise case_keys.NoKeyYet
        return access

    def _keys(self, case: bytes) -> grants.Keys:
        if case not in self._access:
            self._access[case] = case_keys.access(self.writer, self.vault, case)
        return self._access[case].keys

    def _opener(self, key: Secret) -> Opener:
        if key not in self._openers:
            self._openers[key] = Opener(key)
        return self._openers[key]

    def has(self, case: bytes) -> bool:
        """Is something of a case here, or taken just now?"""
        return self._cases.get(case, False) or log.has(self.writer, case)


def receive(writer: Writer, vault: Vault, raw: bytes, dated: Dated) -> bool:
    """Take one envelope in, as `Intake` does."""
    looked = CheckedEnvelope.at(raw, vault.directory)
    intake = Intake(writer, vault, dated, [looked.id])
    new = intake.receive(looked)
    intake.flush()
    return new
