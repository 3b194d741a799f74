"""Sticks and shares are found by where they are mounted and by the names that people gave them."""

import os
from pathlib import Path

from app.platform import system
from app.platform.volumes import Volume, linux_volumes
from app.platform.windows import Windows
from tests.systems import LINKS, POSIX

_MOUNTS = r"""
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
40 22 8:17 / /run/media/layla/SANAD rw,nosuid - vfat {device} rw
41 22 8:33 / /media/layla/my\040stick ro,nosuid - exfat /dev/sdc1 ro
42 22 0:50 / /mnt/files rw - cifs //server/files rw
43 22 0:51 / /srv/cases rw - nfs4 server:/cases rw
44 22 0:52 / {desktop} rw,nosuid - fuse.gvfsd-fuse gvfsd-fuse rw
broken
"""


@LINKS
@POSIX
def test_what_is_plugged_in_is_found_and_what_the_system_is_on_is_not(tmp_path: Path) -> None:
    device, labels, desktop = tmp_path / "sdb1", tmp_path / "by-label", tmp_path / "gvfs"
    device.touch()
    labels.mkdir()
    (labels / r"\xd8\xb3\xd9\x86\xd8\xaf\x20one").symlink_to(device)
    (desktop / "smb-share:server=files,share=رعاية").mkdir(parents=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(_MOUNTS.format(device=os.path.realpath(device), desktop=desktop), "utf-8")
    assert linux_volumes(mounts, labels) == (
        Volume(Path("/run/media/layla/SANAD"), "stick", "سند one"),
        Volume(Path("/media/layla/my stick"), "stick", "my stick", read_only=True),
        Volume(Path("/mnt/files"), "share", "files"),
        Volume(Path("/srv/cases"), "share", "cases"),
        Volume(desktop / "smb-share:server=files,share=رعاية", "share", "رعاية"),
    )


def test_without_a_list_of_mounts_there_is_nothing_plugged_in(tmp_path: Path) -> None:
    assert linux_volumes(tmp_path / "none", tmp_path / "none") == ()
    assert isinstance(system.volumes(), tuple)
    if os.name != "nt":
        assert Windows().volumes() == ()
