// The suite: runs all tests, counts them, and says which failed.
#include "suite.hpp"

namespace {

struct listed {
  const char* name;
  void (*body)();
};

// Made when it is first asked for, because tests are listed before `main`.
std::vector<listed>& tests() {
  static std::vector<listed> all;
  return all;
}

int failures;  // of the test that runs

}  // namespace

suite::test::test(const char* name, void (*body)()) { tests().push_back({name, body}); }

void suite::fail(const char* file, int line, const std::string& what) {
  std::printf("  %s:%d: %s\n", file, line, what.c_str());
  ++failures;
}

int main() {
  int passed = 0, failed = 0;
  for (const auto& test : tests()) {
    failures = 0;
    try {
      test.body();
    } catch (const std::exception& why) {
      suite::fail(test.name, 0, std::string("ended by an exception: ") + why.what());
    }
    std::printf("%s %s\n", failures == 0 ? "ok" : "FAILED", test.name);
    std::fflush(stdout);
    ++(failures == 0 ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
