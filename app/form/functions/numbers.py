"""Functions of numbers. Source: XPath 1.0 section 4.4; ODK XForms spec, "XPath Functions" (math)."""

import math
from collections.abc import Callable

from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, MANY, Arguments
from app.form.values import NAN, number, text_number


@FUNCTIONS.built("number", 0, 1)
def _number(args: Arguments) -> Code:
    return Code("number", args.number())


@FUNCTIONS.built("sum", 1, 1)
def _sum(args: Arguments) -> Code:
    nodes = args.nodes("sum")
    return Code("number", lambda s: float(sum(text_number(node.string()) for node in nodes(s))))


def _extreme(name: str, pick: Callable[[list[float]], float]) -> None:
    @FUNCTIONS.built(name, 1, MANY)
    def builder(args: Arguments) -> Code:
        values = args.values()

        def run(s: Scope) -> float:
            numbers: list[float] = []
            for value in values:
                result = value(s)
                if isinstance(result, list):
                    numbers += [text_number(node.string()) for node in result]
                else:
                    numbers.append(number(result))
            if not numbers or any(math.isnan(item) for item in numbers):
                return NAN
            return pick(numbers)

        return Code("number", run)


_extreme("min", min)
_extreme("max", max)


def _integral(value: float) -> bool:
    return not math.isfinite(value)


def round_half_up(value: float) -> float:
    if _integral(value):
        return value
    return float(math.floor(value + 0.5))


def round_to(value: float, places: float = 0.0) -> float:
    """ODK: round(number, places); a half goes up, of negative numbers too, as in XPath."""
    if _integral(value) or _integral(places):
        return value
    if places == 0:
        return round_half_up(value)
    from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, localcontext

    digits = int(places)
    if abs(digits) > 300:
        return value if digits > 0 else 0.0
    with localcontext() as context:
        context.prec = 700
        step = Decimal(1).scaleb(-digits)
        exact = Decimal(repr(value))
        half = ROUND_HALF_DOWN if value < 0 else ROUND_HALF_UP
        return float((exact / step).quantize(Decimal(1), half) * step)


def to_int(value: float) -> float:
    return NAN if _integral(value) else float(math.trunc(value))


def _guard(run: Callable[..., float]) -> Callable[..., float]:
    def safe(*values: float) -> float:
        try:
            result = run(*values)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return NAN
        return NAN if isinstance(result, complex) else float(result)

    return safe


def power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    result = base**exponent
    return NAN if isinstance(result, complex) else float(result)


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


FUNCTIONS.plain("int", "n", "number", to_int, lenient=True)
FUNCTIONS.plain("round", "nn", "number", round_to, 1, 2)
FUNCTIONS.plain("floor", "n", "number", lambda value: value if _integral(value) else float(math.floor(value)))
FUNCTIONS.plain("ceiling", "n", "number", lambda value: value if _integral(value) else float(math.ceil(value)))
FUNCTIONS.plain("abs", "n", "number", abs)
FUNCTIONS.plain("pow", "nn", "number", _guard(power))
FUNCTIONS.plain("exp", "n", "number", _guard(math.exp))
FUNCTIONS.plain("exp10", "n", "number", _guard(lambda value: 10.0**value))
FUNCTIONS.plain("log", "n", "number", _guard(_log))
FUNCTIONS.plain("log10", "n", "number", _guard(_log10))
FUNCTIONS.plain("sqrt", "n", "number", _guard(math.sqrt))
FUNCTIONS.plain("sin", "n", "number", _guard(math.sin))
FUNCTIONS.plain("cos", "n", "number", _guard(math.cos))
FUNCTIONS.plain("tan", "n", "number", _guard(math.tan))
FUNCTIONS.plain("asin", "n", "number", _guard(math.asin))
FUNCTIONS.plain("acos", "n", "number", _guard(math.acos))
FUNCTIONS.plain("atan", "n", "number", _guard(math.atan))
FUNCTIONS.plain("atan2", "nn", "number", _guard(math.atan2))
FUNCTIONS.plain("pi", "", "number", lambda: math.pi)
