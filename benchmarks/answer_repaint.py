"""An answer on the rapid screening: recomputed, shown, repainted. Aim: under 16 ms (p95)."""

import json
import os
import statistics
import tempfile
import time
from pathlib import Path


def main(rounds: int = 10) -> dict[str, float]:
    """Milliseconds from the press on a card until the page is painted again."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.casework.records import unlock
    from app.casework.records.unlock import Cost
    from app.settings import Preferences
    from app.ui import navigation
    from app.ui.interview.choice_cards import ChoiceQuestion
    from app.ui.interview.screen import InterviewScreen
    from app.ui.window import application, make_window

    app = application()
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        window = make_window(Path(folder) / "home", Preferences(language="ar"))
        window.resize(1366, 768)
        window.show()
        new_vaults: list[unlock.NewVault] = []
        cost = Cost(memory=64 * 1024, passes=1, lanes=2)
        phrase = "granite walnut seven kettle moon"
        window.context.workers.write_vault(
            window,
            lambda: unlock.create(window.context.home, "ليلى السالم", "inspector", "ar", phrase, cost=cost),
            new_vaults.append,
        )
        while not new_vaults:
            app.processEvents()
        window.go(navigation.Unlocked(new_vaults[0].session))
        window.go(navigation.StartInterview())
        while not isinstance(window.screen_now, InterviewScreen):
            app.processEvents()
        screen = window.screen_now
        for page in screen.controller.pages():
            screen.open_page(page.ref)
            app.processEvents()
            assert screen.page is not None
            for question in [q for q in screen.page.questions() if isinstance(q, ChoiceQuestion)]:
                for _ in range(rounds):
                    card = next(iter(question.cards.values()))
                    begun = time.perf_counter()
                    card.click()
                    QApplication.processEvents()
                    window.repaint()
                    times.append((time.perf_counter() - begun) * 1000)
                    while screen.controller.state != "kept":
                        app.processEvents()
        window.close()
    times.sort()
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "answers": len(times),
    }


def measure() -> list[str]:
    """For `./run bench`."""
    return [f"{name}: {value}" for name, value in main().items()]


if __name__ == "__main__":
    print(json.dumps({"answer_repaint": main()}))
