#!/usr/bin/env bash
# up.sh: starts a real control plane (etcd, API server, controllers) on loopback; no root needed.
#   DATA=folder (required)  BIN=folder of get.sh
#   PORT=16443  ETCD_PORT=PORT+1  ETCD_PEER_PORT=PORT+2  CONTROLLERS_PORT=PORT+3  SCHEDULER_PORT=PORT+4  ADDR=127.0.0.1
#   CONTROLLERS=1|0 (default: 1 where BIN has them)  SCHEDULER=0|1
# Leaves DATA/admin.kubeconfig, DATA/*.log and DATA/*.pid. down.sh ends it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/processes.sh"
. "$here/pki.sh"
: "${DATA:?a folder for the data of the control plane}"
require curl:curl openssl:openssl

BIN=${BIN:-$("$here/get.sh")}
PORT=${PORT:-16443} ADDR=${ADDR:-127.0.0.1} NODE=${NODE:-$(hostname)}
ETCD_PORT=${ETCD_PORT:-$((PORT + 1))} ETCD_PEER_PORT=${ETCD_PEER_PORT:-$((PORT + 2))}
CONTROLLERS_PORT=${CONTROLLERS_PORT:-$((PORT + 3))} SCHEDULER_PORT=${SCHEDULER_PORT:-$((PORT + 4))}
SERVICE_IP=10.96.0.1 SERVICE_RANGE=10.96.0.0/16
CONTROLLERS=${CONTROLLERS:-$([ -x "$BIN/kube-controller-manager" ] && echo 1 || echo 0)} SCHEDULER=${SCHEDULER:-0}

mkdir -p "$DATA"
chmod 700 "$DATA"
DATA=$(cd "$DATA" && pwd)
cd "$DATA"
make_pki
minor=$("$BIN/kube-apiserver" --version | sed -E 's/.*v[0-9]+\.([0-9]+).*/\1/')
gates=() insecure=()
if [ "$minor" -lt 21 ]; then
  gates=(--feature-gates=TTLAfterFinished=true)
  insecure=(--port=0)
fi

etcd_options=()
for option in --unsafe-no-fsync --log-level=warn; do
  if "$BIN/etcd" --help 2>&1 | grep -q -- "${option%%=*}"; then etcd_options+=("$option"); fi
done
start etcd "$BIN/etcd" --name=default --data-dir="$DATA/etcd" "${etcd_options[@]}" \
  --listen-client-urls="http://127.0.0.1:$ETCD_PORT" --advertise-client-urls="http://127.0.0.1:$ETCD_PORT" \
  --listen-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" \
  --initial-cluster="default=http://127.0.0.1:$ETCD_PEER_PORT"
healthy() { curl -sf "http://127.0.0.1:$ETCD_PORT/health" | grep -q true; }
wait_for etcd "etcd's health" healthy

start apiserver "$BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
  --bind-address="$ADDR" --advertise-address="$ADDR" --secure-port="$PORT" \
  --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key --client-ca-file=pki/ca.crt --authorization-mode=Node,RBAC \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local --api-audiences=https://kubernetes.default.svc.cluster.local \
  --service-account-key-file=pki/service-account.pub --service-account-signing-key-file=pki/service-account.key \
  --service-cluster-ip-range=$SERVICE_RANGE --allow-privileged=true --enable-admission-plugins=NodeRestriction \
  --kubelet-client-certificate=pki/kubelet-client.crt --kubelet-client-key=pki/kubelet-client.key --kubelet-preferred-address-types=InternalIP,Hostname \
  --requestheader-client-ca-file=pki/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \
  --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group --requestheader-username-headers=X-Remote-User \
  --proxy-client-cert-file=pki/front-proxy.crt --proxy-client-key-file=pki/front-proxy.key "${gates[@]}"
secure=(--bind-address=127.0.0.1 --leader-elect=false --kube-api-qps=500 --kube-api-burst=1000)
if [ "$CONTROLLERS" = 1 ]; then
  # allocate-node-cidrs would hold back every controller for ten seconds, and nothing here needs a pod range per node.
  start controllers "$BIN/kube-controller-manager" "${secure[@]}" --secure-port="$CONTROLLERS_PORT" "${insecure[@]}" "${gates[@]}" \
    --kubeconfig=controllers.kubeconfig --authentication-kubeconfig=controllers.kubeconfig --authorization-kubeconfig=controllers.kubeconfig \
    --use-service-account-credentials=true --root-ca-file=pki/ca.crt --service-account-private-key-file=pki/service-account.key \
    --cluster-signing-cert-file=pki/ca.crt --cluster-signing-key-file=pki/ca.key --requestheader-client-ca-file=pki/front-proxy-ca.crt \
    --allocate-node-cidrs=false --service-cluster-ip-range=$SERVICE_RANGE
fi
if [ "$SCHEDULER" = 1 ] && [ -x "$BIN/kube-scheduler" ]; then
  start scheduler "$BIN/kube-scheduler" "${secure[@]}" --secure-port="$SCHEDULER_PORT" "${insecure[@]}" \
    --kubeconfig=scheduler.kubeconfig --authentication-kubeconfig=scheduler.kubeconfig --authorization-kubeconfig=scheduler.kubeconfig
fi
get() { curl -sf --cacert pki/ca.crt --cert pki/admin.crt --key pki/admin.key "https://$ADDR:$PORT$1"; }
wait_for apiserver "the API server's /readyz" get /readyz
if [ "$CONTROLLERS" = 1 ]; then wait_for controllers "the default service account" get /api/v1/namespaces/default/serviceaccounts/default; fi
echo "control plane $("$BIN/kube-apiserver" --version | cut -d' ' -f2) ready after $SECONDS s; export KUBECONFIG=$DATA/admin.kubeconfig"
