"""Turning the pages of a form of 2,000 questions, and filtering a list of 100,000 choices.

Aims: the first page under 100 ms once the interview is there, a page under 50 ms until it is painted, a
key in the list under 30 ms, a question of the rapid screening under 50 ms of the processor.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SANAD_SHARED", ROOT.parent / "shared"))
WIDE = SHARED / "data" / "xforms" / "bench" / "wide_2000.xml"

_OPENED = {
    "safety/present": "nobody", "safety/overheard": "no", "safety/wants_here": "yes",
    "consent/consent_talk": "yes", "consent/consent_record": "yes",
}  # fmt: skip


def wide(sections: int = 200, questions: int = 10) -> str:
    """A form of sections with questions of a few kinds, each showing an answer before it."""
    lines = ["| survey | | | | |", "| | type | name | label::العربية (ar) | label::English (en) |"]
    kinds = ("text", "integer", "select_one yn", "date", "text")
    for section in range(sections):
        lines.append(f"| | begin_group | g{section} | القسم {section} | Section {section} |")
        for at in range(questions):
            number = section * questions + at
            before = f" ${{q{number - 1}}}" if at else ""
            kind = kinds[at % len(kinds)]
            lines.append(f"| | {kind} | q{number} | السؤال {number}{before} | Question {number}{before} |")
        lines.append("| | end_group | | | |")
    lines += ["| choices | | | | |", "| | list_name | name | label::العربية (ar) | label::English (en) |"]  # fmt: skip
    lines += ["| | yn | yes | نعم | Yes |", "| | yn | no | لا | No |"]
    return "\n".join(lines)


def listed(count: int = 100_000) -> str:
    """One question with very many choices."""
    items = "".join(f"<item><name>c{n}</name><label>مدينة رقم {n} · City {n}</label></item>" for n in range(count))
    return (
        '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" '
        'xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>big</h:title><model>'
        '<instance><data id="big"><city/></data></instance>'
        f'<instance id="big"><root>{items}</root></instance>'
        '<bind nodeset="/data/city" type="string"/></model></h:head><h:body>'
        '<select1 ref="/data/city"><label>City</label>'
        '<itemset nodeset="instance(\'big\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset></select1></h:body></h:html>'
    )


class _Stage:
    """A window with an interview in it."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from app.casework.records import unlock
        from app.casework.records.unlock import Cost
        from app.settings import Preferences
        from app.ui import navigation
        from app.ui.window import application, make_window

        self.app = application()
        self.window = window = make_window(folder / "home", Preferences(language="ar"))
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
        self.until(lambda: bool(new_vaults))
        window.go(navigation.Unlocked(new_vaults[0].session))
        import_module("app.ui.interview.screen")  # as app/ui/lock.py does while one types

    def until(self, true: Callable[[], bool]) -> None:
        while not true():
            self.app.processEvents()

    def begins(self, file: Path) -> tuple[Any, float]:
        """The interview's screen, and milliseconds until its first page was painted."""
        from app.casework.questionnaires import forms
        from app.ui import navigation
        from app.ui.interview.screen import InterviewScreen

        window, added = self.window, list[Any]()
        session = window.context.session
        window.context.workers.write_vault(window, lambda: forms.add(session, file), added.append)
        self.until(lambda: bool(added))
        before, begun = window.screen_now, time.perf_counter()
        window.go(navigation.StartInterview({}, added[0].row.hash))
        self.until(lambda: isinstance(window.screen_now, InterviewScreen) and window.screen_now is not before)
        window.repaint()
        return window.screen_now, (time.perf_counter() - begun) * 1000

    def shows(self, file: Path) -> float:
        """Milliseconds that the screen adds: from the interview that is there to its painted page."""
        from app.casework.interviews import interview as work
        from app.casework.questionnaires import forms
        from app.ui import navigation
        from app.ui.interview.controller import InterviewController

        window, added, live = self.window, list[Any](), list[Any]()
        session = window.context.session
        window.context.workers.write_vault(window, lambda: forms.add(session, file), added.append)
        self.until(lambda: bool(added))
        window.context.workers.write_vault(window, lambda: work.start(session, added[0].row.hash), live.append)
        self.until(lambda: bool(live))
        begun = time.perf_counter()
        window.go(navigation.Interview(InterviewController(window.context, live[0])))
        window.repaint()
        return (time.perf_counter() - begun) * 1000


