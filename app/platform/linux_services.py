"""Services of systemd: for the whole computer where an administrator asks, else the user's own.

Format: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html"""

import os
import shlex
import shutil
from pathlib import Path

from app.platform.interface import Service, ServiceState, one_line

_PATIENCE_S = 60
_FOR_ALL = Path("/etc/systemd/system")
# what a server does not need, and only an administrator can take from it; a port below 1024 stays its own
# https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
WITHOUT = (
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "ProtectClock=true",
    "ProtectControlGroups=true",
    "ProtectHostname=true",
    "ProtectKernelLogs=true",
    "ProtectKernelModules=true",
    "ProtectKernelTunables=true",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
    "RestrictNamespaces=true",
    "RestrictRealtime=true",
    "RestrictSUIDSGID=true",
    "LockPersonality=true",
    "MemoryDenyWriteExecute=true",
    "RemoveIPC=true",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "SystemCallErrorNumber=EPERM",
    "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
    "AmbientCapabilities=CAP_NET_BIND_SERVICE",
)


def unit_of(service: Service, *, for_all: bool, user: str = "") -> str:
    """The unit's text. `user`: whose rights it has, where it is for the whole computer."""
    command = " ".join(_quoted(word.replace("$", "$$")) for word in service.command)  # $: a variable
    lines = [
        "[Unit]",
        f"Description={service.title}",
        "After=network-online.target",
        "Wants=network-online.target",
        "",
        "[Service]",
        f"ExecStart={command}",
        f"WorkingDirectory={_escaped(str(service.works_in))}",
        "Restart=always",
        "RestartSec=5",
        "UMask=0077",
        "NoNewPrivileges=true",
    ]
    if for_all:
        # a folder that is not there (a share, a disk that was pulled out) keeps nothing from starting
        writable = " ".join(_quoted(f"-{folder}") for folder in service.writes)
        lines += [f"User={user}", *WITHOUT, f"ReadWritePaths={writable}"]
    target = "multi-user.target" if for_all else "default.target"
    return "\n".join([*lines, "", "[Install]", f"WantedBy={target}", ""])


def _escaped(text: str) -> str:
    """systemd takes a per cent sign for a beginning."""
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    escaped = _escaped(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def install(service: Service) -> ServiceState:
    """Write the unit and start it; what this user may do of it, and the one line for the rest."""
    for_all = os.geteuid() == 0
    file = _file(service.name, for_all=for_all)
    owner = service.writes[0].stat().st_uid if for_all else os.getuid()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(unit_of(service, for_all=for_all, user=str(owner)), "utf-8")
    except OSError as error:
        return ServiceState(problem=error.strerror or "")
    answers = [
        _systemctl(for_all, "daemon-reload"),
        _systemctl(for_all, "enable", service.name),
        _systemctl(for_all, "restart", service.name),
    ]
    now = state(service.name)
    failed = [text for code, text in answers if code]
    if now.runs or not failed:
        return now
    return ServiceState(now.reach, now.runs, now.administrator, one_line(failed))


def state(name: str) -> ServiceState:
    """How it stands: the computer's before the user's."""
    for for_all in (True, False):
        if _file(name, for_all=for_all).exists():
            runs = _systemctl(for_all, "is-active", "--quiet", name)[0] == 0
            if for_all:
                return ServiceState("computer", runs)
            if _lingers():
                return ServiceState("computer", runs)
            return ServiceState("user", runs, f"loginctl enable-linger {shlex.quote(_user())}")
    return ServiceState()


def _file(name: str, *, for_all: bool) -> Path:
    if for_all:
        return _FOR_ALL / f"{name}.service"
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuration) / "systemd/user" / f"{name}.service"


def _systemctl(for_all: bool, *words: str) -> tuple[int, str]:
    import subprocess  # the lock screen loads this module, and asks for no service

    program = shutil.which("systemctl")
    if program is None:
        return 127, "systemctl: not found"
    scope = [] if for_all else ["--user"]
    try:
        run = subprocess.run(
            [program, *scope, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, type(error).__name__
    return run.returncode, run.stderr


def _lingers() -> bool:
    """Do this user's services run without a login?"""
    return Path("/var/lib/systemd/linger", _user()).exists()


def _user() -> str:
    import getpass

    return getpass.getuser()
