"""Every destination leads somewhere."""

from dataclasses import fields
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
DESTINATIONS = navigation.Destination.__subclasses__()


def of(dotted: str) -> object:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(f"app.ui.{module}"), name)


def test_each_destination_has_one_way_to_it():
    for kind in DESTINATIONS:
        ways = (bool(kind.screen), bool(kind.act), kind in OF_THE_WINDOW)
        assert sum(ways) == 1, kind


@pytest.mark.parametrize(
    "kind", [kind for kind in DESTINATIONS if kind.screen], ids=lambda kind: kind.__name__
)
def test_a_screen_takes_what_its_destination_holds(kind, qapp):
    screen = of(kind.screen)
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
    for kind in DESTINATIONS:
        assert not kind.act or callable(of(kind.act))
