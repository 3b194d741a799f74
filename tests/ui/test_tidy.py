"""What was set aside from the collector is looked through when nobody is at the keyboard."""

import gc
import weakref

import pytest
from PySide6.QtCore import QObject

from app.ui import gc_control

pytestmark = pytest.mark.screen


class Large:
    """Holds itself, as a questionnaire does."""

    def __init__(self):
        self.itself = self


def left_behind():
    large = Large()
    gc_control.set_aside()
    return weakref.ref(large)


@pytest.fixture
def collector(qapp):
    """Nothing set aside before, and the collector as it was after."""
    gc_control._aside.look_through()
    yield
    gc_control._aside.look_through()


def test_it_is_done_after_half_a_minute_without_a_key_and_not_before(collector, qapp):
    now = gc_control.touched()
    parent = QObject()
    looks = gc_control.Tidy(parent, clock=lambda: now)
    objects = [left_behind() for _ in range(12)]
    looks.look()
    gc.collect()
    assert all(object_() is not None for object_ in objects)
    now += 31
    looks.look()
    assert all(object_() is None for object_ in objects)


def test_a_few_openings_wait(collector, qapp):
    now = gc_control.touched() + 31
    parent = QObject()
    objects = [left_behind() for _ in range(11)]
    gc_control.Tidy(parent, clock=lambda: now).look()
    assert objects[0]() is not None


def test_who_never_rests_is_not_left_with_all_of_them(collector, qapp):
    objects = [left_behind() for _ in range(49)]
    assert objects[0]() is None
