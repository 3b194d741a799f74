"""Tasks of Windows' scheduler: at the computer's start where an administrator asks, else once the user has
logged in. A service of `sc.exe` would need a program that answers the service manager, which a Python
program does not (docs/decisions/0044).

Format: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema"""

import ctypes
import os
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from app.platform.interface import Service, ServiceState, one_line

_PATIENCE_S = 60
# https://learn.microsoft.com/windows-server/administration/windows-commands/schtasks
_NO_WINDOW = 0x08000000
_SYSTEM = "S-1-5-18"


def task_of(service: Service, *, for_all: bool, user: str = "") -> str:
    """The task's XML. `user`: who is to be logged in, where it is not for the whole computer."""
    program, *words = service.command
    if for_all:
        trigger = "<BootTrigger><Enabled>true</Enabled></BootTrigger>"
        principal = f"<UserId>{_SYSTEM}</UserId><RunLevel>HighestAvailable</RunLevel>"
    else:
        trigger = f"<LogonTrigger><Enabled>true</Enabled><UserId>{escape(user)}</UserId></LogonTrigger>"
        principal = (
            f"<UserId>{escape(user)}</UserId><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>"
        )
    arguments = escape(subprocess.list2cmdline(words))
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
 <RegistrationInfo><Description>{escape(service.title)}</Description></RegistrationInfo>
 <Triggers>{trigger}</Triggers>
 <Principals><Principal id="Author">{principal}</Principal></Principals>
 <Settings>
  <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
  <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
  <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
  <StartWhenAvailable>true</StartWhenAvailable>
  <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  <Hidden>true</Hidden>
 </Settings>
 <Actions Context="Author"><Exec><Command>{escape(program)}</Command><Arguments>{arguments}</Arguments><WorkingDirectory>{escape(str(service.works_in))}</WorkingDirectory></Exec></Actions>
</Task>
"""


def install(service: Service) -> ServiceState:
    """Make the task and start it."""
    for_all = is_administrator()
    folder = tempfile.mkdtemp(prefix="sanad-task-")
    file = Path(folder, "task.xml")
    try:
        file.write_text(task_of(service, for_all=for_all, user=_user()), "utf-16")
        creation = _schtasks("/Create", "/F", "/TN", service.name, "/XML", str(file))
        if creation[0]:
            return ServiceState(problem=one_line([creation[1]]))
        started = _schtasks("/Run", "/TN", service.name)
    finally:
        file.unlink(missing_ok=True)
        Path(folder).rmdir()
    now = state(service.name)
    is_missing = now.reach == "none"
    problem = (one_line([started[1]]) or "schtasks") if started[0] or is_missing else ""
    return ServiceState(now.reach, now.runs, now.administrator, problem)


def state(name: str) -> ServiceState:
    """By the task's own XML, whose words are the same in every language of Windows."""
    code, text = _schtasks("/Query", "/TN", name, "/XML")
    if code or "<Task" not in text:  # Wine answers with success, and does nothing
        return ServiceState()
    runs = _runs(name)
    if "<BootTrigger" in text:
        return ServiceState("computer", runs)
    line = "" if is_administrator() else "sanad-headquarters.exe  (right click: Run as administrator)"
    return ServiceState("user", runs, line)


def is_administrator() -> bool:
    """Has this process an administrator's rights?"""
    windll = getattr(ctypes, "windll", None)
    try:
        return bool(windll.shell32.IsUserAnAdmin()) if windll is not None else False
    except OSError:
        return False


def _runs(name: str) -> bool:
    """267009 is SCHED_S_TASK_RUNNING, in any language."""
    _, text = _schtasks(*f"/Query /FO CSV /V /NH /TN {name}".split())
    return "267009" in text


def _user() -> str:
    domain, name = os.environ.get("USERDOMAIN", ""), os.environ.get("USERNAME", "")
    return f"{domain}\\{name}" if domain else name


def _schtasks(*words: str) -> tuple[int, str]:
    program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "schtasks.exe")
    try:
        run = subprocess.run(
            [str(program), *words], capture_output=True, text=True, errors="replace", check=False,
            timeout=_PATIENCE_S, stdin=subprocess.DEVNULL, creationflags=_NO_WINDOW if os.name == "nt" else 0,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, type(error).__name__
    return run.returncode, run.stdout + run.stderr
