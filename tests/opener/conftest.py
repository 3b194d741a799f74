import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.opener.viewer import OpenerWindow, make_window
from app.settings import Language, Preferences
from app.ui.window import application
from tests.bundle.small import Prosecutor
from tests.ui.waiting import until


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture
def prosecutor() -> Prosecutor:
    return Prosecutor()


@pytest.fixture
def language() -> Language:
    return "ar"


@pytest.fixture
def window(qtbot: Any, qapp: object, language: Language) -> Iterator[OpenerWindow]:
    application()
    opener = make_window(Preferences(language=language))
    qtbot.addWidget(opener)
    opener.resize(1366, 768)
    opener.show()
    opener.activateWindow()
    until(opener.isActiveWindow)
    yield opener
    opener.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
