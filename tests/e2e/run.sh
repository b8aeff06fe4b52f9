#!/usr/bin/env bash
# run.sh (root): installs config/default into a real one-node cluster, replicates between two registries from inside the operator's pod and from
# inside task pods, compares every digest with skopeo, runs the scenarios of the integration tests with all work in pods of the node, and takes
# everything down. KEEP=1 waits for Enter before that; SCENARIOS=0 leaves the scenarios out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
. "$here/../registries/background.sh"
[ "$(id -u)" = 0 ] || fail "a cluster that runs pods needs root: run this with sudo"
require curl:curl perl:perl-base openssl:openssl xz:xz-utils dpkg-source:dpkg-dev ip:iproute2
say() { echo "[$SECONDS s] $*"; }

DATA=$(mktemp -d "${TMPDIR:-/tmp}/transship-e2e.XXXXXX")
BIN=$("$here/../cluster/get.sh" --own)
export DATA BIN
kubectl=$("$here/../tools/get.sh" kubectl) skopeo=$("$here/../tools/get.sh" skopeo)
"$here/../tools/get.sh" docker-registry > /dev/null
ours=''
finish() {
  local code=$?
  if [ $code != 0 ] && [ -s "$DATA/admin.kubeconfig" ]; then
    "$kubectl" get pods,endpoints.transship.io,replicationrules,executions -A -o wide || true
    "$kubectl" describe pods -n transship-system | tail -n 30 || true
    "$kubectl" logs -n transship-system deployment/transship-controller-manager --tail=60 || true
  fi
  if [ -n "$ours" ]; then "$here/../cluster/node/cluster.sh" down; fi
  rm -rf "$DATA"
  if [ $code = 0 ]; then say "e2e passed, everything is taken down"; else echo "e2e failed" >&2; fi
}
trap finish EXIT
trap exit INT TERM HUP

"$here/../images/operator.sh" "$DATA/operator.tar" docker.io/transship/transship:e2e
say "image built: $(du -h "$DATA/operator.tar" | cut -f1)"
! ip link show cni0 >/dev/null 2>&1 || fail "there is a bridge cni0 already: another cluster uses this machine"
ours=1
"$here/../cluster/node/cluster.sh" up
export KUBECONFIG=$DATA/admin.kubeconfig
"$here/../cluster/node/import.sh" "$DATA/operator.tar"
rm "$DATA/operator.tar"

ADDR=10.244.0.1 PORT=5601 start_registry source "$DATA/registries"
source=$REGISTRY_ADDRESS
ADDR=10.244.0.1 PORT=5602 REGISTRY_USERNAME=transship REGISTRY_PASSWORD='correct horse' start_registry destination "$DATA/registries"
destination=$REGISTRY_ADDRESS
"$here/../registries/seed.sh" "$source" > "$DATA/images"
say "registries $source and $destination; $(wc -l < "$DATA/images") images seeded"

# Without validation in kubectl: it would refuse what the schema of this old server lacks, and the server ignores that.
"$kubectl" apply --validate=false -k "$here"
"$kubectl" wait --for=condition=Established --timeout=60s -f "$root/config/crd/bases"
"$kubectl" rollout status -n transship-system deployment/transship-controller-manager --timeout=120s
say "operator ready"
"$kubectl" create namespace e2e
"$kubectl" apply -n e2e -f "$here/replication.yaml"
for _ in $(seq 300); do
  [ "$("$kubectl" get executions -n e2e -o name | wc -l)" -lt 2 ] || break
  sleep 0.2
done
"$kubectl" wait executions --all -n e2e --for=condition=Succeeded --timeout=120s
"$kubectl" get endpoints.transship.io,replicationrules,executions,jobs,pods -n e2e
modes=$("$kubectl" get executions -n e2e -o 'jsonpath={range .items[*]}{.spec.ruleRef.name}={.status.mode} {end}')
[ "$modes" = "in-pods=Pod in-process=InProcess " ] || fail "the runs were worked on elsewhere than their rules say: $modes"

different=0
for namespace in mirror pods; do
  while read -r kind reference digest; do
    there=sha256:$("$skopeo" inspect --raw --tls-verify=false --creds 'transship:correct horse' "docker://$destination/$namespace/$reference" | sha256sum | cut -d' ' -f1)
    if [ "$there" = "$digest" ]; then echo "same  $kind $namespace/$reference"; else echo "OTHER $kind $namespace/$reference: $digest at the source, $there at the destination"; different=1; fi
  done < "$DATA/images"
done
[ $different = 0 ] || fail "what the destination holds is not what the source holds"
say "both runs are right"

if [ "${SCENARIOS:-1}" = 1 ]; then
  # The operator of the installation would serve the scenarios' namespaces too.
  "$kubectl" delete deployment -n transship-system --all --wait
  ADDR=10.244.0.1 IMAGE=docker.io/transship/transship:e2e dotnet test "$root/tests/Transship.EndToEnd" --nologo --logger "console;verbosity=normal"
  say "the scenarios passed in pods of the node"
fi
if [ "${KEEP:-0}" = 1 ]; then read -r -p "KUBECONFIG=$KUBECONFIG; Enter takes everything down "; fi
