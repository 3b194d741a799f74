"""Groups of commands whose modules are imported when their words are used, and not before.

So a module of commands imports at its top what it needs, and `--help` is there at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

PLAIN: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}


@dataclass(frozen=True)
class Group:
    """A group's sentence, and its modules of `app.cli`: which words each adds, and what `--help`
    says of a word before its module is imported."""

    help: str
    modules: Mapping[str, Mapping[str, str]]
    groups: "Mapping[str, Group]" = field(default_factory=dict)


class LazyGroup(TyperGroup):
    """A group as `Group` says it. A module adds its commands with `register(group)`; one whose word
    the table does not name is found all the same, once every module of the group is imported."""

    def __init__(self, name: str, table: Group, **attributes: Any) -> None:
        commands: dict[str, Any] = {
            word: TyperCommand(word, help=summary, rich_markup_mode=None)
            for words in table.modules.values()
            for word, summary in words.items()
        }
        commands |= {word: LazyGroup(word, group) for word, group in table.groups.items()}
        super().__init__(
            name=name,
            help=table.help,
            commands=commands,
            no_args_is_help=True,
            rich_markup_mode=None,
            **attributes,
        )
        self._table = table
        self._registered: set[str] = set()

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words mean, its module imported."""
        word = args[0]
        if word not in self._table.groups:
            named = [module for module, words in self._table.modules.items() if word in words]
            for module in named or self._table.modules:
                self._register(module)
        return super().resolve_command(ctx, args)

    def _register(self, module: str) -> None:
        if module not in self._registered:
            self._registered.add(module)
            group = typer.Typer(**PLAIN)
            import_module(f"app.cli.{module}").register(group)
            self.commands.update(get_group(group).commands)
