#!/usr/bin/env bash
# check.sh [FILE]: builds the operator's image without a container engine (or takes the archive FILE) and checks it: it can be read as a
# docker archive, says who it is, runs as nobody, holds no shell, knows time zones, and its program starts in it, with nothing else around.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
require jq:jq
work=$(mktemp -d "${TMPDIR:-/tmp}/transship-check.XXXXXX")
trap 'rm -rf "$work"' EXIT
skopeo=$("$here/../tools/get.sh" skopeo)
file=${1:-}
if [ -z "$file" ]; then
  file=$work/image.tar
  "$here/operator.sh" "$file" docker.io/transship/transship:check
fi
bad=0
# same WHAT FOUND EXPECTED
same() { if [ "$2" = "$3" ]; then echo "ok   $1: $2"; else echo "bad  $1: $2, and not $3"; bad=1; fi; }

cd "$root"
. image/facts.sh
"$skopeo" inspect --config "docker-archive:$file" > "$work/config.json"
config() { jq -rc "$1 // empty" "$work/config.json"; }
label() { config ".config.Labels[\"org.opencontainers.image.$1\"]"; }
same title "$(label title)" Transship
same source "$(label source)" https://github.com/transship/transship
same licenses "$(label licenses)" Apache-2.0
same version "$(label version)" "$IMAGE_VERSION"
same revision "$(label revision)" "$IMAGE_REVISION"
same created "$(label created)" "$IMAGE_CREATED"
[ -n "$(label description)" ] || same description '' 'some words'
same user "$(config .config.User)" 65532:65532
same 'entry point' "$(config .config.Entrypoint)" '["/app/transship"]'
same command "$(config .config.Cmd)" '["operator"]'
same folder "$(config .config.WorkingDir)" /app
for variable in DOTNET_EnableDiagnostics=0 HOME=/tmp; do
  same variable "$(config ".config.Env[] | select(. == \"$variable\")")" "$variable"
done

mkdir "$work/root" "$work/image"
"$skopeo" copy --quiet "docker-archive:$file" "dir:$work/image"
for layer in $(jq -r '.layers[].digest | sub("sha256:"; "")' "$work/image/manifest.json"); do
  # shellcheck disable=SC2024
  case $(od -An -N2 -tx1 "$work/image/$layer" | tr -d ' ') in
    1f8b) tar -xzf "$work/image/$layer" -C "$work/root" ;;
    *) tar -xf "$work/image/$layer" -C "$work/root" ;;
  esac
done
shells=$(cd "$work/root" && find . \( -name sh -o -name bash -o -name dash -o -name busybox -o -name apt-get -o -name dpkg \) \( -type f -o -type l \))
same 'shells and package managers' "$shells" ''
same 'the time zone Europe/Berlin' "$(head -c 4 "$work/root/usr/share/zoneinfo/Europe/Berlin")" TZif
# The runtime reads /proc. Where nothing may be mounted, the program is not started.
if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
  # shellcheck disable=SC2016
  start=(unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec env -i HOME=/tmp DOTNET_EnableDiagnostics=0 PATH="$PATH" chroot --userspec=65532:65532 "$1" /app/transship --version' sh "$work/root")
  "${start[@]}" > /dev/null
  begun=$(date +%s%N)
  version=$("${start[@]}")
  same 'the program as user 65532' "${version%%+*}" "$IMAGE_VERSION"
  echo "     it answered after $((($(date +%s%N) - begun) / 1000000)) ms"
fi
size=$(stat -c %s "$file")
echo "     the archive has $((size / 1048576)) MiB, the program's folder $(du -sm "$work/root/app" | cut -f1) MiB, compressed $(tar -C "$work/root" -czf - app | wc -c | awk '{printf "%d", $1 / 1048576}') MiB"
[ $bad = 0 ] || fail "the image is not as it should be: see above"
