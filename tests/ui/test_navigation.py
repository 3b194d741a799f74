"""Every destination leads somewhere."""

from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import Parameter, signature

import pytest

from app.ui import navigation
from app.ui.parts.frame import Screen

pytestmark = pytest.mark.screen
OF_THE_WINDOW = {
    navigation.Hide, navigation.Lock, navigation.SwitchLanguage, navigation.ApplyAppearance,
    navigation.OpenDialog,
}  # fmt: skip
DESTINATIONS = [
    kind
    for kind in vars(navigation).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == navigation.__name__
]


def of(dotted: str) -> object:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(f"app.ui.{module}"), name)


def test_each_destination_has_one_way_to_it():
    for kind in DESTINATIONS:
        ways = (kind in navigation._SCREENS, kind in navigation._ACTS, kind in OF_THE_WINDOW)
        assert sum(ways) == 1, kind


@pytest.mark.parametrize("kind", navigation._SCREENS, ids=lambda kind: kind.__name__)
def test_a_screen_takes_what_its_destination_holds(kind, qapp):
    screen = of(navigation._SCREENS[kind])
    assert issubclass(screen, Screen)
    names = [field.name for field in fields(kind)]
    values = names if "controller" in names else ["context", *names]
    signature(screen).bind(*values)
    positional = [
        parameter
        for parameter in signature(screen).parameters.values()
        if parameter.kind is not Parameter.KEYWORD_ONLY and parameter.default is Parameter.empty
    ]
    assert len(positional) <= len(values)


def test_each_act_can_be_loaded(qapp):
    for dotted in navigation._ACTS.values():
        assert callable(of(dotted))
