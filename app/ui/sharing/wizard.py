"""Steps on a page of the office."""

from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Text
from app.ui.parts.frame import Office
from app.ui.parts.laid_steps import LaidSteps


class WizardSteps(LaidSteps, Office):
    """Each step is laid anew; trouble is said beside the button."""

    back_to: object = navigation.Settings()

    def __init__(self, context: AppContext, current: str, title: Text, steps: int) -> None:
        super().__init__(context, current, title)
        self.begin_steps(steps)
