#!/usr/bin/env bash
# check.sh [FILE...]: judges resource definitions (config/crd/bases unless named) as a current API server does, CEL rules and their cost
# included. For releases: the first call takes minutes and 400 MB of downloads.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/cache.sh"
[ $# -gt 0 ] || set -- "$here"/../../config/crd/bases/*.yaml
folder=$(cached definitions "$here/build.sh" "$here/main.go" "$here/../tools/debian.sh" -- "$here/build.sh")
"$folder/definitions" "$@"
