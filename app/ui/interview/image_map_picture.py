"""The picture of an image map, fetched when it is first shown; where there is none, the words alone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires import form_media
from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.language import isolate, strip_marks
from app.ui.interview.controller import InterviewController
from app.ui.interview.image_map import ImageMap
from app.ui.interview.svg_outlines import Outlines, outlines
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.layouts import wraps

_MOST = 4 * 1024 * 1024  # of a picture in XML


class Mapped(QWidget):
    """`picked`: the choice of the place that was pressed."""

    picked = Signal(str)

    def __init__(self, controller: InterviewController, node: Node) -> None:
        super().__init__()
        self.controller, self._values = controller, [choice.value for choice in node.choices]
        self._labels, self._of = dict[str, str](), ""
        self._chosen = frozenset[str]()
        self.map: ImageMap | None = None
        self.chosen_line = Label(
            N_("The places of this picture are shown as a list."), "small", "ink2"
        )
        self.down = layouts.column(self.chosen_line, gap=8, parent=self)
        wraps(self)
        if reference := node.media.get("image", ""):
            self._fetch(reference)

    def _fetch(self, reference: str) -> None:
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is None or len(content) > _MOST:
                self._lacks(reference)
            else:
                context.workers.slow(
                    self,
                    lambda: outlines(content),
                    self._show,
                    lambda _error: self._lacks(reference),
                )

        context.read_vault(self, lambda session: form_media.one(session, form, reference), came)

    def _lacks(self, reference: str) -> None:
        name = form_media.name_of(reference)
        self.chosen_line.say(
            lambda w: w(
                "The picture “{file}” is missing. Its places are shown as a list.",
                file=isolate(name),
            )
        )

    def _show(self, drawn: Outlines) -> None:
        image_map = ImageMap(drawn, self._values)
        if not image_map.places:
            image_map.deleteLater()
            return
        self.map = image_map
        image_map.picked.connect(self.picked)
        image_map.over.connect(self._over)
        self.down.insertWidget(0, image_map)
        image_map.setAccessibleDescription(self._of)
        image_map.show_chosen(self._chosen)
        image_map.show()
        self._over("")

    def _over(self, value: str) -> None:
        """The name of the place under the pointer."""
        says: Text = N_("Press a place on the picture, or choose below.")
        self.chosen_line.say(plain(self._labels.get(value, value)) if value else says)

    def show_node(self, node: Node, chosen: frozenset[str]) -> None:
        self._of = strip_marks(node.label or node.name)
        self._labels = {choice.value: marked(choice.label) for choice in node.choices}
        self._chosen = chosen
        if self.map is not None:
            self.map.setAccessibleDescription(self._of)
            self.map.show_chosen(chosen)
