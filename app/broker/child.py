"""The child's side: shut in first, then work for what comes through the pipe."""

import sys
from collections.abc import Callable
from io import BufferedReader, BufferedWriter
from typing import IO, Any, cast

from app.broker import frames
from app.broker.blocks import Blocks, as_source, as_target, blocks_through
from app.broker.rooms import PROBE, room_of
from app.platform import Layer, system

LARGEST = 1 << 30  # bytes that a child is handed at once

Work = Callable[[dict[str, Any], bytes], frames.Message]
Pass = Callable[[dict[str, Any], BufferedReader, BufferedWriter], dict[str, Any]]


def shut_in(word: str) -> tuple[Layer, ...]:
    """Nothing that a stranger made may have been read before."""
    return (*system.confine(room_of(word)), *system.refuse_calls())


def serve(word: str, work: Work) -> int:
    """Answer until nobody asks any more; the exit status. What `work` needs is loaded already: it finds
    its program's files, but no way to run another."""
    shut_in(word)
    source, target = cast(BufferedReader, sys.stdin.buffer), sys.stdout.buffer
    while source.peek(1):
        try:
            header, content = frames.read(source, LARGEST)
            reply, answer = work(header, content)
        except Exception:  # whatever a library raises must not be printed with what it was given
            return 1
        frames.write(target, reply, answer)
    return 0


def ask_parent(wants: dict[str, Any], content: bytes = b"") -> frames.Message:
    """While it works: what only whoever started it has. An answer is given as a question is."""
    frames.write(sys.stdout.buffer, wants, content)
    return frames.read(cast(BufferedReader, sys.stdin.buffer), LARGEST)


def serve_stream(word: str, work: Pass) -> int:
    """One question whose content, and its answer, are longer than memory should hold; the exit status.
    What `work` says of how it ended comes after the answer's last block."""
    shut_in(word)
    source, target = cast(BufferedReader, sys.stdin.buffer), sys.stdout.buffer
    try:
        request, asked, answer = asked_through_blocks(source, target)
        opened = as_target(answer)
        reply = work(request, as_source(asked), opened)
        opened.flush()
        answer.end()
        frames.write(target, reply)
    except Exception:  # as above
        return 1
    return 0


def asked_through_blocks(source: IO[bytes], target: IO[bytes]) -> tuple[dict[str, Any], Blocks, Blocks]:
    """The question, what comes with it, and where the answer goes. BadFrame."""
    request, _ = frames.read(source, 0)
    memory = request.pop("memory")
    return request, blocks_through(source, memory["in"]), blocks_through(target, memory["out"])


def probe() -> int:
    """Say which layers hold for a child on this computer; its exit status."""
    layers = shut_in(PROBE)
    document = {"layers": {layer.name: layer.holds for layer in layers}}
    frames.write(sys.stdout.buffer, document)
    return 0
