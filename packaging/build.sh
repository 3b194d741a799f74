#!/bin/sh
# Packages Sanad for this system: dist/sanad/ (onedir). ./run build
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/pybabel" -q compile -d i18n -D sanad -l ar
"$bin/pyinstaller" --noconfirm --log-level WARN --distpath dist --workpath build build.spec

./dist/sanad/sanad selftest
"$bin/python" packaging/windows/contents.py dist/sanad dist requirements/desktop.txt requirements/headquarters.txt
