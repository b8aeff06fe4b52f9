# shellcheck shell=bash disable=SC2034
# Sourced at the root of the work tree: what the image says of itself, and what it is built on.
IMAGE_VERSION=${VERSION:-$(sed -nE 's:.*<VersionPrefix>(.*)</VersionPrefix>.*:\1:p' Directory.Build.props)}
IMAGE_REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)
# The commit's time, not the build's: the same commit is the same image.
IMAGE_CREATED=$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null || echo 1970-01-01T00:00:00Z)
# For a build of the Dockerfile.
IMAGE_ARGUMENTS=(--build-arg "VERSION=$IMAGE_VERSION" --build-arg "REVISION=$IMAGE_REVISION" --build-arg "CREATED=$IMAGE_CREATED")
IMAGE_BASE=$(awk '$1 == "FROM" {image = $2} END {print image}' Dockerfile)
