"""A hostile payload inside the child that reads strangers' bytes reaches nothing; and of each layer
there is something that it alone stops."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.broker import frames, rooms
from app.platform import landlock, posix, seccomp
from app.platform.interface import CALLS, CONNECTIONS, FILES, LIMITS, NETWORK, NO_NEW_PRIVILEGES, SHORTENING, SIGNALS
from app.settings import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")

CHILDREN = (
    rooms.DRAWER, rooms.READER, rooms.CONVERTER, rooms.OPENER, rooms.UNPACKER, rooms.TABULATOR, rooms.STRANGER,
    rooms.DRAWER, rooms.READER, rooms.CONVERTER, rooms.OPENER, rooms.UNPACKER, rooms.TABULATOR,
    rooms.MATCHER, rooms.SIGNER, rooms.MULTIPLIER,
)  # fmt: skip


# ways to have a signal sent, or to send it, each by a call of its own
OWNERS_AND_SIGNALS = (
    "signal when it can be read",
    "owner of a signal",
    "owner in a structure",
    "signal of a thread",
    "signal of a group",
)
# of these nothing comes here either way: what counts is who says no
NOT_EVEN_THERE = (
    "call of the other kind",
    "made-up call",
    "type for the user",
    "owner by a device",
    "write by the older call",
)


class Victim:
    """A home with records, servers that wait, and a child of a stranger inside."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vault, self.key = home / "vault.db", home / "device.key"
        for file in (self.vault, self.key):
            file.write_bytes(b"secret")
        self.open_file = (home / "open").open("wb", buffering=0)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(str(home / "socket"))
        self.unix.listen()
        self.name = f"sanad-test-{os.getpid()}"
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind("\0" + self.name)
        self.abstract.listen()
        self.datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.datagrams.bind(str(home / "datagrams"))
        self.nameless = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.nameless.bind(f"\0{self.name}-datagrams")

    def close(self) -> None:
        for opened in (self.open_file, self.tcp, self.udp, self.unix, self.abstract, self.datagrams, self.nameless):
            opened.close()

    def attacks(self) -> dict[str, dict[str, Any]]:
        """All that the payload tries, by what it tries."""
        vault = str(self.vault)
        files = ("read", "append", "write", "truncate", "delete", "rename", "link", "symlink",
                 "folder", "chmod", "touch", "pipe", "watch")  # fmt: skip
        plain = (
            "listen", "exec", "spawn", "fork", "thread as a process", "ptrace", "signal",
            "signal to all", "limits of the parent", "memory of the parent", "namespace", "io_uring",
            "youngest call", "more rights", "memory", *OWNERS_AND_SIGNALS, *NOT_EVEN_THERE, "scheduler of the parent",
            "processors of the parent", "packets in order", "two ends", "pidfd", "read the parent",
            "run what was written", "make what was written run",
        )  # fmt: skip
        return {
            **{f"{do} the vault": {"do": do, "at": vault} for do in files},
            "read the key": {"do": "read", "at": str(self.key)},
            "list the home": {"do": "list", "at": str(self.home)},
            "read the users": {"do": "read", "at": "/etc/passwd"},
            "write a new file": {"do": "write", "at": str(self.home / "new")},
            "write into what is open": {"do": "write into what is open", "descriptor": self.open_file.fileno()},
            "tcp": {"do": "tcp", "port": self.tcp.getsockname()[1]},
            "udp": {"do": "udp", "port": self.udp.getsockname()[1]},
            "unix": {"do": "unix", "at": str(self.home / "socket")},
            "abstract": {"do": "abstract", "name": self.name},
            "same network": {"do": "same network", "network": os.readlink("/proc/self/ns/net")},
            "datagram": {"do": "datagram", "at": str(self.home / "datagrams")},
            "datagram without a file": {"do": "datagram", "at": self.nameless.getsockname().decode()},
            "priority of the parent": {"do": "priority of the parent", "nice": os.getpriority(os.PRIO_PROCESS, 0)},
            **{do: {"do": do} for do in plain},
        }

    def asks(
        self,
        requests: list[dict[str, Any]],
        word: str = rooms.CONVERTER,
        without: tuple[str, ...] = (),
        reaches: Path | None = None,
    ) -> list[dict[str, Any]]:
        """What a child answers, whose file attacks. `reaches`: the one socket that it may."""
        words = [word, ",".join(without), *([str(reaches)] if reaches else [])]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.broker.hostile_payload", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            process_group=0,
            pass_fds=[self.open_file.fileno()],
        )
        assert process.stdin
        assert process.stdout
        answers = []
        with process:
            for request in requests:
                frames.write(process.stdin, request)
                answers.append(frames.read(process.stdout, 0)[0])
            process.stdin.close()
        assert process.returncode == 0
        return answers


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    victim = Victim(tmp_path)
    yield victim
    victim.close()


