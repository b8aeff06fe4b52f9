#!/usr/bin/env bash
# helm.sh [ARCHIVE] (root): the chart with Helm itself, 3 and 4. Lints it, compares what `helm template` makes of each file in ci with what the renderer
# of the other tests makes of it, and in a real one-node cluster installs a whole replication, tests, upgrades and removes it. ARCHIVE is an image
# of the operator; without it one is built.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
. "$here/../registries/background.sh"
[ "$(id -u)" = 0 ] || fail "a cluster that runs pods needs root: run this with sudo"
require curl:curl perl:perl openssl:openssl jq:jq ip:iproute2
say() { echo "[$SECONDS s] $*"; }
helm3=$("$here/get.sh" 3) helm4=$("$here/get.sh" 4)
DATA=$(mktemp -d "${TMPDIR:-/tmp}/transship-helm.XXXXXX")
export KUBECONFIG=$DATA/admin.kubeconfig
ours=''
finish() {
  local code=$?
  if [ $code != 0 ] && [ -s "$KUBECONFIG" ]; then
    "$kubectl" get pods,jobs,endpoints.transship.io,replicationrules,executions -A -o wide || true
    "$kubectl" get events -A --sort-by=.lastTimestamp | tail -n 30 || true
  fi
  if [ -n "$ours" ]; then "$here/../cluster/node/cluster.sh" down; fi
  rm -rf "$DATA"
}
trap finish EXIT
trap exit INT TERM HUP

