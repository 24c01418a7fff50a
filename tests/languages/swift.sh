#!/usr/bin/env bash
# Swift, behind the verbs of tests/languages/README.md. Where the machine has no Swift of its own, one in another root is
# used (`$swift_root`): that needs root, and a namespace for its mounts that ends with each command.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own=$target/swift

has_swift() {
  command -v swift >/dev/null && swift --version >/dev/null 2>&1
}

run_available() {
  has_swift || [ -x "$swift_root/usr/bin/swift" ] || missing "there is no swift, and none in $swift_root"
  has_swift || [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || missing "the swift in $swift_root needs root"
}

# Where a path of this machine is for Swift.
seen() {
  if has_swift; then echo "$1"; else echo "/host$1"; fi
}

# swiftly COMMAND... runs a command where Swift is.
swiftly() {
  if has_swift; then
    "$@"
    return
  fi
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  "${as_root[@]}" mkdir -p "$swift_root/host"
  # shellcheck disable=SC2016
  "${as_root[@]}" unshare -m bash -c 'mount -t proc proc "$0/proc" && mount --rbind / "$0/host" && exec chroot "$0" "$@"' \
    "$swift_root" env HOME=/root PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 "$@"
}

# package FOLDER VERB ARGUMENT... runs a verb of SwiftPM on a package that lies in $own/tree.
package() {
  local folder=$1 verb=$2
  shift 2
  swiftly swift "$verb" --disable-sandbox --package-path "$(seen "$own/tree/$folder")" \
    --scratch-path "$(seen "$own/build/$(basename "$folder")")" \
    -Xlinker -L"$(seen "$own/tree/bindings/uniffi/swift/lib")" "$@"
}

run_build() {
  TICKETKIT_PROFILE=$profile bindings/uniffi/swift/build.sh "$own/tree/bindings/uniffi/swift"
  mkdir -p "$own/tree/examples"
  cp -R examples/swift "$own/tree/examples/"
  package bindings/uniffi/swift build --build-tests
  package examples/swift build
}

# The example tells its story as the README shows it.
example_tells() {
  local told
  told=$(swiftly "$(seen "$own/build/swift-example/debug/printer")") || return 1
  diff -u examples/swift/expected.txt <(echo "$told")
}

run_test() {
  local log=$own/test.log status=0 passed failed
  package bindings/uniffi/swift test --skip-build 2>&1 | tee "$log" || status=$?
  passed=$(grep -c "^Test Case '.*' passed" "$log" || true)
  failed=$(grep -c "^Test Case '.*' failed" "$log" || true)
  if example_tells; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  [ "$failed" = 0 ] || status=1
  # A suite that ended early has not said of all its tests what became of them.
  [ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
  echo "swift: $passed passed, $failed failed"
  return "$status"
}

# Paths are meant from where the caller stands, and Swift may stand in another root.
run_scenarios() {
  local arguments=() file=false
  for argument in "$@"; do
    if $file || [ -e "$argument" ]; then argument=$(seen "$(realpath -m "$argument")"); fi
    file=false
    [ "$argument" != --transcript ] || file=true
    arguments+=("$argument")
  done
  swiftly "$(seen "$own/build/swift/debug/scenarios")" "${arguments[@]}"
}

dispatch "$@"