def pages(file: Path, most: int = 60) -> dict[str, float]:
    """Milliseconds from the press on Next until the page is painted."""
    with tempfile.TemporaryDirectory() as folder:
        stage = _Stage(Path(folder))
        shown = stage.shows(file)  # the first there is: its widgets are met for the first time
        screen, opened = stage.begins(file)
        times: list[float] = []
        later: list[float] = []
        for page in screen.controller.pages()[1 : most + 1]:
            begun = time.perf_counter()
            screen.open_page(page.ref)
            stage.app.sendPostedEvents()  # layouts, not timers
            stage.window.repaint()
            times.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            stage.app.processEvents()
            later.append((time.perf_counter() - begun) * 1000)
            stage.until(lambda: screen.controller.state == "kept")
        stage.window.close()
    times.sort()
    return {
        "screen_ms": round(shown, 1),
        "open_ms": round(opened, 1),
        "page_median_ms": round(statistics.median(times), 1),
        "page_p95_ms": round(times[int(len(times) * 0.95)], 1),
        "page_most_ms": round(times[-1], 1),
        "rest_median_ms": round(statistics.median(later), 1),  # laid after it was painted
    }


def keys(file: Path) -> dict[str, float]:
    """Milliseconds of each key in the search field of the list, until it is painted."""
    with tempfile.TemporaryDirectory() as folder:
        stage = _Stage(Path(folder))
        screen, opened = stage.begins(file)
        question = screen.page.questions()[0]
        stage.until(lambda: question.list.rows.ready)
        times: list[float] = []
        for word in ("مدينه رقم ٩٩٩٩", "city 4242", "1"):
            question.finder.clear()
            for at in range(1, len(word) + 1):
                question.finder.setText(word[:at])
                begun = time.perf_counter()
                question.finder.textEdited.emit(word[:at])
                stage.app.processEvents()
                stage.window.repaint()
                times.append((time.perf_counter() - begun) * 1000)
        stage.window.close()
    times.sort()
    return {
        "list_open_ms": round(opened, 1),
        "key_median_ms": round(statistics.median(times), 1),
        "key_p95_ms": round(times[int(len(times) * 0.95)], 1),
        "key_most_ms": round(times[-1], 1),
    }


def steps() -> dict[str, float]:
    """Milliseconds of the processor from one question of the rapid screening to the next, painted; that
    the place is kept meanwhile is in them."""
    from app.settings import FORMS

    with tempfile.TemporaryDirectory() as folder:
        stage = _Stage(Path(folder))
        screen, opened = stage.begins(FORMS / "rapid-screening.xlsx")
        for place, value in _OPENED.items():
            screen.controller.answer(f"/data/{place}", value)
        times: list[float] = []
        screen.open_page("/data/today")
        while screen.here != "/data/view":
            begun = time.process_time()
            screen.primary()
            stage.app.processEvents()
            stage.window.repaint()
            times.append((time.process_time() - begun) * 1000)
        stage.window.close()
    return {
        "open_ms": round(opened, 1),
        "step_median_ms": round(statistics.median(times), 1),
        "step_most_ms": round(max(times), 1),
    }


def main() -> dict[str, dict[str, float]]:
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wide.md"
        file.write_text(wide(), "utf-8")
        results["wide_2000_mixed"] = pages(file)
        if WIDE.exists():
            results["wide_2000_bench"] = pages(WIDE)
        big = Path(folder) / "big.xml"
        big.write_text(listed(), "utf-8")
        results["choices_100k"] = keys(big)
    results["one_question"] = steps()
    return results


def measure() -> list[str]:
    """For `./run bench`."""
    return [f"{name}: {result}" for name, result in main().items()]


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
