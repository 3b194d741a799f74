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
    """A group's sentence, and its modules of `app.cli` with the words that each adds, in the order
    of `--help`. `summaries`: of words that are shown before their module is imported."""

    help: str
    modules: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    groups: "Mapping[str, Group]" = field(default_factory=dict)


class LazyGroup(TyperGroup):
    """A group as `Group` says it. A module adds its commands with `register(group)`; one whose word
    the table does not name is found all the same, once every module of the group is imported."""

    def __init__(self, name: str, table: Group, **attributes: Any) -> None:
        commands: dict[str, Any] = {
            word: TyperCommand(word, help=summary, rich_markup_mode=None)
            for word, summary in table.summaries.items()
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
        self._words: dict[str, list[str]] = {}  # of each module that is imported

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words mean, its module imported."""
        for module in self._modules_of(args[0]):
            self._fill(module)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """All words, in the table's order; what only modules can say of them is imported."""
        if self._table.summaries:
            return super().list_commands(ctx)
        return [word for module in self._table.modules for word in self._fill(module)]

    def _modules_of(self, word: str) -> list[str]:
        if word in self._table.groups:
            return []
        modules = [name for name, words in self._table.modules.items() if word in words.split()]
        if modules or self._table.summaries:
            return modules
        return list(self._table.modules)

    def _fill(self, module: str) -> list[str]:
        if module not in self._words:
            group = typer.Typer(**PLAIN)
            import_module(f"app.cli.{module}").register(group)
            commands = get_group(group).commands
            self.commands.update(commands)
            self._words[module] = list(commands)
        return self._words[module]
