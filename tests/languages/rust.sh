#!/usr/bin/env bash
# Rust, behind the verbs of tests/languages/README.md.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run_available() {
  command -v cargo >/dev/null || missing "there is no cargo"
}

run_build() {
  cargo build --profile "$profile" -p ticketkit-runner
}

# The command that the README tells people to run, so that it cannot rot.
run_test() {
  local command log
  command=$(grep -E '^cargo test( |$)' README.md) || missing "README.md has no line that begins with 'cargo test'"
  [ "$(wc -l <<<"$command")" = 1 ] || missing "README.md has several lines that begin with 'cargo test'"
  log=$target/rust-tests.log
  mkdir -p "$target"
  local status=0
  echo "\$ $command"
  bash -euo pipefail -c "$command" 2>&1 | tee "$log" || status=$?
  awk '/^test result: / { for (n = 1; n < NF; n++) { if ($(n + 1) ~ /^passed/) passed += $n
                                                      if ($(n + 1) ~ /^failed/) failed += $n } }
       END { print "rust: " passed + 0 " passed, " failed + 0 " failed" }' "$log"
  return "$status"
}

run_scenarios() {
  "$built/scenarios" "$@"
}

dispatch "$@"
