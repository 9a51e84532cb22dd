#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
# "check.sh quick" leaves out coverage, the server and its page, and what trains, builds packages or measures speed.
# Window tests wait more than they compute: three workers share two cores, each with a display of its own.
# Of the others two do, since each worker imports TensorFlow and makes what its tests share.
set -uo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE  # tests and the programs that they start are compiled once

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

kinds="not display"
windows=(tests/gui tests/benchmarks/test_speed.py)
options=(-q)
if [ "${1:-}" = quick ]; then
    kinds="$kinds and not training and not release"
    windows=(tests/gui)
else
    options+=(--cov --cov-append --cov-report=)
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
step "tests of the window" python -m pytest -n 3 "${windows[@]}" "${options[@]}"
step "tests" python -m pytest -n 2 --ignore=tests/gui -m "$kinds" "${options[@]}"
wait $! || failed=1
step "types" cat "$types"
rm -f "$types"
[ "${1:-}" = quick ] || step "coverage" python -m coverage report
exit $failed
