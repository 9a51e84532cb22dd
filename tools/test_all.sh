#!/usr/bin/env bash
# Runs make test on every Python from 3.11 to 3.14 that is found, each in an environment of its own.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=()
for version in 3.11 3.12 3.13 3.14; do
    python=$(command -v "python$version" || true)
    if [ -z "$python" ] || ! "$python" -c "" 2>/dev/null; then
        echo "== Python $version: not found, skipped"
        continue
    fi
    echo "== Python $version"
    make --no-print-directory test PYTHON="$python" VENV=".venv-$version" || failed+=("$version")
done
[ ${#failed[@]} -eq 0 ] || { echo "Failed on Python ${failed[*]}"; exit 1; }
