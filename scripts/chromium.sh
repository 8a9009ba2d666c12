#!/usr/bin/env bash
# Find or install a Chromium for the browser tests: scripts/chromium.sh VENV
# Debian's package where apt is at hand, else Playwright's own; else say what to type.
set -eu
cd "$(dirname "$0")/.."
python=$1/bin/python

# What drives the browser is a program too, and a bare Debian lacks a library of it.
drives() { "$python" -m playwright --version >/dev/null 2>&1; }

if ! drives; then
    bash scripts/apt.sh libatomic1 || true
    if ! drives; then
        "$python" -m playwright --version || true    # in its own words
        echo "Playwright does not start. On Debian: sudo apt-get install libatomic1" >&2
        exit 1
    fi
fi

# One rule for what counts as found: the tests' own.
is_installed() { "$python" tests/browser/chromium.py; }

if ! is_installed; then
    bash scripts/apt.sh chromium fonts-noto-cjk ||
        "$python" -m playwright install chromium || true
    if ! is_installed; then
        cat >&2 <<'TXT'
The browser tests need Chromium, and it could not be installed. Type one of
    sudo apt-get install chromium fonts-noto-cjk
    .venv/bin/playwright install --with-deps chromium
and run make test again.
TXT
        exit 1
    fi
fi

# Pictures only: no test fails for want of a font.
if command -v fc-list >/dev/null && [ -z "$(fc-list :lang=zh 2>/dev/null)" ]; then
    bash scripts/apt.sh fonts-noto-cjk ||
        echo "No Chinese font: screenshots will show boxes. sudo apt-get install fonts-noto-cjk" >&2
fi
