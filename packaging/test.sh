#!/bin/sh
# Every check and test of Sanad.  ./run test [--fast|--long] [arguments for pytest]
# --fast: what a change is tried with first, 3 minutes on two cores; nothing: what it is committed with,
# 10 minutes; --long: everything, an hour. What is named (a file, a folder) runs but for what takes minutes.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
which="not long" slowest=
[ $# -gt 0 ] || which="not long and not slower"
case "${1-}" in
    --long) which=; slowest=--durations=50; shift ;;
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
exec "$bin/python" -m pytest -q -n 2 --dist loadgroup -m "$which" $slowest "$@"
