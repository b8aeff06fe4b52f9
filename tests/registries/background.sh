# shellcheck shell=bash
# Sourced after require.sh. Registries that end with the script which started them.
# start_registry NAME FOLDER: runs serve.sh with the variables that are set; its log goes to FOLDER/NAME.log, its address to REGISTRY_ADDRESS.
start_registry() {
  local name=$1 folder=$2 here pipe
  here=$(dirname "${BASH_SOURCE[0]}")
  mkdir -p "$folder"
  pipe=$(mktemp -u "$folder/.$name.XXXXXX")
  mkfifo "$pipe"
  "$here/serve.sh" < "$pipe" > "$folder/$name.log" 2>&1 &
  local id=$! hold
  # The registry serves until this shell's end of the pipe closes, whatever ends the shell.
  # shellcheck disable=SC2034
  exec {hold}> "$pipe"
  rm -f "$pipe"
  REGISTRY_ADDRESS=
  until REGISTRY_ADDRESS=$(sed -n 's/^ready //p' "$folder/$name.log") && [ -n "$REGISTRY_ADDRESS" ]; do
    [ -e "/proc/$id" ] || { cat "$folder/$name.log" >&2; fail "the registry $name did not start; its log is above"; }
    sleep 0.1
  done
}
