#!/bin/sh
# Every check and test of Sanad.  ./run test [--long] [arguments for pytest]
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
long=no
[ "${1-}" != --long ] || { long=yes; shift; }
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM-offscreen}" TZ="${TZ-Pacific/Chatham}"
if [ $# -eq 0 ]; then
    echo "== style";     "$bin/ruff" format --check -q . && "$bin/ruff" check -q .
    echo "== types";     "$bin/mypy" --no-error-summary
    echo "== contracts"; "$bin/lint-imports" --no-logo >.venv/contracts.txt 2>&1 || { cat .venv/contracts.txt; exit 1; }
    echo "== words";     "$bin/python" packaging/catalog.py --check
fi
echo "== tests"
if [ $long = yes ]; then
    exec "$bin/python" -m pytest -q -n 2 --dist loadgroup "$@"
fi
exec "$bin/python" -m pytest -q -n 2 --dist loadgroup -m "not long" "$@"
