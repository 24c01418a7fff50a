#!/usr/bin/env bash
# Kotlin on the JVM, behind the verbs of tests/languages/README.md.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
jna=${TICKETKIT_JNA:-/usr/share/java/jna.jar}

run_available() {
  command -v cargo >/dev/null || missing "there is no cargo"
  command -v java >/dev/null || missing "there is no java"
  [ -e "$jna" ] || missing "there is no JNA at $jna"
  [ -e "$kotlin_home/lib/kotlin-compiler.jar" ] || missing "there is no Kotlin compiler in $kotlin_home"
}

run_build() {
  "$root/bindings/uniffi/kotlin/build.sh" tests
}

run_test() {
  "$root/bindings/uniffi/kotlin/run.sh" ticketkit.tests.SuiteKt "$root"
}

run_scenarios() {
  "$root/bindings/uniffi/kotlin/run.sh" ticketkit.tests.ScenariosKt "$@"
}

dispatch "$@"
