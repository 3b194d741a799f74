"""Which layers hold around a child on this computer."""

from app.broker.client import Child, ChildFailed
from app.broker.rooms import PROBE
from app.platform import Layer
from app.platform.interface import LIMITS

_LONGEST_S = 20


def layers() -> tuple[Layer, ...]:
    """Asked of a child that has shut itself in; where it can't even be started, nothing is known to
    hold."""
    with Child(PROBE, longest_s=_LONGEST_S, largest=0) as child:
        try:
            document, _ = child.ask({})
        except ChildFailed:
            return (Layer(LIMITS, holds=False),)
        answers = document.get("layers")
        if not isinstance(answers, dict):
            return (Layer(LIMITS, holds=False),)
        child_layers = tuple(Layer(str(name), holds is True) for name, holds in answers.items())
        return (*child_layers, *child.layers)
