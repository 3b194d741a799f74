#!/bin/sh
# Every check and test of Sanad.  ./run test [--fast|--long] [arguments for pytest]
# --fast: what a change is tried with first; --long: everything, as before a release
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
which="not long"
case "${1-}" in
    --long) which=; shift ;;
    --fast) which="not long and not slow"; shift ;;
esac
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM-offscreen}" TZ="${TZ-Pacific/Chatham}"
if [ $# -eq 0 ]; then
    echo "== style";     "$bin/ruff" format --check -q . && "$bin/ruff" check -q .
    echo "== types";     "$bin/mypy" --no-error-summary
    echo "== contracts"; "$bin/lint-imports" --no-logo >.venv/contracts.txt 2>&1 || { cat .venv/contracts.txt; exit 1; }
    echo "== words";     "$bin/python" packaging/catalog.py --check
fi
echo "== tests"
exec "$bin/python" -m pytest -q -n 2 --dist loadgroup -m "$which" "$@"
