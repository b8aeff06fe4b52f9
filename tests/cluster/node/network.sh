#!/usr/bin/env bash
# network.sh up | down (root): the pod bridge. The node listens on 10.244.0.1 and the API server on the service address 10.96.0.1, so
# that pods reach https://kubernetes.default without kube-proxy. Reachable from this machine and its pods only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../tools/require.sh"
case ${1:-} in
  up)
    require ip:iproute2
    ! ip link show cni0 >/dev/null 2>&1 || fail "there is a bridge cni0 already: another cluster uses this machine, or one was not taken down (tests/cluster/node/cluster.sh down)"
    ip link add cni0 type bridge
    ip addr add 10.244.0.1/24 dev cni0
    ip addr add 10.96.0.1/32 dev cni0
    ip link set cni0 up
    ;;
  down) ip link del cni0 2>/dev/null || true ;;
  *) fail "usage: network.sh up | down" ;;
esac