@pytest.mark.parametrize("word", CHILDREN)
def test_nothing_that_a_hostile_file_tries_goes_through(victim: Victim, word: str):
    attacks = victim.attacks()
    honest = {"do": "honest work", "threads": rooms.room_of(word).threads}
    answers = victim.asks([*attacks.values(), honest], word)
    assert answers.pop() == {"done": True}
    through = {what for what, answer in zip(attacks, answers, strict=True) if "refused" not in answer}
    assert through == set()
    assert victim.vault.read_bytes() == b"secret"
    assert {file.name for file in victim.home.iterdir()} == {"vault.db", "device.key", "open", "socket", "datagrams"}
    assert (victim.home / "open").read_bytes() == b""


def test_a_child_that_may_reach_one_socket_reaches_that_wherever_it_turns(victim: Victim):
    """As the child that plays sound: what it says comes to the sound server or to nobody."""
    attacks = victim.attacks()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(victim.home / "sound"))
        server.listen()
        turns = [{"do": "say", "at": str(victim.home / "socket")}, attacks["unix"], attacks["abstract"]]
        others = {
            what: request
            for what, request in attacks.items()
            # the sound server can't be reached from another network; in this one nothing else is
            if what not in ("unix", "abstract", "same network")
        }
        requests = [*turns, *others.values(), {"do": "outlive the parent"}]
        answers = victim.asks(requests, rooms.SPEAKER, reaches=victim.home / "sound")
        assert answers[: len(turns)] == [{"done": True}] * len(turns)
        assert all("refused" in answer for answer in answers[len(turns) :])
        for _ in turns:
            opened, _address = server.accept()
            with opened:
                assert opened.recv(10) in (b"hello", b"stolen")
    for trap in (victim.unix, victim.abstract):
        trap.setblocking(False)
        with pytest.raises(BlockingIOError):
            trap.accept()


# what one layer stops and no other does
ALONE = (
    (FILES, "read the vault"), (FILES, "list the home"), (CALLS, "unix"), (CALLS, "fork"),
    (CALLS, "watch the vault"), (CALLS, "packets in order"), (CALLS, "two ends"), (CALLS, "owner of a signal"),
    (CALLS, "owner in a structure"), (CALLS, "signal when it can be read"), (CALLS, "datagram"),
    (CALLS, "run what was written"), (CALLS, "make what was written run"), (NETWORK, "same network"), (LIMITS, "write into what is open"),
    (LIMITS, "memory"), (NO_NEW_PRIVILEGES, "more rights"),
)  # fmt: skip


@pytest.mark.parametrize(("layer", "attack"), ALONE)
def test_each_layer_stops_what_no_other_does(victim: Victim, layer: str, attack: str):
    request = victim.attacks()[attack]
    if attack == "memory":
        request = {"do": "memory"}
    elif attack == "watch the vault":
        request = {"do": "watch", "at": "/"}  # which Landlock doesn't ask about
    assert "refused" in victim.asks([request])[0]
    assert "refused" not in victim.asks([request], without=(layer,))[0]


@pytest.mark.parametrize(
    ("layers", "attack"),
    [
        ((FILES, CALLS, LIMITS), "write a new file"),
        ((FILES, CALLS), "delete the vault"),
        ((FILES, CALLS), "rename the vault"),
        ((FILES, CALLS), "spawn"),
        ((FILES, CALLS, NETWORK), "tcp"),
        ((CALLS, NETWORK), "udp"),
        ((FILES, CALLS, NETWORK), "abstract"),
        ((FILES, CALLS), "signal"),
        ((FILES, CALLS), "signal of a thread"),
        ((FILES, CALLS), "signal of a group"),
        ((FILES, CALLS, NETWORK), "datagram without a file"),
    ],
)
def test_what_several_layers_stop_each_of_them_stops_by_itself(victim: Victim, layers: tuple[str, ...], attack: str):
    request = victim.attacks()[attack]
    for layer in layers:
        others = tuple(other for other in layers if other != layer)
        assert "refused" in victim.asks([request], without=others)[0], layer
    assert "refused" not in victim.asks([request], without=layers)[0]


