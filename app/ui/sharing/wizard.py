"""Steps on a page of the office."""

from app.ui import navigation
from app.ui.app_context import Desk
from app.ui.labels import Text
from app.ui.parts.frame import Office
from app.ui.parts.laid_steps import LaidSteps


class Steps(LaidSteps, Office):
    """Each step is laid anew; trouble is said beside the button."""

    back_to: object = navigation.Settings()

    def __init__(self, desk: Desk, current: str, title: Text, steps: int) -> None:
        super().__init__(desk, current, title)
        self.begin_steps(steps)
