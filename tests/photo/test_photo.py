"""Where, when and with what a picture was taken: read by a child, and left out of what goes away."""

import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from app.photo import photo_client
from app.photo.metadata import look
from app.photo.metadata_removal import NotCleared, clear

KUWAIT = {1: "N", 2: (29.0, 22.0, 33.096), 3: "E", 4: (47.0, 58.0, 38.64)}


def picture(kind: str = "JPEG", *, turned: int = 1, gps: object = KUWAIT, **how: object) -> bytes:
    """A made-up photograph, with the notes of a telephone."""
    image = Image.effect_mandelbrot((64, 48), (-3, -2.5, 2, 2.5), 30).convert("RGB")
    notes = Image.Exif()
    notes[271], notes[272], notes[274] = "Sample", "Sample Phone 3", turned
    notes.get_ifd(34665).update({36867: "2026:11:20 10:12:03", 36881: "+03:00"})
    if gps:
        notes.get_ifd(34853).update(gps)
    out = io.BytesIO()
    image.save(out, kind, exif=notes, **how)
    return out.getvalue()


def points(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        return opened.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_camera_are_read_by_a_process_of_their_own(kind):
    assert photo_client.traces(picture(kind)) == {
        "place": "29.37586,47.97740",
        "taken": "2026-11-20T10:12:03+03:00",
        "camera": "Sample Phone 3",
    }


def test_a_telephones_heic_is_looked_into_though_nothing_here_shows_it():
    notes = picture()
    at = notes.index(b"Exif\0\0")
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300) + notes[at : at + 600] + bytes(90)
    assert look(heic)["place"] == "29.37586,47.97740"
    with pytest.raises(photo_client.PlaceStays):
        photo_client.cleared(heic)


def test_a_place_that_only_xmp_notes_is_found():
    xmp = b'<x:xmpmeta exif:GPSLatitude="29,22.5516N" exif:GPSLongitude="47,58.644E"/>'
    told = picture("JPEG", gps=None, xmp=xmp)
    assert look(told)["place"] == "29.37586,47.97740"
    assert "place" not in look(clear(told))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turned", [1, 6])
def test_a_cleared_picture_has_the_same_points_and_stands_as_it_was_held(kind, turned):
    told = picture(kind, turned=turned, **({"lossless": True} if kind == "WEBP" else {}))
    cleared = photo_client.cleared(told)
    assert look(cleared) == {}
    for each in (b"Sample", b"2026:11"):
        assert each in told
        assert each not in cleared
    assert points(cleared) == points(told)
    with Image.open(io.BytesIO(cleared)) as opened:
        assert opened.getexif().get(274, 1) == turned
    assert clear(cleared) == cleared  # once more leaves nothing out


def test_colours_stay_and_what_lies_behind_the_picture_goes():
    plain, inside = io.BytesIO(), picture()
    image = Image.new("RGB", (32, 32), "teal")
    image.save(plain, "JPEG", icc_profile=b"a profile of colours", comment=b"seen at home", progressive=True)
    told = plain.getvalue() + inside  # as some telephones put a second picture behind the first
    cleared = clear(told)
    assert b"a profile of colours" in cleared
    assert b"seen at home" not in cleared
    assert b"Sample" not in cleared
    assert points(cleared) == points(plain.getvalue())


def test_texts_in_a_png_go():
    out, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Location", "29.37,47.97")
    notes.add_itxt("XML:com.adobe.xmp", "<x exif:GPSLatitude='29,22.5N'/>")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=notes)
    cleared = clear(out.getvalue())
    assert b"Location" not in cleared
    assert b"GPS" not in cleared
    assert points(cleared) == points(out.getvalue())


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {2: (99.0, 0, 0), 4: (47.0, 0, 0)},
        {2: "north", 4: "east"},
        {2: (29.0,)},
        {1: "N", 3: "E"},
    ],
)
def test_a_place_that_cannot_be_is_none(gps):
    try:
        told = picture(gps=gps)
    except (TypeError, ValueError):  # it can't even be written so
        return
    assert "place" not in look(told)


@given(st.binary(max_size=300), st.integers(0, 900))
@settings(max_examples=150, deadline=None)
def test_damaged_notes_end_in_nothing_or_in_a_refusal(noise, at):
    told = picture()
    broken = told[:at] + noise + told[at + len(noise) :]
    assume(broken.startswith(b"\xff\xd8"))  # what no longer begins as one is no picture
    assume(b"2026" not in noise)
    try:
        cleared = clear(broken)
    except NotCleared:
        return
    assert b"2026:11:20" not in cleared


def test_half_a_picture_tells_nothing_and_is_refused():
    for each in (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"II*\0" + bytes(90)):
        assert photo_client.traces(each) == {}
        with pytest.raises(photo_client.PlaceStays):
            photo_client.cleared(each)
    for each in (b"", b"not a picture" * 50, b"GIF89a" + bytes(50)):
        assert photo_client.traces(each) == {}
        assert photo_client.cleared(each) == each
