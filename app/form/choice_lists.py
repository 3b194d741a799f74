"""The choices of a form that don't depend on answers: whole lists, made once for each language."""

from collections.abc import Iterator, Mapping, Sequence

from app.form import texts
from app.form.body import Body
from app.form.definition import Definition, Itemset
from app.form.external_table import LONG, OWN, CellColumns, Columns, ExternalRoot
from app.form.tree import XNode
from app.form.views import Choice


class ChoiceLists(Body):
    """Makes them when somebody first looks."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: dict[tuple[int, str], tuple[Choice, ...]] = {}

    def _static_choices(self, definition: Definition) -> tuple[Choice, ...]:
        if definition.items:
            return tuple(Choice(value, self._static(source)) for value, source in definition.items)
        if definition.itemset is None or not definition.itemset.source:
            return ()
        if self.instances.count(definition.itemset.source) > LONG:
            return ()
        items = self.instances.items(definition.itemset.source)
        return tuple(self.choice_of(item, definition.itemset, self.default_language) for item in items)

    def _static(self, source: texts.TextSource) -> str:
        labels = self.static_texts(source)
        first = next(iter(labels.values()), "")
        return labels.get(self.default_language, labels.get("", first))

    def whole_list(self, itemset: Itemset, language: str) -> tuple[Choice, ...]:
        """All of a list in a language; made once, since nothing that is answered changes it."""
        choices = self._whole.get((id(itemset), language))
        if choices is None:
            external_root = self.instances.far(itemset.source)
            if external_root is not None:
                choices = tuple(self._listed_rows(external_root, itemset, language))
            else:
                items = self.instances.items(itemset.source)
                choices = tuple(self._listed(item, itemset, language) for item in items)
            self._whole[(id(itemset), language)] = choices
        return choices

    def unchanging(self, itemset: Itemset) -> bool:
        """Are the labels of a whole list the same whatever is answered? Texts may show answers."""
        if itemset.label_id is None:
            return True
        if itemset.fixed is None:
            keys = {item.value_of(itemset.label_id) for item in self.instances.items(itemset.source)}
            itemset.fixed = not any(self.shows_answers(key) for key in keys)
        return itemset.fixed

    def _listed_rows(self, external_root: ExternalRoot, itemset: Itemset, language: str) -> Iterator[Choice]:
        columns = external_root.table.columns
        value = _place(columns, itemset.column or "name")
        label = _place(columns, itemset.label_id or itemset.label_column)
        if itemset.label_id is not None and self.external_texts is not None:
            for text_language in dict.fromkeys((language, self.default_language)):
                entries = self._texts.setdefault(text_language, {})
                for key, entry in self.external_texts.all(text_language).items():
                    entries.setdefault(key, entry)
        for cells in external_root.rows.all():
            media: Mapping[str, str] = {}
            text = (cells[label] or "") if label is not None else ""
            if itemset.label_id is not None:
                words = self.itext(text, language)
                text = texts.static_text(words.plain) if words else ""
                media = words.media if words else {}
            text_language = (cells[value] or "") if value is not None else ""
            yield Choice(text_language.strip(), text.strip(), CellColumns(columns, cells), media)

    def _listed(self, item: XNode, itemset: Itemset, language: str) -> Choice:
        value = item.value_of(itemset.column or "name").strip()
        if itemset.label_id is None:
            return Choice(value, item.value_of(itemset.label_column).strip(), ChoiceColumns(item))
        words = self.itext(item.value_of(itemset.label_id), language)
        if words is None:
            return Choice(value, "", ChoiceColumns(item))
        return Choice(value, texts.static_text(words.plain).strip(), ChoiceColumns(item), words.media)

    def choice_of(self, item: XNode, itemset: Itemset, language: str) -> Choice:
        value = item.value_of("name") or item.value_of("value")
        if itemset.label_id is not None:
            words = self.itext(item.value_of(itemset.label_id), language)
            label = texts.static_text(words.plain) if words else ""
        else:
            label = item.value_of("label")
        return Choice(value, label, ChoiceColumns(item))


class ChoiceColumns(Columns):
    """The further columns of a choice: read from its row when they are asked for."""

    __slots__ = ("_item",)

    def __init__(self, item: XNode) -> None:
        self._item = item

    def __getitem__(self, name: str) -> str:
        kid = self._item.first(name) if name not in OWN else None
        if kid is None:
            raise KeyError(name)
        return kid.string()

    def __iter__(self) -> Iterator[str]:
        names = (kid.name for kid in self._item.kids if kid.kind == "element")
        return iter(dict.fromkeys(name for name in names if name not in OWN))


def _place(columns: Sequence[str], name: str) -> int | None:
    return columns.index(name) if name in columns else None
