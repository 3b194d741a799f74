"""What every command repeats: its `--json`, its document shown, its exit status.

A command is a function that returns a document (a dict, or what `view` makes one of) or nothing.
`app.cli.officer_session` has the same for commands that need an officer's records."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import typer

from app.cli.options import Json, Officer
from app.cli.output import TextOf, show

Opening = Callable[[str, dict[str, Any]], Any]
Decorator = Callable[[Callable[..., Any]], Callable[..., None]]


@contextmanager
def _nothing(officer: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield options


def command(
    *,
    view: Callable[[Any], Any] | None = None,
    text: TextOf | None = None,
    check: Callable[..., None] | None = None,
    succeeded: Callable[[Any], bool] | None = None,
    opening: Opening | None = None,
) -> Decorator:
    """A function as a command with `--json`.

    `view` makes the document of what the function returns, `text` the plain output of the document
    (without it, that is one line of JSON too). `check` is called with those options that it names
    before anything is opened; it raises BadParameter. Where `succeeded` says no of what the
    function returned, the exit status is 1. `opening`, of the officer's name and the options, is
    a context with the function's arguments; `--officer` then is an option. A parameter that is a
    dataclass stands for its fields: options that several commands have together."""

    def decorate(function: Callable[..., Any]) -> Callable[..., None]:
        signature = inspect.signature(function, eval_str=True)
        grouped = {
            name: parameter.annotation for name, parameter in signature.parameters.items() if _is_group(parameter)
        }
        checked = inspect.signature(check).parameters if check else ()

        def run(**options: Any) -> None:
            if check:
                check(**{name: options[name] for name in checked})
            as_json = options["as_json"]
            if "as_json" not in signature.parameters:
                del options["as_json"]
            for name, kind in grouped.items():
                options[name] = kind(**{field.name: options.pop(field.name) for field in fields(kind)})
            officer = options.pop("officer", "") if opening else ""
            with (opening or _nothing)(officer, options) as arguments:
                result = function(**arguments)
                document = view(result) if view else result
            if document is not None:
                show(document, as_json, text)
            if succeeded and not succeeded(result):
                raise typer.Exit(1)

        _describe(run, function, _parameters(signature.parameters, opens=opening is not None))
        return run

    return decorate


def _parameters(of_function: Mapping[str, inspect.Parameter], *, opens: bool) -> list[inspect.Parameter]:
    """Those that are options or arguments of the command line, in the order of `--help`."""
    options: list[tuple[str, Any, object]] = []
    for parameter in of_function.values():
        if _is_group(parameter):
            annotations = get_type_hints(parameter.annotation, include_extras=True)
            options += [(field.name, annotations[field.name], field.default) for field in fields(parameter.annotation)]
        elif parameter.name != "session":
            options.append((parameter.name, parameter.annotation, parameter.default))
    common: list[tuple[str, Any, object]] = [("officer", Officer, "")] if opens else []
    options += [option for option in [*common, ("as_json", Json, False)] if option[0] not in of_function]
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in options
    ]


def _is_group(parameter: inspect.Parameter) -> bool:
    return parameter.name != "session" and is_dataclass(parameter.annotation)


def _describe(run: Callable[..., None], function: Callable[..., Any], parameters: list[inspect.Parameter]) -> None:
    """What Typer reads of a function: its name, its parameters and their types."""
    run.__name__, run.__qualname__ = function.__name__, function.__qualname__
    run.__module__ = function.__module__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
