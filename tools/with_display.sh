#!/usr/bin/env bash
# Runs a command with a display: the present one, or a virtual one (Xvfb) of its own.
# Where Xvfb, xdotool or xrandr are missing they are installed from the system's packages.
set -euo pipefail

install() {
    local as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    if command -v apt-get >/dev/null; then
        $as_root apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
    elif command -v dnf >/dev/null; then
        set -- "${@/xvfb/xorg-x11-server-Xvfb}"
        $as_root dnf install -y -q "${@/x11-xserver-utils/xrandr}"
    else
        echo "The window tests need $*: install them with your system's package manager." >&2
        exit 2
    fi
}

if [ "$(uname)" = Darwin ]; then
    exec "$@"
fi
missing=()
command -v xdotool >/dev/null || missing+=(xdotool)
if [ -z "${DISPLAY:-}" ]; then
    command -v Xvfb >/dev/null || missing+=(xvfb)
    command -v xrandr >/dev/null || missing+=(x11-xserver-utils)
fi
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
if [ -n "${DISPLAY:-}" ]; then
    exec "$@"
fi

# Xvfb picks a free display number itself and writes it to the file descriptor it is given.
number_file=$(mktemp)
Xvfb -displayfd 3 -screen 0 1400x1000x24 -nolisten tcp 3>"$number_file" >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -f "$number_file"' EXIT
for _ in $(seq 100); do
    [ -s "$number_file" ] && break
    sleep 0.1
done
[ -s "$number_file" ] || { echo "Xvfb did not start." >&2; exit 2; }
DISPLAY=":$(cat "$number_file")" "$@"
