# shellcheck shell=bash
# Sourced after require.sh. Programs from Debian's archive, unpacked into a folder: nothing is installed and the system's apt state is not touched.

# debian_open WORK SUITE: apt state of its own in WORK, for one suite of the archive that this machine is set up for.
debian_open() {
  local work=$1 suite=$2 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  command -v apt-get >/dev/null 2>&1 ||
    fail "this needs apt to get programs from Debian. Use Debian or Ubuntu, or put the program on PATH (KUBEBUILDER_ASSETS for the control plane)."
  [ -s $keyring ] || require no-such-command:debian-archive-keyring
  mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  : > "$work/status"
  local kind
  for kind in deb deb-src; do echo "$kind [signed-by=$keyring] ${mirror:-http://deb.debian.org/debian} $suite main"; done > "$work/sources.list"
  DEBIAN_APT=(apt-get -qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::Lists=$work/lists"
    -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3)
  "${DEBIAN_APT[@]}" update
}

# debian_unpack WORK FOLDER PACKAGE...: downloads the packages and unpacks them into FOLDER.
debian_unpack() {
  local work=$1 folder=$2
  shift 2
  mkdir -p "$folder" "$work/debs"
  (cd "$work/debs" && rm -f ./*.deb && "${DEBIAN_APT[@]}" download "$@" && for deb in ./*.deb; do dpkg -x "$deb" "$folder"; done)
}
