"""Choices that can be heard: for who can't read them. One is played at a time."""

from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import marked
from app.form import Node
from app.language import Words, isolate
from app.ui.interview.controller import InterviewController
from app.ui.interview.question_media import Beside
from app.ui.labels import Text
from app.ui.parts import layouts
from app.ui.parts.buttons import Button
from app.ui.parts.grid import Flow
from app.ui.parts.layouts import wraps

Voice = tuple[str, str]  # a choice's words, and where its sound is


def voices_of(node: Node, second_node: Node | None) -> list[Voice]:
    """In the person's language, where that has them."""
    second_choices = (
        {choice.value: choice for choice in second_node.choices} if second_node is not None else {}
    )
    voices: list[Voice] = []
    for node_choice in node.choices:
        second = second_choices.get(node_choice.value)
        spoken = (second.media.get("audio") if second else "") or node_choice.media.get("audio", "")
        if spoken:
            voices.append((marked(node_choice.label) or node_choice.value, spoken))
    return voices


class Voices(QWidget):
    """A button for each choice that has a sound, and under them the one that is played."""

    def __init__(self, controller: InterviewController) -> None:
        super().__init__()
        self.controller, self.shown = controller, list[Voice]()
        self.buttons = Flow(gap=4)
        self.played: Beside | None = None
        self.down = layouts.column(self.buttons, gap=4, parent=self)
        wraps(self)

    def show_voices(self, voices: list[Voice]) -> None:
        self.setVisible(bool(voices))
        if voices == self.shown:
            return
        self.close_down()
        self.shown = voices
        self.buttons.clear()
        for words, reference in voices:
            button = Button(_says(words), "quiet", "sound")
            button.clicked.connect(lambda _=False, reference=reference: self.play(reference))
            self.buttons.add(button)

    def play(self, reference: str) -> None:
        """Instead of the one before."""
        self.close_down()
        self.played = Beside(self.controller, {"audio": reference}, at_once=True)
        self.down.addWidget(self.played)
        self.played.show()

    def close_down(self) -> None:
        """It falls silent."""
        if self.played is not None:
            self.played.close_down()
            self.played.hide()
            self.played.deleteLater()
            self.played = None


def _says(words: str) -> Text:
    def says(w: Words) -> str:
        return w("Play: {choice}", choice=isolate(words))

    return says
