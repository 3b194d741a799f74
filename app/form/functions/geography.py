"""Area and distance of places on the earth. Source: ODK XForms spec, "area", "distance"."""

import itertools
import math

from app.errors import N_, said
from app.form.functions.declarations import FUNCTIONS
from app.form.problems import ExpressionRefused
from app.form.values import NAN, Value, string
from app.form.xpath import Expr, Text

EARTH_M = 6_378_100.0  # the radius that JavaRosa uses
Point = tuple[float, float]


def point(text: str) -> Point | None:
    """Latitude and longitude of "lat lon [altitude accuracy]"; None outside the globe."""
    parts = text.split()
    if len(parts) < 2:
        return None
    try:
        lat, lon = float(parts[0]), float(parts[1])
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _points(values: tuple[Value, ...]) -> list[Point] | None:
    texts: list[str] = []
    for value in values:
        if isinstance(value, list):
            texts += [node.string() for node in value]
        else:
            texts.append(string(value))
    points: list[Point] = []
    for text in texts:
        for part in text.split(";"):
            if not part.strip():
                continue
            parsed = point(part)
            if parsed is None:
                return None
            points.append(parsed)
    return points


def _places(name: str, args: tuple[Expr, ...]) -> None:
    """A text written in the form that is no list of places is a slip of its author."""
    if any(isinstance(arg, Text) and _broken(arg.value) for arg in args):
        raise ExpressionRefused(said(N_('“{name}” needs places, such as "29.37 47.97".'), name=name))


def _broken(text: str) -> bool:
    return any(part.strip() and len(part.split()) < 2 for part in text.split(";"))


def between(a: Point, b: Point) -> float:
    """Metres along the great circle."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    dlat, dlon = lat2 - lat1, math.radians(b[1] - a[1])
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, h)))


def distance(*values: Value) -> float:
    """Length in metres of the way through all points."""
    points = _points(values)
    if points is None or len(points) < 2:
        return NAN if points is None else 0.0
    # to the centimetre, as JavaRosa and web-forms give it
    return round(sum(between(a, b) for a, b in itertools.pairwise(points)), 2)


def area(*values: Value) -> float:
    """Square metres inside the points."""
    points = _points(values)
    if points is None:
        return NAN
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(points):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return round(abs(total * EARTH_M * EARTH_M / 2), 2)


def geofence(place_text: str, shape: Value) -> bool:
    """Is the point inside the shape? (crossing rule)"""
    place, corners = point(place_text), _points((shape,))
    if place is None or not corners:
        return False
    is_inside = False
    lat, lon = place
    for (lat1, lon1), (lat2, lon2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (lon1 > lon) != (lon2 > lon) and lat < (lat2 - lat1) * (lon - lon1) / (lon2 - lon1) + lat1:
            is_inside = not is_inside
    return is_inside


def intersects(*values: Value) -> bool:
    """Does the way through the points cross itself? Source: ODK XForms spec, "intersects"."""
    points = _points(values)
    if not points or len(points) < 4:
        return False
    sides = list(itertools.pairwise(points))
    for at, (a, b) in enumerate(sides):
        for further, (c, d) in enumerate(sides[at + 2 :], at + 2):
            closing = at == 0 and further == len(sides) - 1 and points[0] == points[-1]
            if not closing and _cross(a, b, c, d):
                return True
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: Point, b: Point, c: Point) -> bool:
    return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]) > 0


FUNCTIONS.plain("distance", "v", "number", distance, 1, 1000, check=_places)
FUNCTIONS.plain("area", "v", "number", area, 1, 1000, check=_places)
FUNCTIONS.plain("enclosed-area", "v", "number", area, 1, 1)
FUNCTIONS.plain("intersects", "v", "boolean", intersects, 1, 1)
FUNCTIONS.plain("geofence", "sv", "boolean", geofence, 2, 2)
