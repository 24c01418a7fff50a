#!/usr/bin/env bash
# Runs something that `build.sh tests` has built: run.sh MAIN-CLASS ARGUMENT..., where the caller stands. The class path
# is the jar, JNA, and what comes with the compiler.
# shellcheck source=../../../tests/languages/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../tests/languages/common.sh"
cd "$called_from"
out=$target/kotlin
lib=$kotlin_home/lib
jna=${TICKETKIT_JNA:-/usr/share/java/jna.jar}
exec java -XX:+UseSerialGC -Djna.library.path="$out" \
  -cp "$out/tests.jar:$out/ticketkit.jar:$jna:$lib/kotlin-stdlib.jar:$lib/kotlinx-coroutines-core-jvm.jar" "$@"
