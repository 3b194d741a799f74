"""What the groups and dialogs of a case's course are handed."""

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
