#!/usr/bin/env bash
# Find or install what opens the Word report in a test: scripts/office.sh
# Debian's packages where apt is at hand; else say what to type. Only a test needs them.
set -eu
cd "$(dirname "$0")/.."
packages="libreoffice-writer-nogui poppler-utils fonts-noto-cjk"

is_installed() { command -v soffice >/dev/null && command -v pdftotext >/dev/null; }

is_installed && exit 0
# shellcheck disable=SC2086 - several packages
bash scripts/apt.sh $packages || true
if ! is_installed; then
    cat >&2 <<TXT
A test opens the Word report with LibreOffice, and it could not be installed. Type
    sudo apt-get install --no-install-recommends $packages
and run make test again.
TXT
    exit 1
fi
