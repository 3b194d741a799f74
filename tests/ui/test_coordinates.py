"""Places as people write and share them, and shapes of an SVG."""

import time

import pytest
from PySide6.QtCore import QPointF

from app.errors import SanadError
from app.ui.interview.geo.coordinates import pair
from app.ui.interview.svg_outlines import outlines


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("29.3759, 47.9774", (29.3759, 47.9774)),
        ("٢٩٫٣٧٥٩ ٤٧٫٩٧٧٤", (29.3759, 47.9774)),
        ("-33 52 10 S 151 12 30 E", (-33.8694444, 151.2083333)),
        ("33.5 شمالا 36.3 شرقا", (33.5, 36.3)),
        ("geo:29.37,47.97;u=3", (29.37, 47.97)),
        ("https://maps.google.com/?q=29.37,47.97", (29.37, 47.97)),
        ("https://www.openstreetmap.org/?mlat=29.3&mlon=47.9#map=15/29.1/47.1", (29.3, 47.9)),
        ("https://www.openstreetmap.org/#map=15/29.1/47.1", (29.1, 47.1)),
        ("17T 630084 4833438", (43.6425618, -79.3871429)),  # a tower in Toronto
        ("56H 334873 6252266", (-33.8570008, 151.2149978)),  # the opera of Sydney
        ("8FVC2222+22", (47.0000625, 8.0000625)),  # Open Location Code's own example
    ],
)
def test_a_place_is_read_as_it_was_shared(written, place):
    assert pair(written) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize(
    "written", ["95 200", "38R123", "https://goo.gl/maps/abc12", "near the port", "", "29", "61T 500000 5000000"]
)
def test_what_is_no_place_is_none(written):
    assert pair(written) is None


SVG = """<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><script>alert(1)</script>
<image href="http://example.org/x.png" width="9" height="9"/>
<g id="east" transform="translate(50,0)"><path id="e1" d="M0 0h20v20H0z"/><circle cx="30" cy="30" r="5"/></g>
<path id="moon" d="M10 50a10 10 0 0120 0a10,10,0,1,1-20,0z"/>
<path id="curve" d="M0 80c10-10 20-10 30 0s20 10 30 0q5-5 10 0t10 0"/></svg>"""


def test_shapes_have_their_ids_and_those_of_their_groups():
    drawn = outlines(SVG.encode())
    assert drawn.box.width() == 100
    assert drawn.of("east").contains(QPointF(60, 10))
    assert drawn.of("east").contains(QPointF(80, 30))
    assert not drawn.of("e1").contains(QPointF(80, 30))
    assert drawn.of("moon").contains(QPointF(20, 50))
    assert drawn.of("curve").boundingRect().right() == pytest.approx(80)
    assert drawn.of("nothing").isEmpty()
    assert len(drawn.shapes) == 4  # no script, no picture from elsewhere


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><path d="&b;"/></svg>',
        "<svg>" + "<g>" * 500 + "</g>" * 500 + "</svg>",
        "<svg><path d='M" + "1e999 " * 5000 + "'/></svg>",
        "<svg><path d='a" + "0" * 5000 + "'/></svg>",
        "not xml",
    ],
)
def test_a_hostile_picture_is_refused_or_empty(hostile):
    try:
        drawn = outlines(hostile.encode())
    except SanadError:
        return
    assert len(drawn.shapes) <= 1


@pytest.mark.parametrize(
    "evil",
    ["17T 630084" + " " * 30_000 + "4833438x", "?q=" * 60_000, "lat" * 60_000, "1." * 90_000,
     "1" * 90_000, "17T 630084 m m" + " m" * 60_000, "N" * 90_000],
)  # fmt: skip
def test_whatever_was_pasted_is_read_at_once_or_not(evil):
    process_time = time.process_time()
    assert pair(evil) is None
    assert time.process_time() - process_time < 1
