"""Groups of commands whose modules are imported when their words are used, and not before.

So a module of commands imports at its top what it needs, and `--help` is there at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

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
    """A group's sentence, and its modules of `app.cli`: which words each has, and what `--help`
    says of a word before its module is imported. The command of a word is the function that is
    named by the group and the word: `case_talk_day` in `support_services` is `case talk-day`."""

    help: str
    modules: Mapping[str, Mapping[str, str]]
    groups: "Mapping[str, Group]" = field(default_factory=dict)


class LazyGroup(TyperGroup):
    """A group as `Group` says it: the command of a word is there once its module was imported."""

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
        self._module_of = {
            word: module for module, words in table.modules.items() for word in words
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words mean, its module imported."""
        word = args[0]
        if module := self._module_of.pop(word, None):
            self.commands[word] = command_of(module, self.name or "sanad", word)
        return super().resolve_command(ctx, args)


def command_of(module: str, group: str, word: str) -> TyperCommand | TyperGroup:
    """The command of a group's word, from its module of `app.cli`; or the group that the word is."""
    command = getattr(import_module(f"app.cli.{module}"), f"{group}_{word}".replace("-", "_"))
    if isinstance(command, type):
        return cast(TyperGroup, command(name=word, help=command.__doc__, no_args_is_help=True))
    return function_command(word, command)


def function_command(word: str, function: Any) -> TyperCommand:
    """The command that a function is."""
    one_word = typer.Typer(**PLAIN)
    one_word.callback()(lambda: None)  # of one command alone typer makes no group
    one_word.command(word)(function)
    return cast(TyperCommand, get_group(one_word).commands[word])
