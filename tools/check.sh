#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
# "check.sh quick" leaves out coverage and the tests that train networks or build packages.
# Tests share two workers. Window tests run alone afterwards, beside the types only: they need the
# pointer, the focus and the time of day to themselves.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

kinds="not display"
windows=(tests/gui tests/benchmarks/test_speed.py)
coverage=()
if [ "${1:-}" = quick ]; then
    kinds="not display and not training and not release"
    windows=(tests/gui)
else
    coverage=(--cov --cov-append --cov-report=)
    rm -f .coverage .coverage.*
fi
step "style" ruff check .
step "format" ruff format --check .
step "tests" python -m pytest -q -n 2 -m "$kinds" ${coverage[@]+"${coverage[@]}"}
types=$(mktemp)
if python -c "import importlib.util as u, sys; sys.exit(not u.find_spec('tensorflow'))"; then
    mypy >"$types" 2>&1 &
else
    echo "skipped, this Python has no TensorFlow to check against" >"$types" &
fi
step "tests of the window" python -m pytest -q "${windows[@]}" ${coverage[@]+"${coverage[@]}"}
wait $! || failed=1
step "types" cat "$types"
rm -f "$types"
[ ${#coverage[@]} -eq 0 ] || step "coverage" python -m coverage report
exit $failed
