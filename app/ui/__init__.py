"""The screens. Qt lives here and nowhere else; the rest of Sanad is reached through casework."""

from pathlib import Path

LOCKED = 75  # the exit code that asks the parent process for the lock screen again


def run(home: Path) -> int:
    """Open the window on a data folder; gives the exit code, LOCKED after a lock."""
    from app.ui.window import open_window

    return open_window(home)
