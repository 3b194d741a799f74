"""docs/formats/enrolment.md: invitation, answer, reply, the six words."""

from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.by_the_page import canonical, directory
from tests.by_the_page.primitives import after_line, hkdf, hpke_opened, key_id, need, sha256, shaped, verify

PLACES = 128


def invitation(raw: bytes) -> list[Any]:
    """[1, invitation, root's entries, registrar, desk's receiving key, team, until, address, CA,
    commitments], verified by the registrar's key that the root's entries name."""
    content = canonical.decode(after_line(raw, b"SANAD-INVITATION 1\n"))
    body, signature = shaped(content, (bytes, 64), "invitation")
    parts = canonical.decode(body)
    shaped(parts, (int, 16, [bytes], 16, 1216, str, int, str, str, [32]), "invitation")
    need(parts[0] == 1, "invitation: version")
    need(len(parts[9]) == PLACES, "invitation: places")
    public = directory.directory(parts[2]).registrars.get(parts[3], b"")
    need(public, "invitation: nobody the root named")
    verify(public, signature, b"sanad-invitation-1" + body)
    return list(parts)


def nonce(seed: bytes, place: int) -> bytes:
    return hkdf(seed, "sanad/1/place", salt=place.to_bytes(4, "big"))


def check_place(parts: list[Any], place: int, revealed: bytes) -> None:
    committed = sha256(b"sanad-place-1", parts[1], revealed)
    need(place < PLACES and parts[9][place] == committed, "reply: another place")


def answer(raw: bytes, desk_receiving: bytes) -> list[Any]:
    """[1, SHA-256 of the invitation, nonce, entries, stream, number of envelopes,
    [own team, number, public], former streams]"""
    content = canonical.decode(after_line(raw, b"SANAD-ANSWER 1\n"))
    id_, sealed = shaped(content, (16, bytes), "answer")
    clear = hpke_opened(desk_receiving, sealed, b"sanad-answer-1" + id_)
    body, signature = shaped(canonical.decode(clear), (bytes, 64), "answer")
    parts = canonical.decode(body)
    shaped(parts, (int, 32, 32, [bytes], 16, int, (16, int, 1216), [(16, directory.NAMES)]), "answer")
    need(parts[0] == 1, "answer: version")
    own, stream = directory.alone(parts[3]), parts[4]
    need(stream in own.devices and not own.devices[stream].revoked, "answer: its computer")
    verify(own.devices[stream].public, signature, b"sanad-answer-1" + body)
    need(parts[6][0] == directory.own_team(stream), "answer: another's team")
    need(list(own.people) == [key_id(own.root)], "answer: one person")
    need(all(own.devices[former].revoked for former, _ in parts[7]), "answer: former streams")
    return list(parts)


def reply(raw: bytes, receiving: bytes, raw_invitation: bytes, raw_answer: bytes) -> list[Any]:
    """[1, SHA-256 of the invitation, SHA-256 of the answer, place, nonce, admitted, entries,
    organisation key, home team]"""
    content = canonical.decode(after_line(raw, b"SANAD-REPLY 1\n"))
    answered, sealed = shaped(content, (32, bytes), "reply")
    clear = hpke_opened(receiving, sealed, b"SANAD-REPLY ")
    body, signature = shaped(canonical.decode(clear), (bytes, 64), "reply")
    parts = canonical.decode(body)
    need(isinstance(parts, list) and len(parts) == 9, "reply: another shape")
    admitted = parts[5] == 1
    key, team = (32, 16) if admitted else (0, 0)
    shaped(parts, (int, 32, 32, int, 32, int, [bytes], key, team), "reply")
    need(parts[0] == 1, "reply: version")
    need(parts[1] == sha256(raw_invitation), "reply: another invitation")
    need(parts[2] == sha256(raw_answer) == answered, "reply: another answer")
    need(admitted or parts[6] == [], "reply: entries before it lets in")
    invited = invitation(raw_invitation)
    registrars = directory.directory(invited[2]).registrars
    verify(registrars[invited[3]], signature, b"sanad-reply-1" + body)
    check_place(invited, parts[3], parts[4])
    return list(parts)


def six_words(raw_invitation: bytes, raw_answer: bytes, revealed: bytes, words: list[str]) -> list[str]:
    parts = [sha256(raw_invitation), sha256(raw_answer), revealed]
    return _words(sha256(b"sanad-words-1", canonical.encode(parts)), words)


def six_words_at_once(raw_invitation: bytes, raw_answer: bytes, words: list[str]) -> list[str]:
    parts = canonical.encode([sha256(raw_invitation), sha256(raw_answer)])
    argon = Argon2id(salt=b"sanad-call-words", length=32, iterations=3, lanes=1, memory_cost=64 * 1024)
    return _words(argon.derive(parts), words)


def _words(hashed: bytes, words: list[str]) -> list[str]:
    bits = int.from_bytes(hashed, "big") >> (256 - 66)
    return [words[bits >> 11 * place & 2047] for place in (5, 4, 3, 2, 1, 0)]
