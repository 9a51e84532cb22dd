#!/usr/bin/env bash
# The whole check: style, types, tests with coverage. Every part runs; any failure fails the check.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=0
step() {
    echo "== $1"
    shift
    "$@" || failed=1
}

step "style" ruff check .
step "format" ruff format --check .
if python -c "import tensorflow" 2>/dev/null; then
    step "types" mypy
else
    echo "== types: skipped, this Python has no TensorFlow to check against"
fi
step "tests" python -m pytest -q --cov --cov-report=term
exit $failed
