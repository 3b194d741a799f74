"""The office of three, with a headquarters on a socket that all of them have heard of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.casework.exchange import headquarters
from tests.hq_people import Hq
from tests.ui.office import Colleague, Office, opened


@contextmanager
def with_headquarters(
    opens: Callable[..., Any], folder: Path, language: str = "en", **options: Any
) -> Iterator[tuple[Office, Hq]]:
    office = opened(opens, folder, language, **options)
    clock = office.desk.hand.window.context.clock
    hq = Hq.made(folder / "hq", lambda: int(clock().timestamp()))
    hq.start()
    try:
        desk = office.desk
        desk.hand.does(lambda: headquarters.claiming(desk.session, folder / "hq" / "card").whole())
        desk.writes()
        for colleague in (office.layla, office.omar):
            colleague.takes()
        yield office, hq
    finally:
        hq.stop()


def syncs(colleague: Colleague) -> None:
    """Press the button, as it were, and wait until it is over."""
    hand = colleague.hand
    driver = hand.window.context.syncing
    assert driver is not None
    endings: list[int] = []
    driver.ended.connect(lambda: endings.append(1))
    driver.sync_now()
    hand.until(lambda: bool(endings))
