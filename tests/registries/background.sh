# shellcheck shell=bash
# Sourced after require.sh. Registries that end with the script which started them.
registry_pipes=()

# start_registry NAME FOLDER: runs serve.sh with the variables that are set; its log goes to FOLDER/NAME.log, its address to REGISTRY_ADDRESS.
start_registry() {
  local name=$1 folder=$2 here pipe id hold
  here=$(dirname "${BASH_SOURCE[0]}")
  mkdir -p "$folder"
  pipe=$(mktemp -u "$folder/.$name.XXXXXX")
  mkfifo "$pipe"
  (
    # A registry serves until the last writer of its pipe is gone: none may keep the pipe of another one open.
    for hold in "${registry_pipes[@]}"; do exec {hold}>&-; done
    exec "$here/serve.sh"
  ) < "$pipe" > "$folder/$name.log" 2>&1 &
  id=$!
  exec {hold}> "$pipe"
  registry_pipes+=("$hold")
  rm -f "$pipe"
  REGISTRY_ADDRESS=
  until REGISTRY_ADDRESS=$(sed -n 's/^ready //p' "$folder/$name.log") && [ -n "$REGISTRY_ADDRESS" ]; do
    [ -e "/proc/$id" ] || { cat "$folder/$name.log" >&2; fail "the registry $name did not start; its log is above"; }
    sleep 0.1
  done
}

# stop_registry: ends the one that was started last.
stop_registry() {
  local hold=${registry_pipes[-1]}
  exec {hold}>&-
  unset 'registry_pipes[-1]'
}
