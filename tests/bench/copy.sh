#!/usr/bin/env bash
# copy.sh [MEGABYTES]: copies one image of that size (1024 unless named) between two local registries with skopeo and with transship,
# five times each in turn, always into a registry that was started for it: skopeo remembers where it has put a blob. Fails when the median of
# transship is over twice the median of skopeo.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
. "$here/../registries/background.sh"
megabytes=${1:-1024}
data=$(mktemp -d "${TMPDIR:-/tmp}/transship-bench.XXXXXX")
trap 'rm -rf "$data"' EXIT
trap exit INT TERM HUP

skopeo=$("$here/../tools/get.sh" skopeo)
dotnet build "$root/src/Transship.Operator" -c Release --nologo -v quiet
transship=$root/artifacts/bin/Transship.Operator/release/transship
start_registry source "$data"
source=$REGISTRY_ADDRESS
image=$("$here/../registries/seed.sh" "$source" large bench/large:1 "$megabytes")
digest=${image##* }
echo "One image of $megabytes MiB in 8 layers, on $(nproc) cores"

# copy PROGRAM SOURCE-PREFIX [OPTION...]: copies into a new registry; the seconds that it takes go to $took.
copy() {
  local begun there
  start_registry destination "$data"
  begun=$EPOCHREALTIME
  "$1" copy "${@:3}" "$2$source/bench/large:1" "$2$REGISTRY_ADDRESS/bench/large:1" > "$data/output" 2>&1 ||
    { cat "$data/output" >&2; fail "$1 failed; its output is above"; }
  took=$(awk -v begun="$begun" -v ended="$EPOCHREALTIME" 'BEGIN {printf "%.2f", ended - begun}')
  there=sha256:$("$skopeo" inspect --raw --tls-verify=false "docker://$REGISTRY_ADDRESS/bench/large:1" | sha256sum | cut -d' ' -f1)
  [ "$there" = "$digest" ] || fail "$1 left $there at the destination, the source has $digest"
  stop_registry
}
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

skopeo_times=() transship_times=()
for _ in 1 2 3 4 5; do
  copy "$skopeo" docker:// --preserve-digests --src-tls-verify=false --dest-tls-verify=false
  skopeo_times+=("$took")
  copy "$transship" http://
  transship_times+=("$took")
done
ours=$(median "${transship_times[@]}") theirs=$(median "${skopeo_times[@]}")
echo "skopeo     ${skopeo_times[*]} s, median $theirs s"
echo "transship  ${transship_times[*]} s, median $ours s"
awk -v ours="$ours" -v theirs="$theirs" -v size="$megabytes" 'BEGIN {
  printf "transship takes %.2f times what skopeo takes; %.0f MiB/s against %.0f MiB/s\n", ours / theirs, size / ours, size / theirs
  exit (ours > 2 * theirs) }' || fail "transship takes over twice what skopeo takes"
