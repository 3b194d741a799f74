"""Certificates that a file brings along: each author under the root that certifies it, and nobody else's word."""

import pytest

from app.seal import canonical
from app.seal import directory as people
from app.seal.directory import Directory
from app.seal.keys import DeviceKeys, fresh_id, key_id
from app.seal.loose_certificates import CertifiedAuthor, authors
from tests.headquarters.office import Computer, Organisation


@pytest.fixture
def office() -> Organisation:
    return Organisation(bytes(32))


@pytest.fixture
def omar(office: Organisation) -> Computer:
    return office.joins("Omar Sample", "supervisor")


def entry(keys: DeviceKeys, kind: int, content: list[canonical.Value], number: int = 1) -> bytes:
    """Signed by whoever it is."""
    body = canonical.encode([1, number, bytes(32), kind, content, key_id(keys.public)])
    return canonical.encode([body, keys.sign(b"sanad-directory-1" + body)])


def broken(raw: bytes) -> bytes:
    body, signature = canonical.decode(raw)
    return canonical.encode([body, signature[:-1] + bytes([signature[-1] ^ 1])])


def author(office: Organisation, who: Computer, name: str, role: str) -> CertifiedAuthor:
    return CertifiedAuthor(who.keys.public, name, role, office.root.public, "Sample Committee")


def test_each_computer_is_certified_in_whatever_order_its_entries_come(office: Organisation, omar: Computer):
    expected = {
        omar.stream: author(office, omar, "Omar Sample", "supervisor"),
        office.desk.stream: author(office, office.desk, "Huda Desk", "desk"),
    }
    assert authors(office.entries) == expected
    assert authors(office.entries[::-1]) == expected
    assert authors([b"odd", *office.entries, b""]) == expected
    assert authors([]) == {}


def test_in_a_directory_of_one_the_root_certifies_and_has_no_name():
    root, device = DeviceKeys.fresh(), DeviceKeys.fresh()
    person, stream, own = key_id(root.public), key_id(device.public), Directory()
    entries = [
        own.add(root, people.ROOT, [root.public]),
        own.add(root, people.PERSON, [person, "Layla Sample", "inspector"]),
        own.add(root, people.DEVICE, [stream, person, device.public, device.receiving_public]),
    ]
    layla = CertifiedAuthor(device.public, "Layla Sample", "inspector", root.public, "")
    assert authors(entries) == {stream: layla}
    assert authors(entries[1:]) == {}  # nobody knows whose root that is
    assert authors([*entries[:1], *entries[2:]]) == {stream: CertifiedAuthor(device.public, "", "", root.public, "")}


def test_a_root_or_a_registrar_that_did_not_sign_certifies_nobody(office: Organisation, omar: Computer):
    root, registrar, *_ = entries = list(office.entries)
    assert authors([broken(root), *entries[1:]]) == {}
    assert authors([root, broken(registrar), *entries[2:]]) == {}
    assert authors([root, *entries[2:]]) == {}
    other = DeviceKeys.fresh()
    named = entry(office.root, people.ROOT, [other.public, "Somebody Else"])
    assert authors([named, *entries[1:]]) == {}  # a root names itself
    by_a_registrar = entry(office.registrar, people.REGISTRAR, [other.public, "Other"], 90)
    keys, person = DeviceKeys.fresh(), fresh_id()
    device = [key_id(keys.public), person, keys.public, keys.receiving_public]
    certified = entry(other, people.DEVICE, device)
    assert set(authors([*entries, by_a_registrar, certified])) == {omar.stream, office.desk.stream}


def test_what_somebody_else_signed_of_a_person_or_a_computer_is_left_out(office: Organisation, omar: Computer):
    expected = authors(office.entries)
    stranger, keys = DeviceKeys.fresh(), DeviceKeys.fresh()
    person = [omar.person, "Another Name", "desk"]
    computer = [key_id(keys.public), omar.person, keys.public, keys.receiving_public]
    for signer in (stranger, keys):
        strange = [entry(signer, people.PERSON, person), entry(signer, people.DEVICE, computer)]
        assert authors([*office.entries, *strange]) == expected
    forged = [
        broken(entry(office.registrar, kind, content, 90))
        for kind, content in ((people.PERSON, person), (people.DEVICE, computer))
    ]
    assert authors([*office.entries, *forged]) == expected
    not_its_own = [fresh_id(), omar.person, keys.public, keys.receiving_public]
    claimed = entry(office.registrar, people.DEVICE, not_its_own, 90)
    assert authors([*office.entries, claimed]) == expected


def test_two_organisations_in_one_file_keep_their_own_names(office: Organisation, omar: Computer):
    other = Organisation(bytes(32))
    sara = other.joins("Sara Sample", person=omar.person)
    certified = authors([*office.entries, *other.entries])
    assert certified[omar.stream] == author(office, omar, "Omar Sample", "supervisor")
    assert certified[sara.stream] == author(other, sara, "Sara Sample", "inspector")
    assert len(certified) == 4
