#!/usr/bin/env bash
# up.sh (root): adds a real node, containerd and kubelet, to the control plane in DATA. The variables are those of ../up.sh.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../tools/require.sh"
. "$here/../processes.sh"
: "${DATA:?}" "${BIN:?}" "${PORT:?}"
NODE=${NODE:-$(hostname)}
programs=$BIN/node
export PATH=$programs/usr/bin:$programs/usr/sbin:$PATH
kubectl=$("$here/../../tools/get.sh" kubectl)
cd "$DATA"
mkdir -p containerd/root containerd/state cni kubelet

cat > cni/10-bridge.conflist <<CONFIG
{"cniVersion":"0.4.0","name":"bridge","plugins":[{"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,
 "ipam":{"type":"host-local","dataDir":"$DATA/cni-state","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
CONFIG
# restrict_oom_score_adj: where root lacks CAP_SYS_RESOURCE, as in nested machines, runc could not lower the score and would die.
cat > containerd.toml <<CONFIG
version = 2
root = "$DATA/containerd/root"
state = "$DATA/containerd/state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
  address = "$DATA/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/local/pause:1"
  stream_server_address = "127.0.0.1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "$programs/usr/sbin/runc"
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$programs/usr/lib/cni"
    conf_dir = "$DATA/cni"
CONFIG
start containerd containerd -c containerd.toml
wait_for containerd "containerd's answer" ctr -a "$DATA/containerd.sock" version
"$here/../../images/busybox.sh" pause.tar docker.io/local/pause:1 "$programs/bin/busybox" '["/bin/busybox","sleep","2147483647"]'
"$here/import.sh" pause.tar

cat > kubelet.yaml <<CONFIG
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 10.244.0.1
port: 16448
healthzBindAddress: 127.0.0.1
healthzPort: 16449
readOnlyPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $DATA/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $DATA/pki/node.crt
tlsPrivateKeyFile: $DATA/pki/node.key
cgroupDriver: cgroupfs
failSwapOn: false
oomScoreAdj: 0
makeIPTablesUtilChains: false
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
clusterDomain: cluster.local
nodeStatusUpdateFrequency: 2s
volumePluginDir: $DATA/kubelet/plugins-exec
CONFIG
start kubelet "$BIN/kubelet" --config=kubelet.yaml --kubeconfig=node.kubeconfig --root-dir="$DATA/kubelet" --cert-dir="$DATA/kubelet/pki" \
  --hostname-override="$NODE" --node-ip=10.244.0.1 --container-runtime=remote --container-runtime-endpoint="unix://$DATA/containerd.sock"
ready() { "$kubectl" --kubeconfig=admin.kubeconfig wait "node/$NODE" --for=condition=Ready --timeout=1s; }
wait_for kubelet "the node to be ready" ready
echo "node $NODE ready after $SECONDS s"
