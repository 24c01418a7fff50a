#!/usr/bin/env bash
# Swift, behind the verbs of tests/languages/README.md: the machine's own, else one in another root ($swift_root).
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=../../bindings/uniffi/swift/where.sh
. bindings/uniffi/swift/where.sh

run_available() {
  command -v cargo >/dev/null || missing "there is no cargo"
  if has_swift; then return; fi
  # A link that leads somewhere only inside of that root.
  [ -L "$swift_root/usr/bin/swift" ] || [ -x "$swift_root/usr/bin/swift" ] ||
    missing "there is no swift, and none in $swift_root"
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || missing "the swift in $swift_root can be run by root only"
}

run_build() {
  TICKETKIT_PROFILE=$profile bindings/uniffi/swift/build.sh "$own/tree/bindings/uniffi/swift"
  rm -rf "$own/tree/examples"
  mkdir -p "$own/tree/examples"
  cp -Rp examples/swift "$own/tree/examples/"
  package bindings/uniffi/swift build --build-tests
  package examples/swift/story build
}

# The example tells the story to its end: the deadline, the refusal, the solution.
example_tells() {
  local told line
  told=$(swiftly "$(seen "$own/build/examples/debug/story")") || return 1
  for line in '^ticket 1$' 'promised in open time' '^unknownName: .*did you mean `high`' '^unknownField: .*at /set/colour' \
    '^ticket 1 is resolved$'; do
    grep -q "$line" <<<"$told" || { printf 'the example does not say %s:\n%s\n' "$line" "$told"; return 1; }
  done
}

run_test() {
  local log=$own/test.log status=0 passed failed
  package bindings/uniffi/swift test --skip-build 2>&1 | tee "$log" || status=$?
  passed=$(grep -c "^Test Case '.*' passed" "$log" || true)
  failed=$(grep -c "^Test Case '.*' failed" "$log" || true)
  if example_tells; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  # A suite that ended early has not said of all its tests what became of them.
  [ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
  echo "swift: $passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# Paths are meant from where the caller stands, and Swift may stand in another root.
run_scenarios() {
  local arguments=() argument
  for argument in "$@"; do
    case $argument in
      --* | memory | sqlite | postgres | host) arguments+=("$argument") ;;
      *) arguments+=("$(seen "$(realpath -m "$argument")")") ;;
    esac
  done
  swiftly "$(seen "$own/build/bindings/debug/scenarios")" "${arguments[@]}"
}

dispatch "$@"
