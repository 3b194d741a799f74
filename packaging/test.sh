#!/bin/sh
# Every check and test of Sanad.  ./run test [--fast|--long] [arguments for pytest]
# --fast: what a change is tried with first, 90 seconds on two cores; nothing: what it is committed with,
# 5 minutes; --long: everything, half an hour. What is named (a file, a folder) runs but for what takes
# minutes.  ./run campaign [--number=N] [arguments for pytest]: what is tried by chance, whole and with
# fresh seeds, for hours; its number does the same again.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
which="not long" slowest=
[ $# -gt 0 ] || which="not long and not slower"
case "${1-}" in
    --long) which="not campaign"; slowest=--durations=50; shift ;;
    --fast) which="not long and not slow"; shift ;;
    --campaign)
        shift
        case "${1-}" in
            --number=*) SANAD_CAMPAIGN=${1#*=}; shift ;;
            *) SANAD_CAMPAIGN=$("$bin/python" -c "import random; print(random.randint(1, 9999))") ;;
        esac
        export SANAD_CAMPAIGN
        echo "== campaign $SANAD_CAMPAIGN; again: ./run campaign --number=$SANAD_CAMPAIGN $*"
        which=campaign slowest=--durations=50
        set -- --hypothesis-seed="$SANAD_CAMPAIGN" "$@" ;;
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
