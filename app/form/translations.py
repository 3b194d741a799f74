"""Reads the texts of a form: translations, labels, hints, messages.

Source: ODK XForms spec, "Languages", "Body Elements" (label, hint, output)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.errors import N_, said
from app.form import texts
from app.form.answers import direction_of
from app.form.definition import Definition
from app.form.expressions import Reads
from app.form.form_draft import FormDraft
from app.form.texts import Entry, TextReference, TextSource, Words
from app.form.tree import XNode
from app.form.views import FormLanguage

_RTL = {"ar", "fa", "ur", "he", "ps", "ku", "ckb", "sd", "ug", "yi", "dv"}


def language_of(name: str) -> FormLanguage:
    """Code and direction from a name as written, such as "العربية (ar)"."""
    match = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", name)
    code = match[1] if match else name if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", name) else ""
    base = code.partition("-")[0].lower()
    direction = ("rtl" if base in _RTL else "ltr") if base else direction_of(name)
    return FormLanguage(name, code, direction)


class ExternalTexts(Protocol):
    """Texts of long lists, kept where the lists are."""

    def one(self, language: str, key: str) -> list[Any] | None: ...

    def all(self, language: str) -> Mapping[str, list[Any]]: ...


class TranslationsDraft(FormDraft):
    """Reads itext, and anything that is written as words or as a reference to them."""

    external_texts: ExternalTexts | None = None

    def _itext(self, model: XNode) -> None:
        self.languages: tuple[FormLanguage, ...] = ()
        self.default_language = ""
        self._texts: dict[str, dict[str, XNode | Entry | list[Any]]] = {}
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
                entry.attribute("id") or "": entry for entry in translation.kids if entry.name == "text"
            }
        self.languages = tuple(languages)
        if not self.default_language and languages:
            self.default_language = languages[0].name
        self._dynamic: dict[tuple[str, str, Definition | None], Words] = {}

    def shows_answers(self, key: str) -> bool:
        """Does a text have an output in any language?"""
        entries = (self._entry(language, key) for language in self._texts)
        return any(entry is not None and texts.has_output(entry) for entry in entries)

    def _entry(self, language: str, key: str) -> Entry | None:
        entries = self._texts.get(language, {})
        kept_entry = entries.get(key)
        if kept_entry is None and self.external_texts is not None:
            kept_entry = self.external_texts.one(language, key)
        if kept_entry is None or isinstance(kept_entry, tuple):
            return kept_entry
        entry = texts.entry_of(kept_entry) if isinstance(kept_entry, XNode) else texts.entry_from(kept_entry)
        entries[key] = entry
        return entry

    def static_texts(self, source: TextSource | None) -> dict[str, str]:
        """A label in all its languages, with an ellipsis for what depends on answers."""
        if source is None:
            return {}
        reference = source.reference
        if reference.kind != "id":
            return {"": texts.static_text(reference.parts) if reference.kind == "written" else "…"}
        entries = ((language, self._entry(language, reference.source)) for language in self._texts)
        return {language: texts.static_text(texts.plain_of(entry)) for language, entry in entries if entry is not None}

    def itext(self, key: str, language: str, definition: Definition | None = None) -> Words | None:
        """The words of a text id in a language; the default language's where it has none."""
        entry = self._entry(language, key)
        if entry is None:
            language = self.default_language
            entry = self._entry(language, key)
        if entry is None:
            return None
        if not texts.has_output(entry):
            return self._with_media(self._words(entry, None, "label", None), language, key)
        words = self._dynamic.get((language, key, definition))
        if words is None:
            words = self._words(entry, definition or self.root, "label", Reads())
            self._dynamic[(language, key, definition)] = self._with_media(words, language, key)
        return words

    def _with_media(self, words: Words, language: str, key: str) -> Words:
        """A picture that is given once, in the default language, is that of every language."""
        if language != self.default_language:
            usual = self._entry(self.default_language, key)
            if usual is not None and len(usual) > 1:
                words.media = {**texts.media_of(usual), **words.media}
        return words

    def _words(self, entry: Entry, definition: Definition | None, purpose: str, reads: Reads | None) -> Words:
        words = Words()

        def compile_(source: str) -> Callable[[Any], str]:
            return self._output(source, definition or self.root, purpose, reads if reads is not None else Reads())

        words.plain = texts.compile_parts(texts.plain_of(entry), compile_)
        for form, parts in entry:
            if form == "guidance":
                words.guidance = texts.compile_parts(parts, compile_)
        words.media = texts.media_of(entry)
        return words

    def _output(self, source: str, definition: Definition, purpose: str, reads: Reads) -> Callable[[Any], str]:
        code = self._compile(source, definition, purpose, reads)
        return self.compiler.string(code) if code is not None else lambda s: ""

    def _text_source(self, node: XNode | None, definition: Definition, purpose: str, reads: Reads) -> TextSource | None:
        """A label-like element: its ref to a text id, or its own words."""
        if node is None:
            return None
        ref = node.attribute("ref")
        reference = _reference_of(ref) if ref else TextReference("written", parts=texts.parts_in(node))
        return self._text(reference, definition, purpose, reads)

    def _message(self, text: str | None, definition: Definition, purpose: str, reads: Reads) -> TextSource | None:
        if not text:
            return None
        by_id = text.lstrip().startswith("jr:itext(")
        return self._text(
            _reference_of(text) if by_id else TextReference("written", parts=(text,)), definition, purpose, reads
        )

    def _text(self, reference: TextReference, definition: Definition, purpose: str, reads: Reads) -> TextSource | None:
        words = self._in_languages(reference, definition, purpose, reads)
        return TextSource(reference, words) if words is not None else None

    def _in_languages(
        self, reference: TextReference, definition: Definition, purpose: str, reads: Reads
    ) -> dict[str, Words] | None:
        if reference.kind == "written":
            return {
                "": Words(
                    texts.compile_parts(
                        reference.parts, lambda source: self._output(source, definition, purpose, reads)
                    )
                )
            }
        if reference.kind == "expression":
            code = self._compile(reference.source, definition, purpose, reads)
            return {"": Words((self.compiler.string(code),))} if code is not None else None
        words: dict[str, Words] = {}
        for language in self._texts:
            entry = self._entry(language, reference.source)
            if entry is not None:
                words[language] = self._words(entry, definition, purpose, reads)
        if words:
            return words
        # JavaRosa refuses such a form, Enketo shows nothing; forms in use are made so
        self._warn(
            said(N_("The text “{key}” is missing in every language; add its label."), key=reference.source),
            definition,
            purpose,
        )
        return None


_BY_ID = re.compile(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*")


def _reference_of(ref: str) -> TextReference:
    match = _BY_ID.fullmatch(ref)
    if match is None:
        return TextReference("expression", ref)
    return TextReference("id", match[1] if match[1] is not None else match[2])
