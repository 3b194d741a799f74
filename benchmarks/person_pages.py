"""A page of the screening in each of the persons' languages. Aim: under 50 ms.

Both the officer's page with her words beside, and her own question on the turned screen: from the wish
to the last pixel, by the wall's clock and by what the window's thread computed. Languages that the
workbook does not have yet are filled with words of theirs.
"""

import itertools
import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

_ROUNDS = 3


def _workbook(folder: Path) -> Path:
    """The rapid screening with all languages."""
    import openpyxl

    from app.casework.questionnaires.form_languages import autonym
    from app.casework.questionnaires.person_words import languages, person_words
    from app.settings import FORMS

    book = openpyxl.load_workbook(FORMS / "rapid-screening.xlsx")
    for sheet in (book["survey"], book["choices"]):
        headers = {str(cell.value): cell.column for cell in sheet[1]}
        for code in languages():
            header = f"label::{autonym(code)} ({code})"
            if header in headers or code in ("ar", "en"):
                continue
            column = sheet.max_column + 1
            sheet.cell(1, column, header)
            words = itertools.cycle(" ".join(person_words(code).texts.values()).split())
            for row in range(2, sheet.max_row + 1):
                english = str(sheet.cell(row, headers["label::English (en)"]).value or "")
                if english:
                    length = len(english.split())
                    sheet.cell(row, column, " ".join(itertools.islice(words, length)))
    file = folder / "rapid-screening.xlsx"
    book.save(file)
    return file


def main() -> dict[str, dict[str, float]]:
    """Milliseconds by language."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.casework.questionnaires import forms
    from app.casework.records import unlock
    from app.casework.records.unlock import Cost
    from app.settings import Preferences
    from app.ui import navigation
    from app.ui.interview.screen import InterviewScreen
    from app.ui.window import application, make_window

    app = application()

    def wait(true: Callable[[], bool]) -> None:
        while not true():
            app.processEvents()
            time.sleep(0.001)

    with tempfile.TemporaryDirectory() as folder:
        window = make_window(Path(folder) / "home", Preferences(language="ar"))
        window.resize(1366, 768)
        window.show()
        phrase, cost = "granite walnut seven kettle moon", Cost(memory=64 * 1024, passes=1, lanes=2)
        vaults: list[unlock.NewVault] = []
        window.context.workers.write_vault(
            window,
            lambda: unlock.create(Path(folder) / "home", "ليلى", "inspector", "ar", phrase, cost=cost),
            vaults.append,
        )
        wait(lambda: bool(vaults))
        window.go(navigation.Unlocked(vaults[0].session))
        hashes: list[str] = []
        session = window.context.session
        window.context.workers.write_vault(
            window, lambda: forms.add(session, _workbook(Path(folder))).row.hash, hashes.append
        )
        wait(lambda: bool(hashes))
        window.go(navigation.StartInterview(form_hash=hashes[0]))
        wait(lambda: isinstance(window.screen_now, InterviewScreen))
        try:
            return dict(_measured(window, window.screen_now))
        finally:
            window.close()


def _measured(window: Any, screen: Any) -> Iterator[tuple[str, dict[str, float]]]:
    from app.casework.questionnaires.form_languages import form_languages
    from app.casework.questionnaires.gates import gates
    from app.ui.turned.screen import TurnedScreen

    controller = screen.controller
    definitions = {question.path: question for question in controller.form.questions()}
    for gate in gates(controller.form):
        for path in gate.refs:
            values = {choice.value for choice in definitions[path].choices}
            answer = next(value for value in ("nobody", "yes", "no") if value in values)
            controller.answer(path, "no" if path.endswith("overheard") else answer)
    pages = [page.ref for page in controller.pages()][2:]
    for language in form_languages(controller.form):
        controller.answer(controller.ref_of("language"), language.code)
        office = [_painted(window, partial(screen.open_page, ref)) for ref in pages * _ROUNDS]
        own = TurnedScreen(controller)
        own.setParent(window)
        own.setGeometry(window.rect())
        own.show()
        items = [item for item in controller.turned_questions() if item.manner != "wait"]
        hers = [_painted(window, partial(own.show_item, item)) for item in items]
        own.forget()
        own.setParent(None)
        own.deleteLater()
        yield (
            language.code,
            {
                "page_p50_ms": round(statistics.median(wall for wall, _ in office), 1),
                "page_p95_ms": _p95([wall for wall, _ in office]),
                "page_p95_computed_ms": _p95([computed for _, computed in office]),
                "turned_p50_ms": round(statistics.median(wall for wall, _ in hers), 1),
                "turned_p95_ms": _p95([wall for wall, _ in hers]),
                "turned_p95_computed_ms": _p95([computed for _, computed in hers]),
            },
        )


def _painted(window: Any, act: Callable[[], object]) -> tuple[float, float]:
    from PySide6.QtCore import QCoreApplication

    start, computing = time.perf_counter(), time.thread_time()
    act()
    QCoreApplication.sendPostedEvents()  # layouts, not timers
    window.repaint()
    computed = (time.thread_time() - computing) * 1000
    return (time.perf_counter() - start) * 1000, computed


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return round(ordered[int(len(ordered) * 0.95)], 1) if ordered else math.nan


def measure() -> list[str]:
    """For `./run bench`."""
    return [
        f"{code}: officer's page p50 {row['page_p50_ms']} ms, p95 {row['page_p95_ms']} ms "
        f"({row['page_p95_computed_ms']} computed); her own screen p50 {row['turned_p50_ms']} ms, "
        f"p95 {row['turned_p95_ms']} ms ({row['turned_p95_computed_ms']} computed)"
        for code, row in main().items()
    ]


if __name__ == "__main__":
    print(json.dumps({"person_pages": main()}))
