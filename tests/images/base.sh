#!/usr/bin/env bash
# base.sh FILE NAME:TAG: what the Dockerfile's base image brings, from this machine: the C library, OpenSSL, authorities, time zones and
# two users. A stand-in where Microsoft's registry is out of reach; for tests only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/archive.sh"
file=${1:?usage: base.sh FILE NAME:TAG} name=${2:?usage: base.sh FILE NAME:TAG}
image=$(mktemp -d "${TMPDIR:-/tmp}/transship-root.XXXXXX")
trap 'rm -rf "$image"' EXIT
mkdir -p "$image"/{tmp,etc/ssl,proc,sys,dev,usr/share}
chmod 755 "$image"
chmod 1777 "$image/tmp"
framework=$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" && $2 ~ /^10\./ {gsub(/[][]/, "", $3); print $3 "/" $2}' | tail -n 1)
[ -n "$framework" ] || fail "Microsoft.NETCore.App 10 is missing on this machine: install the .NET SDK that global.json names."
# .NET opens OpenSSL by name, so no program lists it.
openssl=$(ldconfig -p | awk '/libssl\.so\.3 /{print $NF; exit}')
[ -n "$openssl" ] || fail "OpenSSL 3 is missing, which .NET needs for TLS: install libssl3."
crypto=$(dirname "$openssl")/libcrypto.so.3
{
  find "$framework" -name '*.so' -exec ldd {} \; 2>/dev/null
  ldd "$openssl" "$crypto"
  printf ' %s \n' "$openssl" "$crypto"
} | grep -oE '/[^ ]+\.so[^ ]*' | grep -vE "^$framework|lttng" | sort -u | while read -r library; do
  if [ -e "$library" ]; then install -D -m 755 "$(readlink -f "$library")" "$image$library"; fi
done
for folder in zoneinfo ca-certificates; do
  if [ -d /usr/share/$folder ]; then cp -a /usr/share/$folder "$image/usr/share/"; fi
done
if [ -d /etc/ssl/certs ]; then cp -a /etc/ssl/certs "$image/etc/ssl/"; fi
printf 'root:x:0:0:root:/:/none\nnonroot:x:65532:65532:nonroot:/tmp:/none\n' > "$image/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' > "$image/etc/group"
archive "$image" "$file" "$name" '{"Env":["PATH=/usr/bin"],"Labels":{"org.opencontainers.image.title":"a base of this machine"}}'
