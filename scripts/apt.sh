#!/usr/bin/env bash
# Install Debian packages if that is possible without asking anybody: scripts/apt.sh PACKAGE...
# Exit 1 where it is not; the caller then says what to type.
set -eu
command -v apt-get >/dev/null || exit 1
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 1
    as_root=(sudo -n)
fi
echo "Installing with apt-get: $*"
"${as_root[@]}" apt-get update -q || true      # a stale list may still do
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "$@" || exit 1
