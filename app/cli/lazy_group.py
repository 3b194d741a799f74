"""Groups of commands whose modules are imported when their words are used, and not before.

So a module of commands imports at its top what it needs, and `--help` is there at once."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    """A group's sentence; of each of its words `module.word` the sentence of `--help`, whose
    beginning also stands in the list of words. The command of a word is the function of that module
    which is named by the group and the word: `support_services.talk-day` of the group `case` is
    `case_talk_day`."""

    help: str
    words: Mapping[str, str]


class LazyGroup(TyperGroup):
    """The group at a path of words: the command of a word is there once its module was imported."""

    def __init__(self, path: str, groups: Mapping[str, Group], **attributes: Any) -> None:
        group = groups[path]
        self._modules: dict[str, str] = {}
        commands: dict[str, Any] = {}
        for place, summary in group.words.items():
            module, _, word = place.partition(".")
            self._modules[word] = module
            commands[word] = TyperCommand(word, help=summary, rich_markup_mode=None)
        for other_path in groups:
            group_path, _, word = other_path.rpartition(" ")
            if other_path and group_path == path:
                commands[word] = LazyGroup(other_path, groups)
        super().__init__(
            name=path.rpartition(" ")[2],
            help=group.help,
            commands=commands,
            no_args_is_help=True,
            rich_markup_mode=None,
            **attributes,
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words mean, its module imported."""
        word = args[0]
        if module := self._modules.pop(word, None):
            self.commands[word] = command_of(module, self.name or "sanad", word, self.commands[word].help or "")
        return super().resolve_command(ctx, args)


def command_of(module: str, group: str, word: str, summary: str) -> TyperCommand | TyperGroup:
    """The command of a group's word, from its module of `app.cli`; or the group that the word is."""
    command = getattr(import_module(f"app.cli.{module}"), f"{group}_{word}".replace("-", "_"))
    if isinstance(command, type):
        return cast(TyperGroup, command(name=word, help=summary, no_args_is_help=True))
    return function_command(word, command, summary)


def function_command(word: str, function: Any, summary: str) -> TyperCommand:
    one_word = typer.Typer(**PLAIN)
    one_word.callback()(lambda: None)  # of one command alone typer makes no group
    one_word.command(word, help=summary)(function)
    return cast(TyperCommand, get_group(one_word).commands[word])
