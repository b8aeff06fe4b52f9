#!/usr/bin/env bash
# archive.sh FILE NAME:TAG: the image as an archive, made by the .NET SDK without a container engine: the same publish on the same base
# image as the Dockerfile, for `docker load`, `podman load`, `ctr images import` and `skopeo copy docker-archive:`. BASE_IMAGE is another
# base image; one in a registry on loopback may be served over plain HTTP. Further arguments go to dotnet publish.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
file=$(realpath -m "${1:?usage: archive.sh FILE NAME:TAG}") name=${2:?usage: archive.sh FILE NAME:TAG}
shift 2
cd "$root"
. image/facts.sh
. tests/tools/require.sh
require gcc:build-essential # links what is compiled ahead
mkdir -p "$(dirname "$file")"
dotnet publish src/Transship.Operator -c Release --runtime "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" --nologo -v quiet \
  -t:PublishContainer -p:DebugType=none -p:ContainerArchiveOutputPath="$file" -p:ContainerRepository="${name%:*}" -p:ContainerImageTag="${name##*:}" \
  -p:ContainerBaseImage="${BASE_IMAGE:-$IMAGE_BASE}" -p:ImageVersion="$IMAGE_VERSION" -p:ImageRevision="$IMAGE_REVISION" -p:ImageCreated="$IMAGE_CREATED" "$@" >&2
