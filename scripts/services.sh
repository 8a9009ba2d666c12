#!/usr/bin/env bash
# Find or install PostgreSQL and nginx for the tests of shared links: scripts/services.sh VENV
# Debian's packages where apt is at hand; else say what to type.
set -eu
cd "$(dirname "$0")/.."
python=$1/bin/python

need() {    # MODULE PACKAGE: one rule for what counts as found, the tests' own
    "$python" -m "tests.services.$1" && return
    bash scripts/apt.sh "$2" || true
    "$python" -m "tests.services.$1" && return
    echo "The tests of shared links need $2, and it could not be installed. On Debian:" >&2
    echo "    sudo apt-get install $2" >&2
    exit 1
}

need postgres postgresql
need nginx nginx-light