@pytest.mark.parametrize(
    "attack", ["processors of the parent", "priority of the parent", "scheduler of the parent", "pidfd"]
)
def test_what_an_ordinary_user_may_do_to_another_process_the_list_of_calls_alone_stops(attack: str):
    """As nobody, the other one too: an administrator's is not another's to touch anyhow."""
    code = (
        "import ctypes, os, sys\nfrom app.platform import posix, seccomp\n"
        "from tests.broker.hostile_payload import attack\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"  # PR_SET_DUMPABLE
        "nice = os.getpriority(os.PRIO_PROCESS, 0)\n"
        "if os.fork():\n    os.wait()\n    os._exit(0)\n"
        "posix.give_up_privileges()\n"
        "if sys.argv[1] == 'with': seccomp.refuse_calls()\n"
        "try:\n    attack({'do': sys.argv[2], 'nice': nice})\n"
        "except OSError as error:\n    print('refused', error.errno, flush=True)\n"
        "else:\n    print('done', flush=True)\nos._exit(0)\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, calls, attack], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()[0]
        for calls in ("with", "without")
    ]
    assert said == ["refused", "done"]


@pytest.mark.parametrize("attack", NOT_EVEN_THERE)
def test_what_is_not_listed_is_refused_before_anybody_looks_what_it_is(victim: Victim, attack: str):
    refusals = [{"refused": name} for name in ("EPERM", "ENOSYS", "ENOTTY", "EACCES")]
    held = victim.asks([{"do": attack}])[0]
    assert held == refusals[1 if attack == "call of the other kind" else 0]
    assert victim.asks([{"do": attack}], without=(CALLS,))[0] in refusals[1:]


@pytest.mark.parametrize("version", range(landlock.version()))
def test_under_an_older_system_the_list_of_calls_holds_what_landlock_does_not(victim: Victim, version: int):
    """Without a network of its own too: as a system of some years ago."""
    attacks = victim.attacks()
    del attacks["same network"]
    if version == 0:
        attacks = {
            what: attack
            for what, attack in attacks.items()
            if attack["do"] not in ("read", "list", "memory of the parent")
        }
    without = (NETWORK, f"{FILES} after {version}")
    answers = victim.asks([*attacks.values()], without=without)
    assert [what for what, got in zip(attacks, answers, strict=True) if "refused" not in got] == []
    assert victim.vault.read_bytes() == b"secret"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="only that has calls of 32 bits")
def test_a_call_of_32_bits_ends_the_child():
    code = (
        "import ctypes, mmap, sys\nfrom app.platform import posix, seccomp\n"
        "posix.give_up_privileges()\n"
        "memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "memory.write(bytes.fromhex('b814000000cd80c3'))\n"  # getpid, of 32 bits
        "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))\n"
        "if sys.argv[1] == 'with': seccomp.refuse_calls()\n"
        "call()\n"
    )
    ends = [
        subprocess.run([sys.executable, "-c", code, calls], check=False, cwd=ROOT).returncode
        for calls in ("without", "with")
    ]
    if ends[0] != 0:
        pytest.skip("this system has no calls of 32 bits")
    assert ends[1] == -signal.SIGSYS


