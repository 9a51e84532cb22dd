#!/usr/bin/env bash
# Runs make test on every Python from 3.11 to 3.14 that is found, each in an environment of its own.
# "test_all.sh lowest" runs the tests of the program with the lowest versions that pyproject.toml
# allows instead, but for those of training; uv finds these.
set -uo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = lowest ]; then
    set -e
    environment=.venv-lowest
    command -v uv >/dev/null || { echo "make test-lowest needs uv: pip install uv." >&2; exit 2; }
    uv venv --quiet --allow-existing --python "${PYTHON:-python3.11}" "$environment"
    uv pip install --quiet --python "$environment" --resolution lowest-direct -r pyproject.toml \
        --extra keras --extra parquet --extra pdf --extra heic --extra drop --extra cluster --extra serve --group test
    PATH="$PWD/$environment/bin:$PATH" PYTHONPATH="$PWD" exec python -m pytest -q -n 2 \
        -m "not display and not training and not release"
fi

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
