"""A form while it is read: the problems found so far, and how its expressions are compiled."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from app.errors import N_, said
from app.form import lists
from app.form.answers import stored
from app.form.budget import guarded
from app.form.compiler import Compiler
from app.form.computations import Calculation, Computation, EntryCount
from app.form.definition import Action, Definition
from app.form.expressions import Code, Reads
from app.form.paths.path import format_path
from app.form.problems import ExpressionRefused, Problem
from app.form.tree import XNode
from app.form.values import is_nan, number_text, string
from app.form.xpath import Call, Chain, Expr, Negate, Path, Text, parse

# -- self reference ----------------------------------------------------------------------------
# Calculations that may give back what their own question holds already.
# `if(${scanned} = '', ${id}, ${scanned})` in the row of id is no circle: nothing has to be known
# first. JavaRosa refuses it, Enketo computes it, and forms in use are written so. A calculation
# that does something with its own value (`${n} + 1`) never stands still and is refused.

HELD = Call("once", (Text(""),))  # what the question holds
IsOwn = Callable[[Path], bool]


def substitute_held(tree: Expr, is_own: IsOwn) -> Expr:
    """The calculation with its own question, where that is the result, as what is held."""
    match tree:
        case Path() if is_own(tree):
            return HELD
        case Call("if", (test, yes, no)):
            yes, no = substitute_held(yes, is_own), substitute_held(no, is_own)
            if HELD in {yes, no}:
                test = substitute_everywhere(test, is_own)
            return Call("if", (test, yes, no))
        case Call("coalesce" | "string" as name, args):
            return Call(name, tuple(substitute_held(operand, is_own) for operand in args))
    return tree


def copied_paths(tree: Expr) -> tuple[Path, ...]:
    """The places whose value a calculation gives on as it is; () where it does anything with one.

    Two questions that only copy from one another come to rest, so that they are no circle either."""
    match tree:
        case Path():
            return (tree,)
        case Call("coalesce" | "string" | "once", args):
            parts = [copied_paths(operand) for operand in args if not isinstance(operand, Text)]
            return tuple(path for part in parts for path in part) if all(parts) else ()
    return ()


def substitute_everywhere(tree: Expr, is_own: IsOwn) -> Expr:
    """A condition that asks whether something is held."""
    match tree:
        case Path() if is_own(tree):
            return HELD
        case Call(name, args):
            return Call(name, tuple(substitute_everywhere(operand, is_own) for operand in args))
        case Negate(operand):
            return Negate(substitute_everywhere(operand, is_own))
        case Chain(first, operations):
            further = tuple((op, substitute_everywhere(operand, is_own)) for op, operand in operations)
            return Chain(substitute_everywhere(first, is_own), further)
    return tree


# -- form draft ---------------------------------------------------------------------------------

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


class FormDraft:
    """What the parts of reading a form share."""

    root: Definition
    definitions: list[Definition]
    by_path: dict[str, Definition]
    namespaces: dict[str, str]
    primary_id: str
    compiler: Compiler
    instances: lists.Lists
    default_language: str

    def __init__(self) -> None:
        self._refused: list[Problem] = []
        self._warnings: list[Problem] = []
        self._by_plain: dict[str, Definition] = {}
        self._look_reads: dict[Definition, Reads] = {}
        self._choice_reads: dict[Definition, set[Definition]] = {}  # what the words of choices show
        self._bind_ids: dict[str, Definition] = {}
        self.computations: list[Computation] = []
        self.load_actions: list[Action] = []
        self.pages_of: list[tuple[Definition | None, list[Definition]]] = []

    def _compile(
        self, source: str, definition: Definition, purpose: str, reads: Reads, node: Any = "same"
    ) -> Code | None:
        try:
            tree = _primary(parse(source), self.primary_id, self.root)
            if purpose == "calculate":
                tree = substitute_held(tree, lambda path: self._one_at(path, definition) is definition)
                copied_places = (self._one_at(path, definition) for path in copied_paths(tree))
                reads.copied |= {place for place in copied_places if place is not None}
            code, expression_reads = self.compiler.tree(tree, definition, node)
            code = guarded(code, purpose) if expression_reads.loops else code
        except ExpressionRefused as error:
            self._refuse(error.problem, definition, purpose)
            return None
        for missing in sorted(instance[1:] for instance in expression_reads.instances if instance.startswith("?")):
            # Enketo and web-forms read both as empty, and forms in use are written so
            says = (
                N_("the expression names “{missing}”, which is not in this form and reads as empty; check the name.")
                if "/" in missing
                else N_("the word “{missing}” is not a question and reads as empty; write '' for nothing.")
            )
            self._warn(said(says, missing=missing), definition, purpose)
        for warned in expression_reads.warned:
            self._warn(warned, definition, purpose)
        reads.places |= expression_reads.places
        reads.named |= expression_reads.named
        reads.group_texts |= expression_reads.group_texts | ({code.group} if code.group is not None else set())
        reads.position |= expression_reads.position
        reads.volatile |= expression_reads.volatile
        reads.language |= expression_reads.language
        reads.instances |= expression_reads.instances
        return code

    def _refuse(self, says: str, definition: Definition | None, purpose: str = "") -> None:
        self._problem("error", says, definition, purpose)

    def _warn(self, says: str, definition: Definition | None, purpose: str = "") -> None:
        self._problem("warning", says, definition, purpose)

    def _problem(self, level: Any, says: str, definition: Definition | None, purpose: str) -> None:
        if definition is not None and purpose:
            says = said(N_("Question “{name}”, {part}: {problem}"), name=definition.name, part=purpose, problem=says)
        elif definition is not None:
            says = said(N_("Question “{name}”: {problem}"), name=definition.name, problem=says)
        problem = Problem(level, says, None, None, _COLUMN.get(purpose), definition.path if definition else None)
        problems = self._refused if level == "error" else self._warnings
        if len(problems) < 200 and problem not in problems:
            problems.append(problem)

    def find(self, path: str) -> Definition | None:
        """The definition at a path without predicates; prefixes don't matter."""
        definition = self.by_path.get(path)
        return definition or self._by_plain.get(plain(path))

    def _one_at(self, path: Path, origin: Definition | None) -> Definition | None:
        """The one place that a path without predicates leads to from a place."""
        plain_path = isinstance(path.start, str) and not path.filters
        if not plain_path or any(step.predicates for step in path.steps):
            return None
        return self._target(format_path(path), origin)

    def _target(self, ref: str, origin: Definition | None) -> Definition | None:
        ref = ref.strip()
        if ref.startswith("/"):
            return self.by_path.get(ref) or self.find(re.sub(r"\[[^\]]*\]", "", re.sub(r"\s+", "", ref)))
        definition: Definition | None = origin or self.root
        if definition is self.root and not ref.startswith("."):
            ref = ref.removeprefix(self.root.name + "/")
        for part in ref.split("/"):
            if definition is None:
                return None
            part = part.strip()  # noqa: PLW2901
            if part == "..":
                definition = definition.parent
            elif part not in {".", "current()", ""}:
                at = "@" if part.startswith("@") else ""
                definition = definition.by_name.get(at + part.removeprefix("@").rpartition(":")[2])
        return definition

    def _compute(self, kind: type[Computation], definition: Definition, source: str) -> None:
        """Compile what is computed of a place and add it to the form; what is wrong is noted."""
        reads = Reads()
        code = self._compile(source, definition, kind.purpose, reads)
        if code is None:
            return
        run = self._converted(code, definition, kind.purpose)
        definition.sources[kind.purpose] = source
        self._add(kind(definition, run, reads, source=source))

    def _add(self, computation: Computation) -> None:
        computation.definition.computations.append(computation)
        self.computations.append(computation)

    def _converted(self, code: Code, definition: Definition, purpose: str) -> Callable[[Any], Any]:
        """An expression's code as its purpose wants its value: text, number or truth."""
        if purpose == Calculation.purpose:
            return _stored(self.compiler, code, definition.type)
        if purpose == EntryCount.purpose:
            return self.compiler.number(code)
        return self.compiler.boolean(code)


