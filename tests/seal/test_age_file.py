"""A file of age, however its bytes come."""

import io

import pytest

from app.seal import age_file
from app.seal.age_file import NotAsSealed


class Dripping(io.BytesIO):
    """Gives less than is asked for, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size if size is not None else 7, 40_000))


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 140_000])
def test_what_drips_in_is_sealed_and_opened_as_it_is(size: int):
    content = bytes(n % 251 for n in range(size))
    sealed, opened = io.BytesIO(), io.BytesIO()
    age_file.seal_chunks(Dripping(content), sealed, bytes(16), b"n" * 16)
    raw = sealed.getvalue()
    assert raw[:16] == b"n" * 16
    assert len(raw) == 16 + size + 16 * max(1, -(-size // 65_536))
    for ahead in (0, 5, 16, 90_000):
        opened = io.BytesIO()
        age_file.open_chunks(Dripping(raw[ahead:]), opened, bytes(16), raw[:ahead])
        assert opened.getvalue() == content
    with pytest.raises(NotAsSealed):
        age_file.open_chunks(io.BytesIO(raw[:-1]), io.BytesIO(), bytes(16), b"")
    with pytest.raises(NotAsSealed):
        age_file.open_chunks(io.BytesIO(raw[:15]), io.BytesIO(), bytes(16), b"")


def test_a_key_of_age_is_unwrapped_by_its_own_and_written_in_one_way_alone():
    key, other = bytes(32), b"k" * 32
    body = age_file.wrapped(key, b"f" * 16)
    assert (age_file.unwrapped(key, body), age_file.unwrapped(other, body)) == (b"f" * 16, None)
    for wrong in (body[:-1], body + b"x"):
        with pytest.raises(NotAsSealed):
            age_file.unwrapped(key, wrong)
    for text in (b"QQ==", b"QR", b"Q", b"Q!"):
        with pytest.raises(NotAsSealed):
            age_file.from_base64(text)
    assert age_file.from_base64(b"QQ") == b"A"
