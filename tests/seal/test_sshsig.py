"""What we sign is what OpenSSH signs: the same bytes, verified by either."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from app.seal import office_certificate, sshsig
from app.seal.keys import DeviceKeys, Secret
from app.seal.sshsig import SignatureRefused, SshKeyRefused

KEYS = DeviceKeys.fresh()

NAMESPACE = "sanad-test"
needs_openssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen here")


def keygen(*words: str | Path, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["ssh-keygen", *map(str, words)], input=stdin, capture_output=True, check=False)


@pytest.fixture
def openssh_key(tmp_path: Path) -> tuple[Path, DeviceKeys]:
    """A key that ssh-keygen made, and the same key as a device's."""
    file = tmp_path / "key"
    assert keygen("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file).returncode == 0
    key = load_ssh_private_key(file.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return file, DeviceKeys(Secret(key.private_bytes_raw()), DeviceKeys.fresh().receiving)


@needs_openssh
@pytest.mark.parametrize("message", [b"", b"sums", bytes(range(256)) * 40])
def test_ours_and_opensshs_signature_of_one_key_are_the_same_text(openssh_key, message: bytes):
    file, keys = openssh_key
    theirs = keygen("-Y", "sign", "-f", file, "-n", NAMESPACE, stdin=message).stdout.decode()
    assert sshsig.sign(keys, NAMESPACE, message) == theirs
    assert sshsig.verify(theirs, NAMESPACE, message) == keys.public


@needs_openssh
def test_openssh_verifies_ours_and_prints_the_fingerprint_that_we_print(tmp_path: Path):
    keys = DeviceKeys.fresh()
    (tmp_path / "sig").write_text(sshsig.sign(keys, NAMESPACE, b"sums"))
    allowed = tmp_path / "allowed"
    allowed.write_text(f'author namespaces="{NAMESPACE}" {sshsig.public_line(keys.public)}\n')
    words = ("-Y", "verify", "-f", allowed, "-I", "author", "-n", NAMESPACE, "-s", tmp_path / "sig")
    good = keygen(*words, stdin=b"sums")
    assert good.returncode == 0
    assert sshsig.fingerprint(keys.public) in good.stdout.decode()
    assert keygen(*words, stdin=b"sumz").returncode != 0


@needs_openssh
def test_the_public_half_of_opensshs_key_files(openssh_key, tmp_path: Path):
    file, keys = openssh_key
    line = file.with_suffix(".pub").read_text()
    assert line.strip() == sshsig.public_line(keys.public)
    assert sshsig.public_of(line) == keys.public
    assert sshsig.public_of_private(file.read_bytes()) == keys.public
    locked, other = tmp_path / "locked", tmp_path / "other"
    keygen("-q", "-t", "ed25519", "-N", "its own phrase", "-f", locked)
    with pytest.raises(SshKeyRefused) as refusal:
        sshsig.public_of_private(locked.read_bytes())
    assert refusal.value.locked
    keygen("-q", "-t", "ecdsa", "-N", "", "-f", other)
    for read, text in [
        (sshsig.public_of_private, other.read_bytes()),
        (sshsig.public_of_private, b"no key"),
        (sshsig.public_of, other.with_suffix(".pub").read_text()),
    ]:
        with pytest.raises(SshKeyRefused) as refusal:
            read(text)
        assert not refusal.value.locked


def test_a_signature_of_another_purpose_message_or_key_is_refused():
    keys, other = DeviceKeys.fresh(), DeviceKeys.fresh()
    text = sshsig.sign(keys, NAMESPACE, b"sums")
    assert sshsig.verify(text, NAMESPACE, b"sums") == keys.public
    for namespace, message in [("sanad-other", b"sums"), (NAMESPACE, b"sumz"), (NAMESPACE, b"")]:
        with pytest.raises(SignatureRefused):
            sshsig.verify(text, namespace, message)
    assert sshsig.verify(sshsig.sign(other, NAMESPACE, b"sums"), NAMESPACE, b"sums") != keys.public


def test_every_changed_added_or_missing_character_is_refused():
    text = sshsig.sign(DeviceKeys.fresh(), NAMESPACE, b"sums")
    for at in range(len(text)):
        for changed in (
            text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :],
            text[:at],
            text[:at] + text[at + 1 :],
            text[:at] + "\n" + text[at:],
            text[:at] + "A" + text[at:],
        ):
            if changed != text:
                with pytest.raises(SignatureRefused):
                    sshsig.verify(changed, NAMESPACE, b"sums")


@pytest.mark.parametrize(
    "line",
    ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-ed25519 ****", "ssh-rsa AAAAB3NzaC1yc2E=",
     "ssh-ed25519 " + "A" * 90, "age1qqqq"],
)  # fmt: skip
def test_a_line_that_is_no_public_key_is_refused(line: str):
    with pytest.raises(SshKeyRefused):
        sshsig.public_of(line)


def test_a_line_says_one_ed25519_key_and_nothing_else():
    def line(kind: bytes, public: bytes, trailing: bytes = b"") -> str:
        parts = (len(part).to_bytes(4, "big") + part for part in (kind, public))
        return f"ssh-ed25519 {base64.b64encode(b''.join(parts) + trailing).decode()}"

    assert sshsig.public_of(line(b"ssh-ed25519", b"k" * 32)) == b"k" * 32
    for other in (
        line(b"ssh-rsa", b"k" * 32),
        line(b"ssh-ed25519", b"k" * 31),
        line(b"ssh-ed25519", b"k" * 33),
        line(b"ssh-ed25519", b"k" * 32, b"\0"),
    ):
        with pytest.raises(SshKeyRefused):
            sshsig.public_of(other)


def test_a_signature_of_openssh_in_any_other_form_is_refused():
    text = sshsig.sign(KEYS, "file", b"m")
    assert sshsig.verify(text, "file", b"m") == KEYS.public
    lines = text.split("\n")
    assert {len(line) for line in lines[1:-3]} == {70}
    for other in (text + "\n", text.replace("\n", "", 1), text[1:], text.rstrip("\n"), "\n" * 5000, ""):
        with pytest.raises(sshsig.SignatureRefused):
            sshsig.verify(other, "file", b"m")
    line = sshsig.public_line(KEYS.public, "maya")
    assert line.endswith(" maya")
    assert sshsig.public_of(line) == sshsig.public_of(sshsig.public_line(KEYS.public)) == KEYS.public
    for other in ("ssh-ed25519", "ssh-rsa " + line.split()[1], "ssh-ed25519 AAAA", "", line.replace("AAAA", "AAAB", 1)):
        with pytest.raises(sshsig.SshKeyRefused):
            sshsig.public_of(other)
    file = sshsig.private_file(KEYS.signing)
    assert sshsig.public_of_private(file) == KEYS.public
    assert sshsig.signing_of_private(file) == KEYS.signing
    private = office_certificate._private(office_certificate.new_key())
    as_openssh = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
    for raw in (b"", private.private_bytes(*as_openssh, serialization.NoEncryption())):
        with pytest.raises(sshsig.SshKeyRefused) as refused:
            sshsig.public_of_private(raw)
        assert not refused.value.locked
