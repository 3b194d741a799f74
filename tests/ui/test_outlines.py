"""A picture of a stranger's form is shapes or nothing, and never takes the screen with it."""

import math
import time

import pytest

from app.ui.interview.image_map_picture import ImageMap
from app.ui.interview.svg_outlines import outlines


def _svg(body: str, head: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{body}</svg>'.encode()


_PLACE = '<rect id="here" width="5" height="5"/>'
_LONG = f'<path id="here" d="M0 0{"l1 1 -1 3" * 20_000}"/>'


@pytest.mark.parametrize(
    "evil",
    [
        _svg(f'<g transform="scale(1e308) scale(1e308)">{_PLACE}</g>'),
        _svg(f'<g transform="skewX(90)">{_PLACE}</g>'),
        _svg('<rect id="here" width="1e999" height="1e999"/>'),
        _svg('<path id="here" d="M1e308 1e308 L-1e308 1e308z"/>'),
        _svg(_PLACE, 'viewBox="1e308 0 1e308 1e-308"'),
        _svg(_PLACE, 'viewBox="0 0 1e-300 1e300"'),
        _svg(_LONG * 60, 'viewBox="0 0 100 100"'),
    ],
)
def test_places_that_are_nowhere_or_without_end_are_left_out(qapp, evil):
    process_time = time.process_time()
    drawn = outlines(evil)
    picture = ImageMap(drawn, ["here"])
    assert 0 <= picture.heightForWidth(640) <= 420
    picture.resize(640, 400)
    picture.grab()
    assert all(math.isfinite(side) for side in drawn.box.getRect())
    assert time.process_time() - process_time < 10


def test_what_stands_beside_a_place_that_is_nowhere_is_drawn(qapp):
    drawn = outlines(_svg('<circle id="far" r="1e300"/>' + _PLACE))
    assert not drawn.of("here").isEmpty()
    assert drawn.of("far").isEmpty()
