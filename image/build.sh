#!/usr/bin/env bash
# build.sh NAME:TAG: the image, by docker where there is one, otherwise as the archive dist/image.tar.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
name=${1:?usage: build.sh NAME:TAG}
cd "$root"
. image/facts.sh
if command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; then
  exec docker build "${IMAGE_ARGUMENTS[@]}" -t "$name" .
fi
image/archive.sh dist/image.tar "$name"
echo "There is no docker here, so the image is the archive dist/image.tar. Load it elsewhere with: docker load -i image.tar"
echo "Or push it from here with: skopeo copy docker-archive:dist/image.tar docker://$name"