# objects: what is on standard input, one object after the other in an order of its own, without what says where it comes from.
objects() { perl -0777 -ne 's/^# Source: .*\n//mg; s/^\s*\n//mg; print map { "---\n$_" } sort grep { /\S/ } split /^---\n/m'; }
for helm in "$helm3" "$helm4"; do
  version=$("$helm" version --template '{{.Version}}')
  for values in "$root"/charts/transship/ci/*-values.yaml; do
    name=$(basename "$values")
    "$helm" lint --strict "$root/charts/transship" --values "$values" > "$DATA/lint" || { cat "$DATA/lint"; fail "Helm $version finds fault with the chart, see above"; }
    # render.sh takes a helm on PATH: the first of the two comparisons is of another Helm then.
    "$here/render.sh" elsewhere --kube-version v1.35.0 "$values" | objects > "$DATA/expected"
    "$helm" template transship "$root/charts/transship" --namespace elsewhere --kube-version v1.35.0 --values "$values" | objects > "$DATA/rendered"
    diff "$DATA/expected" "$DATA/rendered" || fail "Helm $version makes something else of $name: see above"
    say "Helm $version lints $name and renders the $(grep -c ^--- "$DATA/rendered") objects that the tests judge"
  done
done

archive=${1:-}
if [ -z "$archive" ]; then
  archive=$DATA/operator.tar
  "$here/../images/operator.sh" "$archive" docker.io/transship/transship:helm
fi
image=$(tar -xOf "$archive" manifest.json | jq -r '.[0].RepoTags[0]')
kubectl=$("$here/../tools/get.sh" kubectl) skopeo=$("$here/../tools/get.sh" skopeo)
BIN=$("$here/../cluster/get.sh" --own)
export DATA BIN
! ip link show cni0 >/dev/null 2>&1 || fail "there is a bridge cni0 already: another cluster uses this machine"
ours=1
"$here/../cluster/node/cluster.sh" up
"$here/../cluster/node/import.sh" "$archive"
ADDR=10.244.0.1 PORT=5601 start_registry source "$DATA/registries"
ADDR=10.244.0.1 PORT=5602 REGISTRY_USERNAME=transship REGISTRY_PASSWORD='correct horse' start_registry destination "$DATA/registries"
"$here/../registries/seed.sh" 10.244.0.1:5601 > "$DATA/images"

sed 's/^  mirror:/  again:/; s/namespace: mirror/namespace: again/' "$here/replication.yaml" > "$DATA/other.yaml"
sed 's/endpointRef: {name: source}/endpointRef: source/' "$here/replication.yaml" > "$DATA/wrong.yaml"
resources() { "$kubectl" get endpoints.transship.io,replicationrules -n "$namespace" -o name | sed 's/.*\///' | sort | xargs; }
# replicated NAMESPACE: waits until a run has brought everything below NAMESPACE of the destination, and compares.
replicated() {
  local digest reference
  for _ in $(seq 300); do
    [ -z "$("$kubectl" get executions -n "$namespace" -l "transship.io/rule=$1" -o name)" ] || break
    sleep 0.2
  done
  "$kubectl" wait executions -n "$namespace" -l "transship.io/rule=$1" --for=condition=Succeeded --timeout=120s > /dev/null
  while read -r _ reference digest; do
    [ "sha256:$("$skopeo" inspect --raw --tls-verify=false --creds 'transship:correct horse' "docker://10.244.0.1:5602/$1/$reference" | sha256sum | cut -d' ' -f1)" = "$digest" ] ||
      fail "what the destination holds as $1/$reference is not what the source holds"
  done < "$DATA/images"
}
# same WHAT FOUND EXPECTED
same() { [ "$2" = "$3" ] || fail "$1: $2, and not $3"; }
# try HELM NAMESPACE [OPTION]...: the life of a release; the options are those of its installation.
try() {
  local helm=$1 values=(--set "image.repository=${image%:*}" --set "image.tag=${image##*:}") version
  namespace=$2
  version=$("$helm" version --template '{{.Version}}')
  release() { "$helm" "$1" transship "$root/charts/transship" --namespace "$namespace" "${values[@]}" "${@:2}"; }
  release install --create-namespace --values "$here/replication.yaml" --wait --timeout 3m "${@:3}" > "$DATA/notes"
  same 'set up' "$(resources)" 'destination mirror source'
  replicated mirror
  say "Helm $version installed a whole replication; $(wc -l < "$DATA/images") images are replicated"
  "$helm" test transship --namespace "$namespace" --timeout 2m > /dev/null
  say "helm test passed"
  release upgrade --values "$DATA/other.yaml" --wait --timeout 3m > /dev/null
  same 'after the upgrade' "$(resources)" 'again destination source'
  replicated again
  say "the upgrade removed one rule and set up another one, which is replicated"
  if release upgrade --values "$DATA/wrong.yaml" --timeout 3m > "$DATA/refusal" 2>&1; then fail "a release with a specification that the server refuses passed"; fi
  "$kubectl" logs -n "$namespace" job/transship-replication-apply 2>&1 | tee "$DATA/log" | grep -q 'spec.source.endpointRef: Invalid value' || { cat "$DATA/refusal" "$DATA/log"; fail "the log of the Job does not say what is wrong"; }
  same 'after a refused upgrade' "$(resources)" 'again destination source'
  say "a release that the server refuses fails and changes nothing; its Job says: $(grep -m1 'Invalid value' "$DATA/log")"
  release upgrade --wait --timeout 3m > /dev/null
  same 'after an upgrade without endpoints and rules' "$(resources)" ''
  "$helm" rollback transship 1 --namespace "$namespace" --wait --timeout 3m > /dev/null
  same 'after the rollback' "$(resources)" 'destination mirror source'
  say "an upgrade without endpoints and rules removed all of them, and a rollback brought the first ones back"
  "$helm" uninstall transship --namespace "$namespace" --wait --timeout 3m > /dev/null 2>&1
  same 'after uninstalling' "$(resources)" ''
  same 'left in the namespace' "$("$kubectl" get all,configmaps,secrets,roles,rolebindings,executions -n "$namespace" -o name | grep -vE 'kube-root-ca.crt|default-token|^pod/' | xargs)" ''
  "$kubectl" get crd replicationrules.transship.io > /dev/null
  say "uninstalled; the definitions are kept"
}
try "$helm3" by-helm3
# The definitions that were kept belong to the release that is gone.
try "$helm4" by-helm4 --take-ownership
say "both versions of Helm install, test, upgrade and remove the chart"
