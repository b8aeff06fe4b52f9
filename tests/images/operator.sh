#!/usr/bin/env bash
# operator.sh FILE NAME:TAG: the operator's image as an archive, made without a container engine. What the Dockerfile brings and takes from
# the base image comes from this machine: the .NET runtime, the C library and OpenSSL. For tests only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
. "$here/archive.sh"
file=${1:?usage: operator.sh FILE NAME:TAG} name=${2:?usage: operator.sh FILE NAME:TAG}
image=$(mktemp -d "${TMPDIR:-/tmp}/transship-root.XXXXXX")
trap 'rm -rf "$image"' EXIT
mkdir -p "$image"/{app,tmp,etc,proc,sys,dev,usr/share}
chmod 755 "$image"
chmod 1777 "$image/tmp"
dotnet publish "$root/src/Transship.Operator" -c Release -o "$image/app" --nologo -v quiet -p:DebugType=none >&2

dotnet=$image/usr/share/dotnet
latest() { dotnet --list-runtimes | awk -v name="$1" '$1 == name && $2 ~ /^10\./ {gsub(/[][]/, "", $3); print $3 "/" $2}' | tail -n 1; }
for runtime in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
  source=$(latest $runtime)
  [ -n "$source" ] || fail "$runtime 10 is missing on this machine: install the .NET SDK that global.json names."
  mkdir -p "$dotnet/shared/$runtime"
  cp -a "$source" "$dotnet/shared/$runtime/"
done
fxr=$(dirname "$source")/../../host/fxr/$(basename "$source")
mkdir -p "$dotnet/host/fxr"
cp -a "$fxr" "$dotnet/host/fxr/"

# .NET opens OpenSSL by name, so no program lists it.
openssl=$(ldconfig -p | awk '/libssl\.so\.3 /{print $NF; exit}')
[ -n "$openssl" ] || fail "OpenSSL 3 is missing, which .NET needs for TLS: install libssl3."
crypto=$(dirname "$openssl")/libcrypto.so.3
{
  find "$image/app" "$dotnet" \( -name '*.so' -o -name transship \) -exec ldd {} \; 2>/dev/null
  ldd "$openssl" "$crypto"
  printf ' %s \n' "$openssl" "$crypto"
} | grep -oE '/[^ ]+\.so[^ ]*' | grep -vE "^$image|lttng" | sort -u | while read -r library; do
  if [ -e "$library" ]; then install -D -m 755 "$(readlink -f "$library")" "$image$library"; fi
done
if [ -d /usr/share/zoneinfo ]; then cp -a /usr/share/zoneinfo "$image/usr/share/"; fi
printf 'root:x:0:0:root:/:/none\nnonroot:x:65532:65532:nonroot:/tmp:/none\n' > "$image/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' > "$image/etc/group"
archive "$image" "$file" "$name" \
  '{"User":"65532:65532","WorkingDir":"/app","Env":["DOTNET_ROOT=/usr/share/dotnet","DOTNET_EnableDiagnostics=0","HOME=/tmp"],"Entrypoint":["/app/transship"],"Cmd":["operator"]}'
