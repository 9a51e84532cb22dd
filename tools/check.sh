#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
# "check.sh quick" leaves out coverage, the browser, and the tests that train networks or build packages.
# Three workers share two cores: window tests wait more than they compute, and each worker has a display.
set -uo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE  # tests and the programs that they start are compiled once

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

options=(-q -n 3)
if [ "${1:-}" = quick ]; then
    options+=(-m "not training and not release" --ignore tests/web/browser)
else
    options+=(--cov --cov-report=)
    rm -f .coverage .coverage.*
fi
types=$(mktemp)
if python -c "import importlib.util as u, sys; sys.exit(not u.find_spec('tensorflow'))"; then
    mypy >"$types" 2>&1 &
else
    echo "skipped, this Python has no TensorFlow to check against" >"$types" &
fi
step "style" ruff check .
step "format" ruff format --check .
step "tests" python -m pytest "${options[@]}"
wait $! || failed=1
step "types" cat "$types"
rm -f "$types"
[ "${1:-}" = quick ] || step "coverage" python -m coverage report
exit $failed
