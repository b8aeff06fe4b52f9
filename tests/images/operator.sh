#!/usr/bin/env bash
# operator.sh FILE NAME:TAG [ARGUMENT...]: the operator's image as an archive, by image/archive.sh and with further arguments for it, on the
# stand-in of base.sh, which a registry on loopback serves meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../registries/background.sh"
[ $# -ge 2 ] || fail "usage: operator.sh FILE NAME:TAG [ARGUMENT...]"
require curl:curl perl:perl-base
work=$(mktemp -d "${TMPDIR:-/tmp}/transship-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap exit INT TERM HUP
skopeo=$("$here/../tools/get.sh" skopeo)
"$here/base.sh" "$work/base.tar" local/base:1
start_registry base "$work"
"$skopeo" copy --quiet --dest-tls-verify=false "docker-archive:$work/base.tar" "docker://$REGISTRY_ADDRESS/local/base:1"
BASE_IMAGE=$REGISTRY_ADDRESS/local/base:1 DOTNET_CONTAINER_INSECURE_REGISTRIES=$REGISTRY_ADDRESS "$here/../../image/archive.sh" "$@"
stop_registry
