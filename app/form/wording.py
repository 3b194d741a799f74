"""The words of a form being read: translations, labels, hints, messages.

Source: ODK XForms spec, "Languages", "Body Elements" (label, hint, output).
"""

import re
from collections.abc import Callable
from typing import Any

from app.errors import N_, said
from app.form import texts
from app.form.codes import Reads
from app.form.definition import Def
from app.form.draft import Draft, _walk
from app.form.texts import TextSource, Words
from app.form.tree import XNode
from app.form.views import FormLanguage
from app.language import direction_of

_RTL = {"ar", "fa", "ur", "he", "ps", "ku", "ckb", "sd", "ug", "yi", "dv"}


def language_of(name: str) -> FormLanguage:
    """Code and direction from a name as written, such as "العربية (ar)"."""
    match = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", name)
    code = (
        match[1] if match else name if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", name) else ""
    )
    base = code.partition("-")[0].lower()
    direction = ("rtl" if base in _RTL else "ltr") if base else direction_of(name)
    return FormLanguage(name, code, direction)


class Wording(Draft):
    """Reads itext, and anything that is written as words or as a reference to them."""

    def _itext(self, model: XNode) -> None:
        self.languages: tuple[FormLanguage, ...] = ()
        self.default_language = ""
        self._texts: dict[str, dict[str, XNode]] = {}
        itext = next((kid for kid in model.kids if kid.name == "itext"), None)
        languages = []
        for translation in itext.kids if itext is not None else ():
            if translation.name != "translation":
                continue
            name = translation.attribute("lang") or ""
            if name in self._texts:
                self._refuse(N_("Two translations have the same name; remove one."), None)
                continue
            if translation.attribute("default") is not None and not self.default_language:
                self.default_language = name
            languages.append(language_of(name))
            self._texts[name] = {
                entry.attribute("id") or "": entry
                for entry in translation.kids
                if entry.name == "text"
            }
        self.languages = tuple(languages)
        if not self.default_language and languages:
            self.default_language = languages[0].name
        self._dynamic: dict[tuple[str, str, Def | None], Words] = {}

    def shows_answers(self, key: str) -> bool:
        """Does a text have an output in any language?"""
        return any(
            entry is not None and _has_output(entry)
            for entry in (entries.get(key) for entries in self._texts.values())
        )

    def itext(self, key: str, language: str, d: Def | None = None) -> Words | None:
        """The words of a text id in a language; the default language's where it has none."""
        texts_of = self._texts.get(language, {})
        entry = texts_of.get(key)
        if entry is None:
            language = self.default_language
            entry = self._texts.get(language, {}).get(key)
        if entry is None:
            return None
        if not _has_output(entry):
            return self._words(entry, None, "label", None)
        kept = self._dynamic.get((language, key, d))
        if kept is None:
            kept = self._words(entry, d or self.root, "label", Reads())
            self._dynamic[(language, key, d)] = kept
        return kept

    def _words(self, entry: XNode, d: Def | None, what: str, reads: Reads | None) -> Words:
        words = Words()
        media: dict[str, str] = {}

        def compiled(source: str) -> Callable[[Any], str]:
            return self._output(
                source, d or self.root, what, reads if reads is not None else Reads()
            )

        for value in entry.kids:
            if value.name != "value":
                continue
            form = value.attribute("form") or ""
            if form in {"", "long"}:
                if not words.plain or form == "":
                    words.plain = texts.parts_of(value, compiled)
            elif form == "guidance":
                words.guidance = texts.parts_of(value, compiled)
            elif form not in {"short"}:
                media[form] = value.string()
            elif not words.plain:
                words.plain = texts.parts_of(value, compiled)
        words.media = media
        return words

    def _output(self, source: str, d: Def, what: str, reads: Reads) -> Callable[[Any], str]:
        code = self._compile(source, d, what, reads)
        return self.compiler.string(code) if code is not None else lambda s: ""

    def _text_source(
        self, node: XNode | None, d: Def, what: str, reads: Reads
    ) -> TextSource | None:
        """A label-like element: its ref to a text id, or its own words."""
        if node is None:
            return None
        ref = node.attribute("ref")
        if ref:
            return self._text_ref(ref, d, what, reads)
        return TextSource(
            {"": Words(texts.parts_of(node, lambda source: self._output(source, d, what, reads)))}
        )

    def _text_ref(self, ref: str, d: Def, what: str, reads: Reads) -> TextSource | None:
        match = re.fullmatch(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*", ref)
        if match is None:
            code = self._compile(ref, d, what, reads)
            if code is None:
                return None
            return TextSource({"": Words((self.compiler.string(code),))})
        key = match[1] if match[1] is not None else match[2]
        words: dict[str, Words] = {}
        for language, entries in self._texts.items():
            entry = entries.get(key)
            if entry is not None:
                words[language] = self._words(entry, d, what, reads)
        if not words:
            # JavaRosa refuses such a form; it is the author's typing error either way
            self._refuse(
                said(N_("The text “{key}” is missing in every language; add its label."), key=key),
                d,
                what,
            )
            return None
        return TextSource(words)

    def _message(self, text: str | None, d: Def, what: str, reads: Reads) -> TextSource | None:
        if not text:
            return None
        if text.lstrip().startswith("jr:itext("):
            return self._text_ref(text, d, what, reads)
        return TextSource({"": Words((text,))})


def _has_output(entry: XNode) -> bool:
    return any(kid.name == "output" for value in entry.kids for kid in _walk(value))
