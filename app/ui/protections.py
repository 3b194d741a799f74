"""How well this computer keeps what is on it, as rows: at first start, and in the settings."""

from pathlib import Path

from PySide6.QtWidgets import QBoxLayout, QWidget

from app.casework.session.computer_protections import ComputerProtection, computer_protections
from app.errors import N_
from app.ui.parts import Row, Rows, empty, group
from app.ui.workers import Workers

_TONES = {"protected": ("check", "kept"), "open": ("wait", "wait"), "unknown": ("wait", "ink2")}


def show_protections(
    workers: Workers, receiver: QWidget, home: Path, place: QBoxLayout, *, weak_only: bool = False
) -> None:
    """Put the rows into a layout once they are known; `weak_only`: none where all is well."""

    def show(protections: tuple[ComputerProtection, ...]) -> None:
        rows = [_row(protection) for protection in protections if not weak_only or protection.state != "protected"]
        empty(place)
        if rows:
            place.addWidget(group(N_("Data on this computer"), Rows.of(rows)))

    workers.slow(receiver, lambda: computer_protections(home), show)


def _row(protection: ComputerProtection) -> Row:
    icon, tone = _TONES[protection.state]
    return Row(protection.title, protection.says, icon, tone=tone)
