#!/usr/bin/env bash
# cluster.sh up | down (root): a real control plane and one real node on this machine, in DATA. One at a time.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../tools/require.sh"
: "${DATA:?a folder for the data of the cluster}"
[ "$(id -u)" = 0 ] || fail "a node that runs pods needs root: run this with sudo"
BIN=$("$here/../get.sh" --own)
mkdir -p "$DATA"
DATA=$(cd "$DATA" && pwd)
export BIN DATA PORT=443 ETCD_PORT=16444 ETCD_PEER_PORT=16445 CONTROLLERS_PORT=16446 SCHEDULER_PORT=16447 SCHEDULER=1
case ${1:-} in
  up)
    "$here/network.sh" up
    ADDR=10.96.0.1 "$here/../up.sh"
    "$here/up.sh"
    ;;
  down)
    "$here/down.sh"
    "$here/../down.sh"
    "$here/network.sh" down
    ;;
  *) fail "usage: cluster.sh up | down" ;;
esac
