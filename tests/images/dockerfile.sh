#!/usr/bin/env bash
# dockerfile.sh [FILE] (root): builds the Dockerfile as it is written, by buildah, without a daemon, and checks the image by check.sh. FILE
# keeps it as an archive. Where an image of a FROM line cannot be pulled, a stand-in made of this machine takes its place, and is named.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
[ "$(id -u)" = 0 ] || fail "buildah runs the steps of the build in a chroot here, which needs root: run this with sudo"
require buildah:buildah
work=$(mktemp -d "${TMPDIR:-/tmp}/transship-build.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap exit INT TERM HUP
export TMPDIR=$work
file=$(realpath -m "${1:-$work/image.tar}")
skopeo=$("$here/../tools/get.sh" skopeo)
buildah() { command buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

cd "$root"
. image/facts.sh
cp Dockerfile "$work/Dockerfile"
# from NUMBER STAND-IN: the image of the FROM line with that number, or else what STAND-IN makes.
from() {
  local image name=localhost/transship/stand-in:$1
  image=$(awk '$1 == "FROM" {print $2}' Dockerfile | sed -n "${1}p")
  # skopeo takes a tag or a digest, not both.
  if timeout 60 "$skopeo" inspect --raw "docker://${image%%:*}@${image##*@}" > /dev/null 2> "$work/pull.log"; then
    echo "FROM $image"
    return
  fi
  echo "FROM $image cannot be pulled here ($(sed -nE 's/.*: ([^:]+)"$/\1/p' "$work/pull.log" | tail -n 1)): a stand-in made by tests/images/$2 takes its place"
  "$here/$2" "$work/stand-in.tar" "$name"
  buildah pull --quiet "docker-archive:$work/stand-in.tar" > /dev/null
  rm "$work/stand-in.tar"
  sed -i "s#$image#$name#" "$work/Dockerfile"
}
from 1 sdk.sh
from 2 base.sh
begun=$SECONDS
buildah build --isolation chroot --format docker "${IMAGE_ARGUMENTS[@]}" --file "$work/Dockerfile" --tag transship:check . > "$work/build.log" 2>&1 ||
  { tail -n 60 "$work/build.log" >&2; fail "the Dockerfile does not build: see above"; }
echo "the Dockerfile was built in $((SECONDS - begun)) s"
buildah push --quiet localhost/transship:check "docker-archive:$file:docker.io/transship/transship:check"
rm -rf --one-file-system "$work/storage"
"$here/check.sh" "$file"
