"""What the groups and dialogs of a case's course are handed."""

from collections.abc import Callable
from dataclasses import dataclass

from app.casework.pages.lifecycle_page import LifecyclePage
from app.casework.session.session import Session
from app.ui.parts.frame import Screen


@dataclass(frozen=True, slots=True)
class CasePageContext:
    """A case's page: `course` in the language on the screen."""

    screen: Screen
    case_id: str
    course: LifecyclePage

    @property
    def session(self) -> Session:
        return self.screen.context.session

    def write(
        self,
        work: Callable[[], object],
    ) -> None:
        """On the vault's thread; a refusal is said on the page."""
        screen = self.screen
        screen.context.workers.write_vault(screen, work, failed=screen.trouble.emit)
