#!/usr/bin/env bash
# C, behind the verbs of tests/languages/README.md: the package as bindings/c/install.sh makes it, and programs on it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own=$target/c
prefix=$own/prefix
host=$(rustc -vV 2>/dev/null | sed -n 's/^host: //p')
asan=$target/asan
sources=(bindings/c/tests/*.c bindings/c/runner/record_store.c)
strict=(-std=c11 -g -D_XOPEN_SOURCE=700 -Wall -Wextra -Wpedantic -Werror -pthread -Ibindings/c/runner)
private=(-lgcc_s -lutil -lrt -lpthread -lm -ldl)

run_available() {
  local tool
  for tool in cargo gcc g++ pkg-config cmake valgrind nm; do
    command -v "$tool" >/dev/null || missing "there is no $tool"
  done
}

package() {
  PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config "$@" ticketkit
}

# program NAME SOURCE... builds a program on the installed package.
program() {
  local name=$1
  shift
  # shellcheck disable=SC2046
  gcc "${strict[@]}" "$@" $(package --cflags --libs) -Wl,-rpath,"$prefix/lib" -o "$own/$name"
}

run_build() {
  rm -rf "$prefix"
  bindings/c/install.sh "$prefix" "$profile"
  program suite "${sources[@]}"
  program scenarios bindings/c/runner/{scenarios,record_store}.c
  program helpdesk_day examples/c/helpdesk_day.c
  # The C of the README, as a program of its own.
  awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md >"$own/readme.c"
  program readme "$own/readme.c"
  # The library, too, under the sanitizer: nothing is missed on the other side of the border.
  RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address cargo build -q -p ticketkit-c --target "$host" --target-dir "$asan"
  gcc "${strict[@]}" -fsanitize=address -Iinclude "${sources[@]}" "$asan/$host/debug/libticketkit_c.a" "${private[@]}" \
    -o "$own/suite_asan"
}

passed=0 failed=0

# part NAME COMMAND... counts a part of the suite that is one check.
part() {
  local name=$1 log=$own/$1.log
  shift
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    echo "ok $name"
  else
    failed=$((failed + 1))
    echo "FAILED $name"
    tail -n 40 "$log"
  fi
}

exports_are_ours() {
  local shared static
  shared=$(nm -D --defined-only "$prefix/lib/libticketkit.so" | awk '{ print $NF }')
  static=$(nm -g --defined-only "$prefix/lib/libticketkit.a" | awk 'NF == 3 { print $NF }')
  # As many as the header has, so that none is forgotten either.
  local wanted
  wanted=$(sed '/static inline/,$d' include/ticketkit.h | grep -oE '\btkit_[a-z_]+\(' | tr -d '(' | sort -u)
  diff <(sort -u <<<"$shared") - <<<"$wanted" && diff <(sort -u <<<"$static") - <<<"$wanted"
}

soname_has_the_abi() {
  local abi
  abi=$(sed -n 's/^#define TKIT_ABI_VERSION //p' include/ticketkit.h)
  readelf -d "$prefix/lib/libticketkit.so" | grep -F "[libticketkit.so.$abi]"
}

example_tells() {
  diff -u examples/c/expected.txt <("$own/helpdesk_day")
}

readme_tells() {
  [ "$("$own/readme")" = "ticket 1" ]
}

# The package is found by the tools of others, also after it was moved.
package_can_be_moved() {
  local moved=$own/moved
  rm -rf "$moved" "$own/consumer"
  cp -a "$prefix" "$moved"
  # shellcheck disable=SC2046
  gcc -std=c11 examples/c/helpdesk_day.c $(PKG_CONFIG_PATH=$moved/lib/pkgconfig pkg-config --cflags --libs ticketkit) \
    -Wl,-rpath,"$moved/lib" -o "$own/by_pkg_config"
  diff examples/c/expected.txt <("$own/by_pkg_config")
  cmake -S bindings/c/packaging/consumer -B "$own/consumer" -DCMAKE_PREFIX_PATH="$moved" -DEXAMPLES="$PWD/examples"
  cmake --build "$own/consumer"
  (cd "$own/consumer" && ctest --output-on-failure)
  grep -q "$moved/lib" <(ldd "$own/consumer/shared_c")
}

scenarios_hold() {
  local storage
  for storage in memory sqlite host; do
    "$own/scenarios" tests/scenarios --storage "$storage"
  done
}

# What is only possibly lost is not: hash tables of the standard library point into the middle of their memory.
under_valgrind() {
  SUITE_PART=50 valgrind -q --fair-sched=yes --leak-check=full --show-leak-kinds=definite,indirect \
    --errors-for-leak-kinds=definite,indirect --error-exitcode=9 \
    "$own/suite" include/ticketkit.h
}

run_test() {
  local told
  told=$("$own/suite" include/ticketkit.h) || true
  echo "$told"
  read -r passed failed < <(awk '/^[0-9]+ passed, [0-9]+ failed$/ { p = $1; f = $3; n++ }
                                 END { if (n) print p, f; else print 0, 1 }' <<<"$told")
  part only_our_names_are_exported exports_are_ours
  part the_soname_has_the_version_of_the_abi soname_has_the_abi
  part the_example_tells_its_story example_tells
  part the_readme_is_a_program readme_tells
  part the_package_can_be_moved package_can_be_moved
  part the_scenarios_hold_on_every_storage scenarios_hold
  part the_suite_is_clean_under_valgrind under_valgrind
  part the_suite_is_clean_under_address_sanitizer env ASAN_OPTIONS=detect_leaks=1 SUITE_PART="${TICKETKIT_PART:-20}" "$own/suite_asan" include/ticketkit.h
  echo "c: $passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

run_scenarios() {
  "$own/scenarios" "$@"
}

dispatch "$@"
