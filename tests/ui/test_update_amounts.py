"""How much of an update was read, in the megabytes of the server that it came from."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app.language import Words
from app.settings import Preferences
from app.ui.app_context import AppContext
from app.ui.updates.progress import CHECK, UpdateProgress
from app.ui.updates.step_list import StepRow
from app.ui.workers import Workers

pytestmark = pytest.mark.screen


@pytest.mark.parametrize(
    ("count", "says"),
    [((1_900_000, 2_000_000), "1 of 2 MB"), ((99_000_000, 99_000_001), "99 of 100 MB")],
)
def test_a_step_counts_megabytes_as_the_server_does(qapp, count: tuple[int, int], says: str):
    window = QObject()
    context = AppContext(home=Path(), workers=Workers(), preferences=Preferences())
    updating = UpdateProgress(context, window)
    updating.running, updating.count = True, count
    row = StepRow(CHECK, updating)
    assert row._count(Words("en")) == says
    row.deleteLater()
