"""A process of ours on Windows: who may open it, when it ends, what of it goes into a crash report;
files that it locks, windows that nobody records. Each is False where it did not succeed.

Sources: https://learn.microsoft.com/windows/win32/secauthz/sddl-for-conditional-aces (and ace-strings),
/windows/win32/procthread/process-security-and-access-rights,
/windows/win32/api/errhandlingapi (SetErrorMode), /windows/win32/api/werapi (WerSetFlags),
/windows/win32/api/fileapi (LockFileEx), /windows/win32/api/winuser (SetWindowDisplayAffinity)."""

import ctypes
import os
import sys
import threading
from typing import Any

# waiting for it, its name and times, its end, a job's limits: nothing of its memory
_SYNCHRONIZE, _QUERY_LIMITED, _SET_QUOTA, _TERMINATE = 0x100000, 0x1000, 0x100, 0x1
_OTHERS_MAY = _SYNCHRONIZE | _QUERY_LIMITED | _SET_QUOTA | _TERMINATE
# its owner too, who could otherwise give himself the rest; the system itself keeps all of it
_ACCESS = f"D:P(A;;0x{_OTHERS_MAY:x};;;OW)(A;;GA;;;SY)"
_ACCESS_INFORMATION = 0x4

_NO_CRITICAL_BOX, _NO_FAULT_BOX = 0x1, 0x2  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
_REPORT_WITHOUT_HEAP = 0x1  # WER_FAULT_REPORTING_FLAG_NOHEAP

_LOCK_AT_ONCE, _LOCK_EXCLUSIVE = 0x1, 0x2
_LOCK_AT = 0x4000_0000  # high half of the offset: far behind any content, which stays readable

_CAPTURE_NOTHING, _CAPTURE_BLACK = (0x11, 0x1)  # WDA_EXCLUDEFROMCAPTURE (Windows 10 2004), WDA_MONITOR
_ABANDONED_BY_PARENT = 1  # exit code


class _Overlapped(ctypes.Structure):
    _fields_ = [
        ("internal", ctypes.c_size_t),
        ("internal_high", ctypes.c_size_t),
        ("offset", ctypes.c_uint32),
        ("offset_high", ctypes.c_uint32),
        ("event", ctypes.c_void_p),
    ]


def _lock_place() -> _Overlapped:
    """The one byte that our programs lock in a file."""
    return _Overlapped(offset_high=_LOCK_AT)


if sys.platform != "win32":

    def close_memory() -> bool:
        return False

    def leave_crash_reports() -> bool:
        return False

    def end_with_parent() -> bool:
        return True

    def lock_file(descriptor: int, *, wait: bool) -> bool:
        return True

    def unlock_file(descriptor: int) -> None:
        return

    def refuse_capture(window: int) -> bool:
        return False

else:
    import msvcrt

    def close_memory() -> bool:
        """No other program of this user, unless an administrator runs it, may read this one's memory,
        write into it, or change that again."""
        security, kernel = _libraries()
        descriptor = ctypes.c_void_p()
        if not security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            _ACCESS, 1, ctypes.byref(descriptor), None
        ):
            return False
        is_set = security.SetKernelObjectSecurity(
            ctypes.c_void_p(kernel.GetCurrentProcess()), _ACCESS_INFORMATION, descriptor
        )
        kernel.LocalFree(descriptor)
        return bool(is_set)

    def leave_crash_reports() -> bool:
        """No window and no report after a fault; should the system write one, without the heap."""
        _, kernel = _libraries()
        kernel.SetErrorMode(kernel.GetErrorMode() | _NO_CRITICAL_BOX | _NO_FAULT_BOX)
        try:
            return bool(ctypes.WinDLL("wer").WerSetFlags(_REPORT_WITHOUT_HEAP) == 0)
        except (OSError, AttributeError):
            return False

    def end_with_parent() -> bool:
        """A thread waits for the parent's end. False where it has ended already: then its number may be
        another's, which began after us."""
        _, kernel = _libraries()
        parent = kernel.OpenProcess(_SYNCHRONIZE | _QUERY_LIMITED, False, os.getppid())
        if not parent:
            return False
        began, own_start = _began(kernel, parent), _began(kernel, kernel.GetCurrentProcess())
        if began > own_start or kernel.WaitForSingleObject(ctypes.c_void_p(parent), 0) == 0:
            kernel.CloseHandle(ctypes.c_void_p(parent))
            return False

        def wait() -> None:
            kernel.WaitForSingleObject(ctypes.c_void_p(parent), 0xFFFFFFFF)
            os._exit(_ABANDONED_BY_PARENT)

        threading.Thread(target=wait, name="parent", daemon=True).start()
        return True

    def lock_file(descriptor: int, *, wait: bool) -> bool:
        """Lock an open file for as long as it is open. False where another holds it."""
        _, kernel = _libraries()
        flags = _LOCK_EXCLUSIVE | (0 if wait else _LOCK_AT_ONCE)
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        place = _lock_place()
        return bool(kernel.LockFileEx(handle, flags, 0, 1, 0, ctypes.byref(place)))

    def unlock_file(descriptor: int) -> None:
        _, kernel = _libraries()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        kernel.UnlockFileEx(handle, 0, 1, 0, ctypes.byref(_lock_place()))

    def refuse_capture(window: int) -> bool:
        """Pictures and records of the screen show nothing of this window, or, before Windows 10 2004,
        a black one."""
        user = ctypes.WinDLL("user32")
        handle = ctypes.c_void_p(window)
        return any(user.SetWindowDisplayAffinity(handle, kind) for kind in (_CAPTURE_NOTHING, _CAPTURE_BLACK))

    def _began(kernel: Any, process: int) -> int:
        """When a process began, in 100 ns; 0 where that is not said."""
        times = (ctypes.c_uint64 * 4)()
        places = [ctypes.byref(times, 8 * n) for n in range(4)]
        known = kernel.GetProcessTimes(ctypes.c_void_p(process), *places)
        return int(times[0]) if known else 0

    def _libraries() -> tuple[Any, Any]:
        security = ctypes.WinDLL("advapi32", use_last_error=True)
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.OpenProcess.restype = ctypes.c_void_p
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        return security, kernel
