"""What differs by operating system, behind one interface: `system` is the one at hand.

    from app.platform import system
    system.sync_folder(folder)

What needs Qt stays with the screens (app/ui/suspend_lock.py, app/ui/paper.py)."""

import sys

from app.platform.interface import Layer, Platform, Room, SecretBinding, Service, ServiceState

system: Platform
if sys.platform == "win32":
    from app.platform.windows import Windows

    system = Windows()
else:
    from app.platform.posix import Posix

    system = Posix()

__all__ = ["Layer", "Platform", "Room", "SecretBinding", "Service", "ServiceState", "system"]
