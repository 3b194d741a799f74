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
