"""A form while it is being read: what is known, what is wrong, how an expression is compiled."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from app.errors import N_, said
from app.form import lists, self_reference
from app.form.budget import guarded
from app.form.compiler import Compiler
from app.form.computations import Code, Reads
from app.form.definition import Action, Def, Vertex
from app.form.paths.path_text import written
from app.form.problems import ExpressionRefused, Problem
from app.form.tree import XNode
from app.form.values import is_nan, number_text, string
from app.form.xpath import Call, Path, Text, parse

JR = "http://openrosa.org/javarosa"
ORX = "http://openrosa.org/xforms"

_COLUMN = {
    "relevant": "relevant",
    "calculate": "calculation",
    "constraint": "constraint",
    "required": "required",
    "readonly": "read_only",
    "choices": "choice_filter",
    "label": "label",
    "hint": "hint",
    "count": "repeat_count",
    "setvalue": "default",
    "constraint message": "constraint_message",
    "required message": "required_message",
}


class Draft:
    """What the parts of reading a form share."""

    root: Def
    defs: list[Def]
    by_path: dict[str, Def]
    namespaces: dict[str, str]
    primary_id: str
    compiler: Compiler
    instances: lists.Lists
    default_language: str

    def __init__(self) -> None:
        self._refused: list[Problem] = []
        self._warnings: list[Problem] = []
        self._by_plain: dict[str, Def] = {}
        self._look_reads: dict[Def, Reads] = {}
        self._choice_reads: dict[Def, set[Def]] = {}  # what the words of choices show
        self._bind_ids: dict[str, Def] = {}
        self.vertices: list[Vertex] = []
        self.load_actions: list[Action] = []
        self.pages_of: list[tuple[Def | None, list[Def]]] = []

    def _compile(
        self, source: str, d: Def, what: str, reads: Reads, node: Any = "same"
    ) -> Code | None:
        try:
            tree = _primary(parse(source), self.primary_id, self.root)
            if what == "calculate":
                tree = self_reference.held(tree, lambda path: self._one_at(path, d) is d)
                found = (self._one_at(path, d) for path in self_reference.copied(tree))
                reads.copied |= {one for one in found if one is not None}
            code, seen = self.compiler.tree(tree, d, node)
            code = guarded(code, what) if seen.loops else code
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, what)
            return None
        for missing in sorted(one[1:] for one in seen.instances if one.startswith("?")):
            # Enketo and web-forms read both as empty, and forms in use are written so
            says = (
                N_(
                    "the expression names “{missing}”, which this form doesn’t have and reads as empty; check the name."
                )
                if "/" in missing
                else N_(
                    "the word “{missing}” names no question and reads as empty; write '' for nothing."
                )
            )
            self._warn(said(says, missing=missing), d, what)
        for warned in seen.warned:
            self._warn(warned, d, what)
        reads.places |= seen.places
        reads.named |= seen.named
        reads.inside |= seen.inside | ({code.group} if code.group is not None else set())
        reads.position |= seen.position
        reads.volatile |= seen.volatile
        reads.language |= seen.language
        reads.instances |= seen.instances
        return code

    def _refuse(self, says: str, d: Def | None, what: str = "") -> None:
        self._problem("error", says, d, what)

    def _warn(self, says: str, d: Def | None, what: str = "") -> None:
        self._problem("warning", says, d, what)

    def _problem(self, level: Any, says: str, d: Def | None, what: str) -> None:
        if d is not None and what:
            says = said(
                N_("Question “{name}”, {part}: {problem}"), name=d.name, part=what, problem=says
            )
        elif d is not None:
            says = said(N_("Question “{name}”: {problem}"), name=d.name, problem=says)
        problem = Problem(level, says, None, None, _COLUMN.get(what), d.path if d else None)
        kept = self._refused if level == "error" else self._warnings
        if len(kept) < 200 and problem not in kept:
            kept.append(problem)

    def find(self, path: str) -> Def | None:
        """The definition at a path without predicates; prefixes don't matter."""
        found = self.by_path.get(path)
        return found or self._by_plain.get(plain(path))

    def _one_at(self, path: Path, around: Def | None) -> Def | None:
        """The one place that a path without predicates leads to from a place."""
        plain_path = isinstance(path.start, str) and not path.filters
        if not plain_path or any(step.predicates for step in path.steps):
            return None
        return self._target(written(path), around)

    def _target(self, ref: str, around: Def | None) -> Def | None:
        ref = ref.strip()
        if ref.startswith("/"):
            return self.by_path.get(ref) or self.find(
                re.sub(r"\[[^\]]*\]", "", re.sub(r"\s+", "", ref))
            )
        d: Def | None = around or self.root
        if d is self.root and not ref.startswith("."):
            ref = ref.removeprefix(self.root.name + "/")
        for part in ref.split("/"):
            if d is None:
                return None
            part = part.strip()  # noqa: PLW2901
            if part == "..":
                d = d.parent
            elif part not in {".", "current()", ""}:
                at = "@" if part.startswith("@") else ""
                d = d.by_name.get(at + part.removeprefix("@").rpartition(":")[2])
        return d

    def _vertex(self, d: Def, what: str, source: str) -> None:
        reads = Reads()
        code = self._compile(source, d, what, reads)
        if code is None:
            return
        vertex = Vertex(d, what, self._asked(code, d, what), reads, source=source)
        d.sources[what] = source
        d.vertices.append(vertex)
        self.vertices.append(vertex)

    def _asked(self, code: Code, d: Def, what: str) -> Callable[[Any], Any]:
        """An expression's code as what it is for wants its value."""
        match what:
            case "calculate":
                return _stored(self.compiler, code, d.type)
            case "count":
                return self.compiler.number(code)
        return self.compiler.boolean(code)


_PREFIX = re.compile(r"[^/:@]+:")


def plain(path: str) -> str:
    """A path without the prefixes of its names."""
    return _PREFIX.sub("", path) if ":" in path else path


def _stored(compiler: Compiler, code: Code, kind: str) -> Callable[[Any], str]:
    """An expression's value as it is stored in a question of a type."""
    from app.form.answers import stored

    if kind in {"int", "decimal", "date", "time", "dateTime", "boolean"}:
        value = compiler.value(code)
        return lambda s: stored(value(s), kind)
    if code.kind == "boolean":
        run = code.run
        return lambda s: "true" if run(s) else "false"
    if code.kind == "number":
        run = code.run
        return lambda s: "" if math.isnan(got := run(s)) else number_text(got)  # NaN is no answer
    if code.kind == "any":
        value = compiler.value(code)
        return lambda s: "" if is_nan(got := value(s)) else string(got)
    return compiler.string(code)


def _primary(tree: Any, name: str, root: Def) -> Any:
    """instance('the form's own') is the answers themselves."""
    if not name or not isinstance(tree, Path):
        return tree
    if tree.start == Call("instance", (Text(name),)) and not tree.filters:
        return Path("/", tree.steps)
    return tree


def _above(d: Def, place: Def) -> bool:
    at = place.parent
    while at is not None and at is not d:
        at = at.parent
    return at is d


def _find(node: XNode | None, name: str) -> XNode | None:
    return next((one for one in _walk(node) if one.name == name and one.kind == "element"), None)


def _walk(node: XNode | None) -> Iterator[XNode]:
    stack = [node] if node is not None else []
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.kids))


def is_template(node: XNode) -> bool:
    return node.attribute("template", JR) is not None
