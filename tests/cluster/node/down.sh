#!/usr/bin/env bash
# down.sh (root): ends the node in DATA and what its containers left on this machine. Not for a machine with another kubelet.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../processes.sh"
: "${DATA:?}" "${BIN:?}"
stop kubelet
# Containers outlive containerd, so they go first.
if [ -s "$DATA/containerd.pid" ]; then
  ctr() { timeout 5 "$BIN/node/usr/bin/ctr" -a "$DATA/containerd.sock" -n k8s.io "$@"; }
  for task in $(ctr tasks ls -q 2>/dev/null); do ctr tasks rm -f "$task" >/dev/null 2>&1; done
  for container in $(ctr containers ls -q 2>/dev/null); do ctr containers rm "$container" >/dev/null 2>&1; done
fi
stop containerd
for _ in 1 2 3; do awk -v data="$DATA/" 'index($2, data) == 1 {print $2}' /proc/mounts | tac | xargs -r -n1 umount -l 2>/dev/null; done
if [ -d "$DATA/cni-state" ]; then
  for namespace in /run/netns/cni-*; do
    [ -e "$namespace" ] || continue
    umount -l "$namespace" 2>/dev/null
    rm -f "$namespace"
  done
fi
for group in /sys/fs/cgroup/*/kubepods; do
  if [ -d "$group" ]; then find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null; fi
done
if [ -d "$DATA/kubelet" ]; then
  rm -rf /var/log/pods /var/log/containers /var/lib/kubelet/device-plugins /var/lib/cni/results /run/containerd/s /run/containerd/runc
fi
true
