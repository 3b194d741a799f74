"""Until the lock screen is drawn, against an empty PySide6 window; each in its own process."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
window.grab()
print(time.time())
"""
LOCK = """
import sys, time
from pathlib import Path
from app.ui.window import application, make_window
application()
window = make_window(Path(sys.argv[1]))
window.show()
window.grab()
print(time.time(), flush=True)
import os
os._exit(0)
"""


def once(program: str, *words: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    begun = time.time()
    ended = subprocess.run([sys.executable, "-c", program, *words], env=env, capture_output=True, check=True, text=True)
    return float(ended.stdout.split()[-1]) - begun


def main(rounds: int = 7) -> dict[str, float]:
    """The median of each, and their ratio. Aim: at most 3, and 0.6 s warm."""
    from app.casework.records import unlock
    from app.casework.records.unlock import Cost

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        new_vault = unlock.create(
            home, "ليلى السالم", "inspector", "ar", "granite walnut seven kettle moon",
            cost=Cost(memory=64 * 1024, passes=1, lanes=2),
        )  # fmt: skip
        new_vault.session.close()
        once(EMPTY)
        once(LOCK, str(home))
        empty = statistics.median(once(EMPTY) for _ in range(rounds))
        lock = statistics.median(once(LOCK, str(home)) for _ in range(rounds))
    return {"empty_s": round(empty, 3), "lock_s": round(lock, 3), "ratio": round(lock / empty, 2)}


def measure() -> list[str]:
    """For `./run bench`."""
    return [f"{name}: {value}" for name, value in main().items()]


if __name__ == "__main__":
    print(json.dumps({"lock_screen": main()}))
