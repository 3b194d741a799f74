"""What a picture's file notes beside the picture: said that it is there, shown when it is asked for."""

from collections.abc import Mapping
from datetime import datetime

from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.boxes import Box, Icon
from app.ui.parts.buttons import Button


class Noted(Box):
    """Nobody who walks by should read where somebody was."""

    def __init__(self, photo: Mapping[str, str]) -> None:
        super().__init__("sunken", "", radius=8, margins=(16, 4, 8, 4))
        self.photo, self.shown = photo, False
        self.sentence = Label(self._says, colour="ink")
        self.show_it = Button(N_("Show"), "quiet", "eye", on_click=self.toggle)
        line = layouts.row_widget(
            Icon("flag" if "place" in photo else "clock"), (self.sentence, 1), self.show_it, gap=12
        )
        self.inside.addWidget(line)

    def toggle(self) -> None:
        """Show it, or veil it again."""
        self.shown = not self.shown
        self.show_it.say(N_("Hide it") if self.shown else N_("Show"))
        self.sentence.tell()
        self.sentence.updateGeometry()

    def _says(self, w: Words) -> str:
        if self.shown:
            return " · ".join(self._parts(w))
        if "place" in self.photo:
            return w("This picture records where it was taken. The copy leaves that out unless you ask for it.")  # fmt: skip
        return w("This picture contains details of when it was taken, or with what. A copy leaves them out unless you ask for them.")  # fmt: skip

    def _parts(self, w: Words) -> list[str]:
        photo, parts = self.photo, list[str]()
        if "place" in photo:
            parts.append(w("Place: {where}", where=isolate_ltr(photo["place"].replace(",", ", "))))
        if "taken" in photo:
            parts.append(w("Taken: {when}", when=_taken(w, photo["taken"])))
        if "camera" in photo:
            parts.append(w("Camera: {name}", name=isolate(photo["camera"])))
        return parts


def _taken(w: Words, timestamp: str) -> str:
    """As the camera's clock stood, wherever that was."""
    try:
        at = datetime.fromisoformat(timestamp)
    except ValueError:
        return isolate_ltr(timestamp)
    return f"{w.date(at.date())} · {w.own_digits(at.strftime('%H:%M'))}"
