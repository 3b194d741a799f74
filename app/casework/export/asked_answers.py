"""How the answers of an interview were asked, for its paper: the question as the person saw it, too."""

from collections import Counter
from collections.abc import Mapping

from app.casework.interviews.spoken_answers import column_of, in_words
from app.casework.questionnaires.answer_format import formatted_answer, marked
from app.form import Interview
from app.language import Words


class AskedAnswers:
    """`language`: the form's, in which the paper reads; `spoken`: by ref, as the case has it."""

    def __init__(
        self,
        interview: Interview,
        spoken: Mapping[str, Mapping[str, str]],
        words: Words,
        language: str,
    ) -> None:
        self.interview, self.words, self.spoken = interview, words, spoken
        self._own = column_of(interview.form, language)
        self._words_by_ref = {
            ref: in_words(interview.form, mode, words) for ref, mode in spoken.items()
        }
        counted = Counter(self._words_by_ref.values()).most_common(1)
        self.usual = counted[0][0] if counted else ""  # how most were asked

    def note(self, ref: str) -> str:
        """How this one was asked, where it was otherwise than most."""
        text = self._words_by_ref.get(ref, "")
        return "" if text == self.usual else text

    def other_language(self, ref: str) -> tuple[str, str]:
        """The question and its answer as the person saw them; twice "" where that was the paper's own
        language."""
        column = self.spoken.get(ref, {}).get("asked", "")
        language = column_of(self.interview.form, column)
        if language is None or language == self._own:
            return "", ""
        node = self.interview.node(ref, column)
        office = Words("ar" if language.code.partition("-")[0] == "ar" else "en")
        return marked(node.label), formatted_answer(node, office)