def test_a_child_that_may_begin_threads_begins_only_so_many():
    """As nobody: the administrator's own processes are not counted by the system."""
    code = (
        "import os, threading\nfrom app.platform import posix\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "apart = posix.give_up_privileges() and posix.leave_network()\n"
        "shut, count = threading.Event(), 0\n"
        "try:\n"
        "    for count in range(posix._MOST_THREADS + 1):\n"
        "        threading.Thread(target=shut.wait).start()\n"
        "except RuntimeError:\n    pass\n"
        "shut.set()\nprint(apart, count)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    apart, count = run.stdout.split()
    if apart != "True":
        pytest.skip("this system gives nobody a namespace of its own")
    assert int(count) == posix._MOST_THREADS - 1  # one is the first


def test_a_file_that_computes_for_ever_is_ended(victim: Victim):
    code = (
        "from app.platform import Room, system\n"
        "system.confine(Room(seconds=1, memory_bytes=1 << 30))\n"
        "while True:\n    pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT)
    assert done.returncode < 0


def test_no_right_is_gained_by_a_program_that_gives_rights(tmp_path_factory: pytest.TempPathFactory):
    """A program of the administrator's that anybody may run, run by nobody."""
    if os.geteuid() != 0:
        pytest.skip("only an administrator can make one")
    folder = Path("/run/sanad-test-rights")
    folder.mkdir(exist_ok=True)
    program = folder / "id"
    try:
        program.write_bytes(Path("/usr/bin/id").read_bytes())
        program.chmod(0o4755)
        code = (
            "import os, sys\nfrom app.platform import posix\n"
            "if sys.argv[2] == 'with': posix.give_up_privileges()\n"
            "os.setgid(65534); os.setuid(65534)\n"
            "os.execv(sys.argv[1], ['id', '-u'])\n"
        )
        rights = {
            layer: subprocess.run(
                [sys.executable, "-c", code, str(program), layer], capture_output=True, text=True, check=False, cwd=ROOT
            ).stdout.strip()
            for layer in ("with", "without")
        }
    finally:
        program.unlink(missing_ok=True)
        folder.rmdir()
    if rights["without"] != "0":
        pytest.skip("nothing there gives rights")
    assert rights["with"] == "65534"


@pytest.mark.parametrize("abi", range(1, landlock.version() + 1))
def test_what_an_older_landlock_knows_still_holds(victim: Victim, abi: int):
    code = (
        "import sys\nfrom pathlib import Path\nfrom app.platform import landlock, posix\n"
        "posix.give_up_privileges()\n"
        f"assert landlock.restrict([Path('/usr')], abi={abi}) == {abi}\n"
        "assert Path('/usr/bin').is_dir()\n"
        "try:\n    Path(sys.argv[1]).read_bytes()\nexcept PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(victim.vault)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "refused\n"


def test_without_landlock_or_with_a_thread_under_way_the_layer_is_said_to_be_missing():
    code = (
        "import threading\nfrom app.platform import landlock, posix\n"
        "posix.give_up_privileges()\n"
        "print(landlock.restrict([], abi=0))\n"
        "going = threading.Event()\nthreading.Thread(target=going.wait).start()\n"
        "print(landlock.restrict([]))\ngoing.set()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "0\n0\n"


def test_calls_are_refused_to_threads_that_were_under_way(victim: Victim):
    code = (
        "import socket, threading\nfrom app.platform import posix, seccomp\n"
        "posix.give_up_privileges()\n"
        "shut = threading.Event()\n"
        "def reach_out():\n"
        "    shut.wait()\n"
        "    try:\n        socket.socket(socket.AF_UNIX)\n"
        "    except PermissionError:\n        print('refused')\n"
        "thread = threading.Thread(target=reach_out)\nthread.start()\n"
        "assert seccomp.refuse_calls()\nshut.set()\nthread.join()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "refused\n"


def test_which_of_landlocks_walls_stand_is_said_by_its_version():
    lacks = {version: [layer.name for layer in posix._of_landlock(version) if not layer.holds] for version in range(8)}
    assert lacks[0] == [FILES, SHORTENING, CONNECTIONS, SIGNALS]
    assert lacks[1] == lacks[2] == [SHORTENING, CONNECTIONS, SIGNALS]
    assert lacks[3] == [CONNECTIONS, SIGNALS]
    assert lacks[4] == lacks[5] == [SIGNALS]
    assert lacks[6] == lacks[7] == []


def test_the_numbers_of_the_allowed_calls_are_the_kernels():
    """By the headers of this machine, where they are installed."""
    import re

    for machine, header, pattern in (
        ("x86_64", "x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)"),
        ("aarch64", "asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+)\s+(\d+)"),
    ):
        file = Path("/usr/include") / header
        if not file.exists():
            pytest.skip("the kernel's headers are not here")
        numbers = {name: int(n) for name, n in re.findall(pattern, file.read_text())}
        allowed = {
            name: number for name, (number, _) in seccomp.allowed_calls(machine, 1, threads=True, sound=True).items()
        }
        assert {name: n for name, n in allowed.items() if numbers.get(name, n) != n} == {}
        assert len(allowed.keys() & numbers.keys()) > 80
        assert len(set(allowed.values())) == len(allowed)
