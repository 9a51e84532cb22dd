#!/usr/bin/env bash
# Runs the tests of the program with the lowest versions that pyproject.toml allows, in an environment
# of its own. Needs uv, which finds these versions.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=.venv-lowest
command -v uv >/dev/null || { echo "make test-lowest needs uv: pip install uv." >&2; exit 2; }
uv venv --quiet --allow-existing --python "${PYTHON:-python3.11}" "$environment"
uv pip install --quiet --python "$environment" --resolution lowest-direct -r pyproject.toml --group test
PATH="$PWD/$environment/bin:$PATH" PYTHONPATH="$PWD" python -m pytest -q -n 2 --dist loadgroup \
    -m "not display and not training and not release" "$@"
