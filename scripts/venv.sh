#!/usr/bin/env bash
# Make the virtualenv unless it is there: scripts/venv.sh FOLDER
# Debian splits venv from Python: fetch it where apt is at hand, else say the one command.
set -eu
cd "$(dirname "$0")/.."
venv=$1
"$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14 python; do
        new_enough "$name" && command -v "$name" && return
    done
    return 1
}

if ! python=$(find_python); then
    bash scripts/apt.sh python3 python3-venv || true
    if ! python=$(find_python); then
        echo "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv" >&2
        echo "Where it has another name: make PYTHON=/path/to/python3.11 ..." >&2
        exit 1
    fi
fi

can_make_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

if ! can_make_venv; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    bash scripts/apt.sh "$package" || true
    if ! can_make_venv; then
        echo "$python cannot make a virtualenv. On Debian: sudo apt-get install $package" >&2
        exit 1
    fi
fi

echo "Making $venv with $("$python" --version)"
"$python" -m venv --clear "$venv"
