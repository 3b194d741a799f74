"""What was sealed to a public key, opened here: what age, pyrage and this program make of each other's."""

import hmac
import io
import os
import subprocess
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.bundle.keys import lock_for
from app.seal import age_file, age_keys, sshsig
from app.seal.age_file import NotAsSealed, Stanza
from app.seal.age_keys import WrongKey
from app.seal.secret import Secret, fresh

SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001]
VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "bundle"


def opened(raw: bytes, *identities: object) -> bytes:
    target = io.BytesIO()
    age_keys.open_into(io.BytesIO(raw), target, [str(identity) for identity in identities])
    return target.getvalue()


class Ssh:
    """A key of OpenSSH, without a passphrase."""

    def __init__(self) -> None:
        self.file = sshsig.private_file(fresh()).decode()
        self.line = sshsig.public_line(sshsig.public_of_private(self.file.encode()))
        self.recipient = pyrage.ssh.Recipient.from_str(self.line)

    def __str__(self) -> str:
        return self.file


@pytest.fixture(params=["age", "ssh"])
def whose(request: pytest.FixtureRequest) -> tuple[object, object]:
    """A private key, and whom one seals to."""
    if request.param == "ssh":
        key = Ssh()
        return key, key.recipient
    identity = pyrage.x25519.Identity.generate()
    return identity, identity.to_public()


@pytest.mark.parametrize("size", SIZES)
def test_what_another_implementation_of_age_sealed_opens(size: int, whose: tuple):
    content = os.urandom(size)
    assert opened(pyrage.encrypt(content, [whose[1]]), whose[0]) == content


@pytest.mark.skipif(
    subprocess.run(["sh", "-c", "command -v age"], capture_output=True, check=False).returncode != 0,
    reason="no age here",
)  # fmt: skip
def test_what_age_itself_sealed_opens():
    identity, ssh = pyrage.x25519.Identity.generate(), Ssh()
    words = ["age", "-r", str(identity.to_public()), "-r", ssh.line]
    raw = subprocess.run(words, input=b"a letter" * 9000, capture_output=True, check=True).stdout
    for key in (identity, ssh):
        assert opened(raw, key) == b"a letter" * 9000


def test_each_of_many_recipients_opens_it_and_nobody_else(whose: tuple):
    others = [pyrage.x25519.Identity.generate() for _ in range(30)]
    recipients = [*(other.to_public() for other in others[:15]), whose[1]]
    raw = pyrage.encrypt(b"x", recipients)
    assert opened(raw, others[20], whose[0]) == b"x"
    assert opened(raw, others[14]) == b"x"
    for stranger in (others[20], Ssh()):
        with pytest.raises(WrongKey):
            opened(raw, stranger)


def test_each_flipped_bit_and_each_cut_is_refused(whose: tuple):
    raw = pyrage.encrypt(os.urandom(70_000), [whose[1]])
    for at in (*range(260), *range(260, len(raw), 4999), len(raw) - 1):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        for changed in (bytes(flipped), raw[:at]):
            with pytest.raises((NotAsSealed, WrongKey)):
                opened(changed, whose[0])
    with pytest.raises(NotAsSealed):
        opened(raw + b"\0", whose[0])


def test_a_recipient_of_a_later_age_beside_ours_is_passed_over():
    """Any name, any number of arguments, a body of any length."""
    key = pyrage.x25519.Identity.generate()
    stanza = pyrage.encrypt(b"", [key.to_public()]).split(b"---")[0].split(b"\n", 1)[1]
    file_key = age_keys._of_age(str(key))(_stanzas(stanza)[0])
    assert file_key is not None
    for other in (b"-> example.com/enigma\n\n", b"-> a-grease ! x\n" + b"A" * 64 + b"\n\n"):
        header = b"age-encryption.org/v1\n" + other + stanza + b"---"
        assert opened(_with_code(header, file_key), key) == b"said"


def _stanzas(text: bytes) -> tuple[Stanza, ...]:
    raw = b"age-encryption.org/v1\n" + text + b"--- " + b"A" * 43 + b"\n"
    return age_file._parsed(raw).stanzas


def _with_code(header: bytes, file_key: bytes) -> bytes:
    code = age_file.as_base64(age_file.code_of(file_key, header).finalize())
    target = io.BytesIO()
    age_file.seal_chunks(io.BytesIO(b"said"), target, file_key, bytes(16))
    return header + b" " + code + b"\n" + target.getvalue()


def test_a_header_whose_code_is_anothers_is_refused_though_the_key_fits():
    key = pyrage.x25519.Identity.generate()
    raw = pyrage.encrypt(b"x", [key.to_public()])
    start, rest = raw.split(b"--- ", 1)
    more = start + b"-> somebody else\n\n--- " + rest
    with pytest.raises(NotAsSealed):
        opened(more, key)


@pytest.mark.parametrize(
    "text",
    [
        b"-> X25519 AAAA\n" + b"A" * 43 + b"\n",
        b"-> X25519 " + b"A" * 42 + b"B\n" + b"A" * 43 + b"\n",  # not as it is written
        b"-> X25519 " + b"A" * 43 + b" more\n" + b"A" * 43 + b"\n",
        b"-> X25519\n" + b"A" * 43 + b"\n",
        b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n",  # a share that makes all keys alike
    ],
)
def test_a_share_that_nobody_writes_is_refused(text: bytes):
    key = pyrage.x25519.Identity.generate()
    with pytest.raises(NotAsSealed):
        opened(b"age-encryption.org/v1\n" + text + b"--- " + b"A" * 43 + b"\n" + bytes(32), key)


def test_bytes_are_written_in_one_way_alone():
    assert age_file.from_base64(b"QQ") == b"A"
    for other in (b"QR", b"QQ=", b"QQ==", b"Q", b"Q Q", b"Q\nQ"):
        with pytest.raises(NotAsSealed):
            age_file.from_base64(other)


def test_a_wrapped_key_of_another_length_is_not_tried():
    """By its length one body could be made to open with many keys."""
    key = pyrage.x25519.Identity.generate()
    share = age_file.as_base64(X25519PrivateKey.generate().public_key().public_bytes_raw())
    for length in (0, 31, 33, 64):
        body = age_file.as_base64(bytes(length))
        lines = b"".join(body[at : at + 64] + b"\n" for at in range(0, len(body) + 1, 64))
        with pytest.raises(NotAsSealed):
            opened(b"age-encryption.org/v1\n-> X25519 " + share + b"\n" + lines + b"--- " + b"A" * 43 + b"\n", key)  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n",
     b"age-encryption.org/v1\n-> \n\n--- " + b"A" * 43 + b"\n", b"age-encryption.org/v1\n" + b"-> x\n\n" * 400_000],
)  # fmt: skip
def test_a_header_in_another_form_is_refused(raw: bytes):
    with pytest.raises(NotAsSealed):
        opened(raw, pyrage.x25519.Identity.generate())


def test_the_secret_of_an_age_key_is_read_as_its_library_reads_it():
    for _ in range(20):
        identity = pyrage.x25519.Identity.generate()
        secret = age_keys._secret_of(str(identity))
        assert isinstance(secret, Secret)
        public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        assert hmac.compare_digest(public, _public_bytes(str(identity.to_public())))
        assert lock_for([str(identity.to_public())]).to


def _public_bytes(text: str) -> bytes:
    """Of age1..., by the same table."""
    letters = text.removeprefix("age1")[:-6]
    number = 0
    for letter in letters:
        number = number << 5 | age_keys._LETTERS.index(letter)
    return (number >> len(letters) * 5 - 256).to_bytes(32, "big")
