#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
# "check.sh quick" leaves out coverage, the server and its page, and what trains, builds packages or measures speed.
# Tests of the window, the server and its page wait much: three workers share two cores, each with a
# display of its own. Of the others, which compute, two do where each of them imports TensorFlow.
set -uo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE  # tests and the programs that they start are compiled once
export OMP_NUM_THREADS=1  # workers share the cores, and threads of one calculation spin while they wait

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

kinds="not display"
workers=2
waiting=(tests/gui tests/web tests/benchmarks/test_speed.py)
options=(-q)
if [ "${1:-}" = quick ]; then
    kinds="$kinds and not training and not release"
    workers=3
    waiting=(tests/gui)
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
step "tests that wait" python -m pytest -n 3 "${waiting[@]}" "${options[@]}"
step "tests" python -m pytest -n $workers --ignore=tests/gui --ignore=tests/web -m "$kinds" "${options[@]}"
wait $! || failed=1
step "types" cat "$types"
rm -f "$types"
[ "${1:-}" = quick ] || step "coverage" python -m coverage report
exit $failed
