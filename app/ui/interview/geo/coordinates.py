"""Places on the earth as people write and share them, read into latitude and longitude.

Degrees with or without minutes and seconds, addresses of maps and geo: URIs (nothing is opened: the
numbers stand in the address), UTM, and full plus codes. Sources: RFC 5870; C. Karney, "Transverse
Mercator with an accuracy of a few nanometers", section 5; Open Location Code, "Specification"."""

import math
import re

from app.language import ascii_digits

Place = tuple[float, float]  # latitude, longitude in degrees, WGS 84
_LONGEST = 4000  # letters; an address of a map has hundreds

_N = r"([-+]?\d{1,3}(?:\.\d+)?)"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_SIDE = re.compile(r"[NSEWnsew]|شمال[اًا]?|جنوب[اًا]?|شرق[اًا]?|غرب[اًا]?")
_NEGATIVE = ("s", "w", "جنوب", "غرب")
_WORDS = re.compile(r"lat(?:itude)?|lon(?:g(?:itude)?)?|خط|العرض|الطول|\bو", re.IGNORECASE)
_ADDRESSES = tuple(
    re.compile(part, re.ASCII)
    for part in (
        rf"!3d{_N}!4d{_N}",  # the pin, not the middle of the picture
        rf"\bmlat={_N}&(?:amp;)?mlon={_N}",
        rf"[?&](?:q|query|ll|sll|center|daddr|destination)=(?:loc:)?{_N}(?:,|%2C)\s*{_N}",
        rf"[#&?]map=\d{{1,2}}(?:\.\d+)?/{_N}/{_N}",
        rf"/@{_N},{_N}",
        rf"^geo:{_N},{_N}",
    )
)
_UTM = re.compile(
    r"^\s*(\d{1,2})\s*([C-HJ-NP-X])\s*(?:[EM]\s*)?(\d{6}(?:\.\d+)?)\s*m?\s*E?\s*[,;/\s]\s*(?:N\s*)?"
    r"(\d{1,7}(?:\.\d+)?)\s*m?\s*N?\s*$",
    re.IGNORECASE | re.ASCII,
)
_CODE_LETTERS = "23456789CFGHJMPQRVWX"
_CODE = re.compile(rf"^\s*([{_CODE_LETTERS}]{{8}})\+([{_CODE_LETTERS}]{{2,7}})\b", re.IGNORECASE)


def pair(text: str) -> Place | None:
    """Latitude and longitude; None where it can't be read as one place."""
    # one blank for many: each pattern that leaves several blanks out would try all ways of parting them
    plain = " ".join(ascii_digits(text[:_LONGEST]).split())
    plain = plain.replace("٫", ".").replace("،", ",").replace("−", "-")
    for read in (_address, _utm, _plus_code, _degrees):
        place = read(plain)
        if place is not None:
            valid = abs(place[0]) <= 90 and abs(place[1]) <= 180
            return place if valid else None
    return None


def _address(plain: str) -> Place | None:
    for pattern in _ADDRESSES:
        if match := pattern.search(plain[:2000]):
            return float(match[1]), float(match[2])
    return None


def _degrees(plain: str) -> Place | None:
    """29.37, 47.98 or 29°22'33"N 47°58'39"E, or with north and east in words."""
    plain = _WORDS.sub(" ", plain)
    sides = _SIDE.findall(plain)
    if any(letter.isalpha() for letter in _SIDE.sub("", plain)):
        return None
    numbers = [float(number) for number in _NUMBER.findall(plain)]
    if len(sides) == 2 and len(numbers) in (2, 4, 6):
        half = len(numbers) // 2
        angles = (_angle(numbers[:half]), _angle(numbers[half:]))
        return _by_sides(sides, angles)
    if not sides and 2 <= len(numbers) <= 4 and not re.search(r"[°'\"]", plain):
        return numbers[0], numbers[1]
    return None


def _by_sides(sides: list[str], angles: tuple[float, float]) -> Place | None:
    """Which is which is told by the words beside them, whichever comes first."""
    letters = [side.lower() for side in sides]
    signed = [-abs(angle) if side.startswith(_NEGATIVE) else angle for angle, side in zip(angles, letters, strict=True)]
    upright = [side.startswith(("n", "s", "شمال", "جنوب")) for side in letters]
    if upright == [True, False]:
        return signed[0], signed[1]
    return (signed[1], signed[0]) if upright == [False, True] else None


def _angle(parts: list[float]) -> float:
    sign = -1 if parts and parts[0] < 0 else 1
    return sign * sum(abs(part) / float(60**at) for at, part in enumerate(parts))


def _plus_code(plain: str) -> Place | None:
    """The middle of the code's square."""
    match = _CODE.match(plain)
    if match is None:
        return None
    digits = [_CODE_LETTERS.index(letter) for letter in (match[1] + match[2]).upper()]
    latitude, longitude, high, wide = -90.0, -180.0, 20.0, 20.0
    for at in range(0, 10, 2):
        if at:
            high, wide = high / 20, wide / 20
        latitude += digits[at] * high
        longitude += digits[at + 1] * wide
    for digit in digits[10:]:
        high, wide = high / 5, wide / 4
        latitude += digit // 4 * high
        longitude += digit % 4 * wide
    return round(latitude + high / 2, 7), round(longitude + wide / 2, 7)


_A, _F, _K0 = 6378137.0, 1 / 298.257223563, 0.9996


def _utm(plain: str) -> Place | None:
    match = _UTM.match(plain)
    if match is None or not 1 <= int(match[1]) <= 60:
        return None
    south = match[2].upper() < "N"
    east = float(match[3]) - 500_000
    north = float(match[4]) - (10_000_000 if south else 0)
    latitude, longitude = _from_mercator(east, north)
    return round(latitude, 7), round(int(match[1]) * 6 - 183 + longitude, 7)


def _from_mercator(east: float, north: float) -> Place:
    """Degrees from the equator and from the zone's middle; good to a millimetre within a zone."""
    n = _F / (2 - _F)
    radius = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = north / (_K0 * radius), east / (_K0 * radius)
    betas = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    xi_, eta_ = xi, eta
    for at, beta in enumerate(betas, 1):
        xi_ -= beta * math.sin(2 * at * xi) * math.cosh(2 * at * eta)
        eta_ -= beta * math.cos(2 * at * xi) * math.sinh(2 * at * eta)
    chi = math.asin(math.sin(xi_) / math.cosh(eta_))
    deltas = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    latitude = chi + sum(delta * math.sin(2 * at * chi) for at, delta in enumerate(deltas, 1))
    return math.degrees(latitude), math.degrees(math.atan2(math.sinh(eta_), math.cos(xi_)))
