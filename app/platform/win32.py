"""Calls of Windows that lay limits on a process, and those that bind bytes to a user. Each is False,
or None, where it did not succeed.

Sources: https://learn.microsoft.com/windows/win32/secauthz/mandatory-integrity-control,
/windows/win32/procthread/job-objects, /windows/win32/api/processthreadsapi (SetProcessMitigationPolicy),
/windows/win32/api/dpapi (CryptProtectData), /windows/win32/api/aclapi (GetNamedSecurityInfo)."""

import ctypes
import re
import sys
from pathlib import Path

_TOKEN_QUERY, _TOKEN_ADJUST_PRIVILEGES, _TOKEN_ADJUST_DEFAULT = 0x08, 0x20, 0x80
_TOKEN_PRIVILEGES, _TOKEN_INTEGRITY_LEVEL = 3, 25
_PRIVILEGE_REMOVED, _GROUP_INTEGRITY = 0x4, 0x20
_LOW_INTEGRITY = "S-1-16-4096"
_CHANGE_NOTIFY = 23  # walking through folders to a file that one may open

# ProcessChildProcessPolicy, ProcessImageLoadPolicy, ProcessExtensionPointDisablePolicy
_MITIGATIONS = ((13, 0x1), (10, 0x1 | 0x2 | 0x4), (6, 0x1))

_PROCESS_TERMINATE, _PROCESS_SET_QUOTA = 0x1, 0x100
_JOB_ACCOUNTING, _JOB_UI_RESTRICTIONS, _JOB_LIMITS = 1, 4, 9
_LIMIT_PROCESS_TIME, _LIMIT_ACTIVE_PROCESSES, _LIMIT_PROCESS_MEMORY = 0x2, 0x8, 0x100
_DIE_ON_UNHANDLED_EXCEPTION, _KILL_ON_JOB_CLOSE = 0x400, 0x2000
_ALL_UI_RESTRICTIONS = 0xFF

_FILE_OBJECT, _LABEL_INFORMATION = 1, 0x10
# medium, inherited by what is inside: no reading, writing or running by anything below
_NOTHING_FROM_BELOW = "S:(ML;OICI;NRNWNX;;;ME)"


def program_data_of(registered: str, windows: str) -> Path:
    """The folder of programs' data for everybody. `registered`: as the system's own registry names it, ""
    where that can't be read; `windows`: the system's folder. Nothing of the environment, which is the
    officer's: a policy that lies where he says is none."""
    drive = windows[:2] if windows[1:2] == ":" else "C:"
    named = re.sub("%systemdrive%", drive, registered, flags=re.IGNORECASE)
    return Path(named if named and "%" not in named else f"{drive}\\ProgramData")


class _Privilege(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint32), ("high", ctypes.c_int32), ("attributes", ctypes.c_uint32)]


