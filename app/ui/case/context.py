"""What the groups and dialogs of a case's course are handed."""

from collections.abc import Callable
from dataclasses import dataclass

from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.session.session import Session
from app.errors import SanadError
from app.ui.parts.frame import Screen


@dataclass(frozen=True, slots=True)
class CasePageContext:
    """A case's page: `course` in the language on the screen; `reload` reads the case anew."""

    screen: Screen
    case_id: str
    course: LifecyclePage
    reload: Callable[[], None]

    @property
    def session(self) -> Session:
        return self.screen.context.session

    def write(
        self,
        work: Callable[[], object],
        on_done: Callable[[object], None],
        refused: Callable[[SanadError], None],
    ) -> None:
        """On the vault's thread."""
        self.screen.context.workers.write_vault(self.screen, work, on_done, refused)
