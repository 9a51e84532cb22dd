#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
# "check.sh quick" leaves out coverage and the tests that train networks or build packages.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

tests=(python -m pytest -q -n 2 --dist loadgroup)
if [ "${1:-}" = quick ]; then
    tests+=(-m "not training and not release")
else
    tests+=(--cov --cov-report=term)
fi
step "style" ruff check .
step "format" ruff format --check .
if python -c "import tensorflow" 2>/dev/null; then
    step "types" mypy
else
    echo "== types: skipped, this Python has no TensorFlow to check against"
fi
step "tests" "${tests[@]}"
exit $failed
