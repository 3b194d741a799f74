"""A newer version on the server: said, fetched when somebody presses, stopped and gone on with, then tried as
any update is."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from app import settings
from app.casework.records import updates
from app.headquarters import updates as held_updates
from app.language import strip_marks
from app.ui import navigation
from app.ui.home import Home
from app.ui.updates.page import UpdatePage
from tests.ui.hq import syncs, with_headquarters
from tests.update.signers import Signers

pytestmark = pytest.mark.screen


def test_it_is_fetched_when_somebody_says_so_and_then_tried(
    opens, tmp_path, language, monkeypatch: pytest.MonkeyPatch
):
    signers = Signers(tmp_path / "signers")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    monkeypatch.setattr(updates.entry, "is_packaged", lambda: True)
    monkeypatch.setattr(held_updates, "PIECE", 1 << 10)
    with with_headquarters(opens, tmp_path, language) as (office, hq):
        layla = office.layla
        syncs(office.desk)
        syncs(layla)
        folder = hq.folder / held_updates.FOLDER
        folder.mkdir()
        file = signers.update("0.3.0")
        file.rename(folder / file.name)
        hand = layla.hand.turns_to()
        updating = hand.window.context.updating
        server = updating.server
        server.look()
        hand.until(lambda: server.update is not None)
        hand.window.go(navigation.Home())
        hand.sees(Home)
        hand.until(lambda: bool(hand.called(strip_marks(hand.says("Show it")), QAbstractButton)))
        hand.press("Show it")
        page: UpdatePage = hand.sees(UpdatePage)
        assert page.from_server.isVisible()
        assert not updates.downloads().exists()

        def stop_early() -> None:
            if server.present >= 2 << 10:
                server.stop()

        server.changed.connect(stop_early)
        hand.press("Get it")
        hand.until(lambda: server.present > 0 and not server.running)
        server.changed.disconnect(stop_early)
        assert 0 < server.present < server.update.size
        fetched: list[Path] = []
        server.fetched.disconnect(updating.start)  # what becomes of it then is tried elsewhere
        server.fetched.connect(fetched.append)
        hand.press("Continue")
        hand.until(lambda: bool(fetched))
        assert fetched[0].parent == updates.downloads()
        assert not page.from_server.isVisible()
        updating.look()
        hand.until(lambda: updating.offer is not None)
        assert updating.offer.version == "0.3.0"
