#!/usr/bin/env bash
# C++, behind the verbs of tests/languages/README.md: the package as bindings/c/install.sh makes it, and programs on it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own=$target/cpp
prefix=$own/prefix
sources=bindings/c/tests/cpp
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)

run_available() {
  local tool
  for tool in cargo g++ pkg-config valgrind; do
    command -v "$tool" >/dev/null || missing "there is no $tool"
  done
}

package() {
  PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config "$@" ticketkit
}

# compiled FOLDER SOURCE... OPTION... compiles each source to an object in the folder.
compiled() {
  local into=$1 source pids=() pid
  shift
  local files=()
  while [ $# -gt 0 ] && [[ $1 == *.cpp ]]; do
    files+=("$1")
    shift
  done
  mkdir -p "$into"
  for source in "${files[@]}"; do
    # shellcheck disable=SC2046
    g++ -g "${warnings[@]}" "$@" $(package --cflags) -c "$source" -o "$into/$(basename "$source" .cpp).o" &
    pids+=($!)
    if [ ${#pids[@]} -ge "$(nproc)" ]; then
      wait "${pids[0]}"
      pids=("${pids[@]:1}")
    fi
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
}

# linked PROGRAM OBJECT... OPTION...
linked() {
  local program=$1
  shift
  # shellcheck disable=SC2046
  g++ "$@" -pthread $(package --libs) -Wl,-rpath,"$prefix/lib" -o "$program"
}

# The C++ of the README, as a program of its own.
readme() {
  awk '/^```cpp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md
}

run_build() {
  local suite=("$sources"/{suite,behaviour,errors,objects,storage,threads}.cpp)
  rm -rf "$prefix"
  bindings/c/install.sh "$prefix" "$profile"
  mkdir -p "$own"
  readme >"$own/readme.cpp"
  compiled "$own/17" "${suite[@]}" "$sources"/{thorough,scenarios}.cpp examples/cpp/helpdesk_day.cpp "$own/readme.cpp" -std=c++17
  linked "$own/suite" "$own"/17/{suite,behaviour,errors,objects,storage,threads}.o
  linked "$own/thorough" "$own"/17/{suite,thorough}.o
  linked "$own/scenarios" "$own/17/scenarios.o"
  linked "$own/helpdesk_day" "$own/17/helpdesk_day.o"
  linked "$own/readme" "$own/17/readme.o"
  # Once more under the sanitizers of the compiler, and as a newer C++.
  compiled "$own/20" "${suite[@]}" -std=c++20 -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
  linked "$own/suite_sanitized" "$own"/20/*.o -fsanitize=address,undefined
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

# counted LINE adds what the last line of a program says; one that ended before it has failed.
counted() {
  if [[ $1 =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
}

scenarios_hold() {
  local storage
  for storage in memory sqlite host; do
    "$own/scenarios" tests/scenarios --storage "$storage"
  done
}

tells() {
  diff -u examples/cpp/expected.txt <("$own/helpdesk_day")
}

readme_# counted LINE adds what the last line of a program says; one that ended before it has failed.
counted() {
  if [[ $1 =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
}

scenarios_hold() {
  local storage
  for storage in memory sqlite host; do
    "$own/scenarios" tests/scenarios --storage "$storage"
  done
}

tells() {
  [ "$("$own/readme")" = "ticket 1" ]
}

under_valgrind() {
  SUITE_PART=20 valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=9 \
    "$own/suite"
}

run_test() {
  local told program
  for program in suite thorough; do
    told=$("$own/$program") || true
    echo "$told"
    counted "$(tail -n 1 <<<"$told")"
  done
  part the_example_tells_its_story tells
  part the_readme_is_a_program readme_tells
  part the_scenarios_hold_on_every_storage scenarios_hold
  part the_suite_is_clean_under_sanitizers env SUITE_PART=4 "$own/suite_sanitized"
  part the_suite_is_clean_under_valgrind under_valgrind
  echo "cpp: $passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

run_scenarios() {
  "$own/scenarios" "$@"
}

dispatch "$@"
