"""The first line of a file of ours."""

import pytest

from app.seal import file_marker, sshsig


def test_the_first_line_of_a_file_is_its_kind_and_its_version():
    magic = b"SANAD-SOMETHING "
    assert file_marker.line(magic) == b"SANAD-SOMETHING 1\n"
    assert file_marker.content(file_marker.line(magic) + b"x\ny", magic, sshsig.SignatureRefused) == b"x\ny"
    for rest in (b"1", b"\nx", b"x\n", b"0\n", b"01\n", b"1234567\n", b"-1\n"):
        with pytest.raises(sshsig.SignatureRefused):
            file_marker.content(magic + rest, magic, sshsig.SignatureRefused)
    for rest in (b"2\n", b"123456\n"):
        with pytest.raises(file_marker.NewerVersion):
            file_marker.content(magic + rest, magic, sshsig.SignatureRefused)
    with pytest.raises(file_marker.ForeignFile):
        file_marker.content(b"SANAD-ANOTHER 1\n", magic, sshsig.SignatureRefused)