_PREFIX = re.compile(r"[^/:@]+:")


def plain(path: str) -> str:
    """A path without the prefixes of its names."""
    return _PREFIX.sub("", path) if ":" in path else path


def _stored(compiler: Compiler, code: Code, kind: str) -> Callable[[Any], str]:
    """An expression's value as it is stored in a question of a type."""
    if kind in {"int", "decimal", "date", "time", "dateTime", "boolean"}:
        value = compiler.value(code)
        return lambda s: stored(value(s), kind)
    if code.kind == "boolean":
        run = code.run
        return lambda s: "true" if run(s) else "false"
    if code.kind == "number":
        run = code.run
        return lambda s: "" if math.isnan(result := run(s)) else number_text(result)  # NaN is no answer
    if code.kind == "any":
        value = compiler.value(code)
        return lambda s: "" if is_nan(result := value(s)) else string(result)
    return compiler.string(code)


def _primary(tree: Any, name: str, root: Definition) -> Any:
    """instance('the form's own') is the answers themselves."""
    if not name or not isinstance(tree, Path):
        return tree
    if tree.start == Call("instance", (Text(name),)) and not tree.filters:
        return Path("/", tree.steps)
    return tree


def _find(node: XNode | None, name: str) -> XNode | None:
    return next((element for element in _walk(node) if element.name == name and element.kind == "element"), None)


def _walk(node: XNode | None) -> Iterator[XNode]:
    stack = [node] if node is not None else []
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.kids))


def is_template(node: XNode) -> bool:
    return node.attribute("template", JR) is not None
