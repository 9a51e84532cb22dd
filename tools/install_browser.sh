#!/usr/bin/env bash
# Installs Chromium where there is none, from the system's packages: the tests of the page run in it.
# Without it they are skipped; so nothing fails here where it cannot be had.
set -uo pipefail
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
if command -v apt-get >/dev/null; then
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null && exit 0
elif command -v dnf >/dev/null; then
    $as_root dnf install -y -q chromium && exit 0
fi
echo "There is no Chromium: the tests of the page in a browser are skipped." >&2
