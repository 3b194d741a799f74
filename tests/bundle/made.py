"""A bundle made in one go, of what a test says and the defaults of the rest."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.casework.export import bundle_export
from app.casework.export.bundle_choice import several
from app.casework.session.session import Session
from app.settings import Language


def make_bundle(
    session: Session,
    case_id: str,
    file: Path,
    lock: bundle_export.Lock,
    language: Language,
    purpose: str = "",
    *,
    also: Sequence[str] = (),
    part_size: int = 0,
    unsigned: bool = False,
    go_on: Callable[[bundle_export.Step], bool] = lambda _step: True,
    **options: Any,
) -> bundle_export.WrittenBundle:
    """`also`: further cases; `options`: those of `chosen_for`."""
    choice = bundle_export.chosen_for(several(case_id, also), lock.recipients, language, purpose, **options)
    return bundle_export.make(session, choice, file, lock, part_size=part_size, unsigned=unsigned, go_on=go_on)
