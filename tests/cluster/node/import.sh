#!/usr/bin/env bash
# import.sh ARCHIVE...: gives images to the node in DATA; it has no registry to pull from.
set -euo pipefail
: "${DATA:?}" "${BIN:?}"
for archive in "$@"; do "$BIN/node/usr/bin/ctr" -a "$DATA/containerd.sock" -n k8s.io images import "$archive" > /dev/null; done
