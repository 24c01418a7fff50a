#!/usr/bin/env bash
# Builds the Kotlin package for the JVM, without Gradle: generates the sources, compiles them with the package's own, and
# leaves ticketkit.jar in the folder $target/kotlin, beside a link to the library. The generated sources are not kept in
# the repository: they are thirty thousand lines that follow from the crate, and the generator refuses to load them with
# a library of another build anyway.
#
#   bindings/uniffi/kotlin/build.sh            the package
#   bindings/uniffi/kotlin/build.sh tests      and the suite, the scenario runner, the example and the bench
# shellcheck source=../../../tests/languages/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../tests/languages/common.sh"
here=bindings/uniffi/kotlin
out=$target/kotlin
jna=${TICKETKIT_JNA:-/usr/share/java/jna.jar}
coroutines=$kotlin_home/lib/kotlinx-coroutines-core-jvm.jar
mkdir -p "$out"

# The generator reads what crosses from the symbols of the library, so the library must not be stripped before.
cargo build --profile "$profile" -p ticketkit-uniffi
cargo build --profile dev -p ticketkit-bindgen
library=$built/libticketkit_ffi.so
ln -sf "$library" "$out/libticketkit_ffi.so"

compile() {
  local jar=$1 classpath=$2
  shift 2
  java -Xmx1500m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$kotlin_home/lib/kotlin-compiler.jar" \
    org.jetbrains.kotlin.cli.jvm.K2JVMCompiler -kotlin-home "$kotlin_home" -jvm-target 17 \
    -cp "$classpath" -d "$jar" "$@"
}

# newer FILE SOURCE...: whether the file is there and newer than all of these.
newer() {
  local file=$1 source
  shift
  [ -e "$file" ] || return 1
  while read -r source; do
    [ "$file" -nt "$source" ] || return 1
  done < <(find "$@" -type f)
}

if ! newer "$out/ticketkit.jar" "$library" "$here/build.sh" "$here/src/main"; then
  rm -rf "$out/generated"
  "$target/debug/ticketkit-bindgen" generate "$library" --language kotlin --no-format --out-dir "$out/generated"
  # Inside `Answer`, `Ticket` would be the answer of that name, and not the ticket in it, and inside `Value` `List` the
  # value: uniffi leaves the package out there.
  sed -i -E -e 's/^( *val `[A-Za-z]+`: )(Ticket|PublicTicket|Person|Job|Preview)([,)])/\1ticketkit.\2\3/' \
    -e 's/^( *val v1: )List</\1kotlin.collections.List</' "$out/generated/ticketkit/ticketkit.kt"
  # The generated code is not ours to keep free of warnings.
  compile "$out/ticketkit.jar" "$jna:$coroutines" -nowarn "$out/generated" "$here/src/main/kotlin"
fi

if [ "${1:-}" = tests ] &&
  ! newer "$out/tests.jar" "$out/ticketkit.jar" "$here/src/test" examples/kotlin; then
  compile "$out/tests.jar" "$out/ticketkit.jar:$jna:$coroutines" \
    "$here/src/test/kotlin" examples/kotlin
fi