class _Label(ctypes.Structure):
    _fields_ = [("sid", ctypes.c_void_p), ("attributes", ctypes.c_uint32)]


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class _ExtendedLimits(ctypes.Structure):
    _fields_ = [
        ("basic", _BasicLimits),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


class _Accounting(ctypes.Structure):
    _fields_ = [
        ("times", ctypes.c_int64 * 4),
        ("page_faults", ctypes.c_uint32),
        ("processes", ctypes.c_uint32),
        ("active", ctypes.c_uint32),
        ("terminated", ctypes.c_uint32),
    ]


_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_OWNER_INFORMATION = 0x1
_ADMINISTRATORS = 26, 22  # WinBuiltinAdministratorsSid, WinLocalSystemSid

_NO_QUESTIONS = 0x1  # CRYPTPROTECT_UI_FORBIDDEN
_PURPOSE = b"sanad device key 1"  # no secret: other programs' data is not taken for ours


class _Blob(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("data", ctypes.c_void_p)]


def _blob(content: bytes) -> _Blob:
    """Bytes as DPAPI takes them; they stay where they are for as long as the blob lives."""
    buffer = ctypes.create_string_buffer(content, len(content))
    blob = _Blob(len(content), ctypes.cast(buffer, ctypes.c_void_p))
    blob.kept = buffer
    return blob


_jobs: list[int] = []  # handles: a job whose last handle is closed ends its process


if sys.platform != "win32":

    def lower_integrity() -> bool:
        return False

    def remove_privileges() -> bool:
        return False

    def mitigate() -> bool:
        return False

    def put_into_job(process: int, seconds: int, memory_bytes: int) -> bool:
        return False

    def close_to_lower_integrity(folder: Path) -> bool:
        return False

    def protect_data(content: bytes) -> bytes | None:
        return None

    def unprotect_data(content: bytes) -> bytes | None:
        return None

    def owner_is_administrator(file: Path) -> bool:
        return False

    def program_data() -> Path:
        return program_data_of("", "")

else:

    def lower_integrity() -> bool:
        """This process writes to nothing that its user owns, and reads nothing that is labelled so."""
        security, kernel = _libraries()
        sid = ctypes.c_void_p()
        if not security.ConvertStringSidToSidW(_LOW_INTEGRITY, ctypes.byref(sid)):
            return False
        token = _own_token(_TOKEN_QUERY | _TOKEN_ADJUST_DEFAULT)
        if not token:
            return False
        label = _Label(sid, _GROUP_INTEGRITY)
        size = ctypes.sizeof(label) + security.GetLengthSid(sid)
        is_set = security.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), ctypes.c_uint32(size))
        kernel.CloseHandle(token)
        kernel.LocalFree(sid)
        return bool(is_set)

    def remove_privileges() -> bool:
        """All but the right to walk through folders, for as long as this process lives."""
        security, kernel = _libraries()
        token = _own_token(_TOKEN_QUERY | _TOKEN_ADJUST_PRIVILEGES)
        if not token:
            return False
        size = ctypes.c_uint32()
        security.GetTokenInformation(token, _TOKEN_PRIVILEGES, None, 0, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        is_removed = security.GetTokenInformation(token, _TOKEN_PRIVILEGES, buffer, size, ctypes.byref(size))
        if is_removed:
            count = ctypes.c_uint32.from_buffer(buffer).value
            for privilege in (_Privilege * count).from_buffer(buffer, 4):
                if privilege.low != _CHANGE_NOTIFY:
                    privilege.attributes = _PRIVILEGE_REMOVED
            is_removed = security.AdjustTokenPrivileges(token, False, buffer, 0, None, None)
        kernel.CloseHandle(token)
        return bool(is_removed)

    def mitigate() -> bool:
        """No other program is started, no library comes from the network or from a place that anybody
        may write."""
        _, kernel = _libraries()
        flags = [
            kernel.SetProcessMitigationPolicy(policy, ctypes.byref(ctypes.c_uint32(flag)), 4)
            for policy, flag in _MITIGATIONS
        ]
        return all(flags)

    def put_into_job(process: int, seconds: int, memory_bytes: int) -> bool:
        """A job without a way out: one process, its time and memory, no clipboard, no other windows; it
        ends with this process."""
        _, kernel = _libraries()
        _close_ended(kernel)
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return False
        limits = _ExtendedLimits()
        limits.basic.flags = (
            _LIMIT_PROCESS_TIME
            | _LIMIT_ACTIVE_PROCESSES
            | _LIMIT_PROCESS_MEMORY
            | _DIE_ON_UNHANDLED_EXCEPTION
            | _KILL_ON_JOB_CLOSE
        )
        limits.basic.process_time = seconds * 10_000_000
        limits.basic.active_processes = 1
        limits.process_memory = memory_bytes
        restrictions = ctypes.c_uint32(_ALL_UI_RESTRICTIONS)
        opened = kernel.OpenProcess(_PROCESS_SET_QUOTA | _PROCESS_TERMINATE, False, process)
        holds = bool(
            opened
            and kernel.SetInformationJobObject(job, _JOB_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
            and kernel.SetInformationJobObject(job, _JOB_UI_RESTRICTIONS, ctypes.byref(restrictions), 4)
            and kernel.AssignProcessToJobObject(job, opened)
        )
        if opened:
            kernel.CloseHandle(opened)
        if holds:
            _jobs.append(job)
        else:
            kernel.CloseHandle(job)
        return holds

    def close_to_lower_integrity(folder: Path) -> bool:
        """A process of lower integrity reads nothing in this folder."""
        security, kernel = _libraries()
        descriptor, rules = ctypes.c_void_p(), ctypes.c_void_p()
        is_present, is_default = ctypes.c_int(), ctypes.c_int()
        if not security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            _NOTHING_FROM_BELOW, 1, ctypes.byref(descriptor), None
        ):
            return False
        security.GetSecurityDescriptorSacl(
            descriptor, ctypes.byref(is_present), ctypes.byref(rules), ctypes.byref(is_default)
        )
        owner, group, access = None, None, None  # stay as they are
        label = (str(folder), _FILE_OBJECT, _LABEL_INFORMATION, owner, group, access, rules)
        error = security.SetNamedSecurityInfoW(*label)
        kernel.LocalFree(descriptor)
        return bool(error == 0)

    def protect_data(content: bytes) -> bytes | None:
        """The same, that this user on this computer alone can read (DPAPI)."""
        return _by_dpapi("CryptProtectData", content)

    def unprotect_data(content: bytes) -> bytes | None:
        """What `protect_data` was given."""
        return _by_dpapi("CryptUnprotectData", content)

    def owner_is_administrator(file: Path) -> bool:
        """Is its owner the group of administrators, or the system itself?"""
        security, kernel = _libraries()
        owner, descriptor, unread = ctypes.c_void_p(), ctypes.c_void_p(), None
        query = (str(file), _FILE_OBJECT, _OWNER_INFORMATION, ctypes.byref(owner))
        if security.GetNamedSecurityInfoW(*query, unread, unread, unread, ctypes.byref(descriptor)):
            return False
        try:
            return any(security.IsWellKnownSid(owner, known) for known in _ADMINISTRATORS)
        finally:
            kernel.LocalFree(descriptor)

    def program_data() -> Path:
        """The folder of programs' data for everybody."""
        import winreg

        buffer = ctypes.create_unicode_buffer(260)
        _, kernel = _libraries()
        kernel.GetSystemWindowsDirectoryW(buffer, ctypes.c_uint32(len(buffer)))
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _PROFILES) as key:
                registered, _kind = winreg.QueryValueEx(key, "ProgramData")
        except OSError:
            registered = ""
        return program_data_of(str(registered), buffer.value)

    def _by_dpapi(name: str, content: bytes) -> bytes | None:
        dpapi, kernel = ctypes.WinDLL("crypt32"), ctypes.WinDLL("kernel32")
        call, pointer = getattr(dpapi, name), ctypes.c_void_p
        call.argtypes = [pointer, pointer, pointer, pointer, pointer, ctypes.c_uint32, pointer]
        kernel.LocalFree.argtypes = [pointer]
        protected, purpose, output = _blob(content), _blob(_PURPOSE), _Blob()
        description, reserved, prompt = None, None, None
        arguments = (
            ctypes.byref(protected),
            description,
            ctypes.byref(purpose),
            reserved,
            prompt,
            _NO_QUESTIONS,
            ctypes.byref(output),
        )
        if not call(*arguments) or not output.data:
            return None
        try:
            return ctypes.string_at(output.data, output.size)
        finally:
            ctypes.memset(output.data, 0, output.size)
            kernel.LocalFree(output.data)

    def _libraries() -> tuple[ctypes.WinDLL, ctypes.WinDLL]:
        """advapi32 and kernel32; what is a handle or a pointer there is as wide as one."""
        security, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
        handle, pointer, number = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32
        text = ctypes.c_wchar_p
        security.ConvertStringSidToSidW.argtypes = [text, pointer]
        security.OpenProcessToken.argtypes = [handle, number, pointer]
        security.GetLengthSid.argtypes = [pointer]
        security.SetTokenInformation.argtypes = [handle, ctypes.c_int, pointer, number]
        security.GetTokenInformation.argtypes = [handle, ctypes.c_int, pointer, number, pointer]
        security.AdjustTokenPrivileges.argtypes = [handle, ctypes.c_int, pointer, number, pointer, pointer]
        security.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [text, number, pointer, pointer]
        security.GetSecurityDescriptorSacl.argtypes = [pointer, pointer, pointer, pointer]
        security.SetNamedSecurityInfoW.argtypes = [text, ctypes.c_int, number, pointer, pointer, pointer, pointer]
        security.SetNamedSecurityInfoW.restype = number
        security.GetNamedSecurityInfoW.argtypes = [
            text, ctypes.c_int, number, pointer, pointer, pointer, pointer, pointer,
        ]  # fmt: skip
        security.GetNamedSecurityInfoW.restype = number
        security.IsWellKnownSid.argtypes = [pointer, ctypes.c_int]
        kernel.GetCurrentProcess.restype = handle
        kernel.CloseHandle.argtypes = [handle]
        kernel.LocalFree.argtypes = [pointer]
        kernel.SetProcessMitigationPolicy.argtypes = [ctypes.c_int, pointer, ctypes.c_size_t]
        kernel.CreateJobObjectW.argtypes = [pointer, text]
        kernel.CreateJobObjectW.restype = handle
        kernel.OpenProcess.argtypes = [number, ctypes.c_int, number]
        kernel.OpenProcess.restype = handle
        kernel.SetInformationJobObject.argtypes = [handle, ctypes.c_int, pointer, number]
        kernel.QueryInformationJobObject.argtypes = [handle, ctypes.c_int, pointer, number, pointer]
        kernel.AssignProcessToJobObject.argtypes = [handle, handle]
        return security, kernel

    def _own_token(rights: int) -> ctypes.c_void_p | None:
        security, kernel = _libraries()
        token = ctypes.c_void_p()
        this_process = kernel.GetCurrentProcess()
        return token if security.OpenProcessToken(this_process, rights, ctypes.byref(token)) else None

    def _close_ended(kernel: ctypes.WinDLL) -> None:
        for job in list(_jobs):
            accounting = _Accounting()
            is_answered = kernel.QueryInformationJobObject(
                job, _JOB_ACCOUNTING, ctypes.byref(accounting), ctypes.sizeof(accounting), None
            )
            if is_answered and not accounting.active:
                kernel.CloseHandle(job)
                _jobs.remove(job)
