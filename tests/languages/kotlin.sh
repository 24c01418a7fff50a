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

# The class path needs no more than the machine has: the jar, JNA, and what comes with the compiler.
kotlin() {
  local out=$target/kotlin lib=$kotlin_home/lib
  java -Xss4m -XX:+UseSerialGC -Djna.library.path="$out" \
    -cp "$out/tests.jar:$out/ticketkit.jar:$jna:$lib/kotlin-stdlib.jar:$lib/kotlinx-coroutines-core-jvm.jar" "$@"
}

run_test() {
  kotlin ticketkit.tests.SuiteKt
}

run_scenarios() {
  kotlin ticketkit.tests.ScenariosKt "$@"
}

# What else the package is: an example, and what the border costs.
run_example() {
  kotlin ticketkit.examples.StoryKt
}

run_bench() {
  kotlin ticketkit.benches.BorderKt
}

dispatch "$@"
