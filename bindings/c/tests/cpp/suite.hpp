// A small frame for the suite: tests with names, checks that say where they failed, and a count at the end.
#ifndef SUITE_HPP
#define SUITE_HPP

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <ticketkit.hpp>

namespace tk = ticketkit;

namespace suite {

// Says that a check of the test that runs has failed.
void fail(const char* file, int line, const std::string& what);

struct test {
  test(const char* name, void (*body)());
};

// How often something is done that takes long: `many`, or less under a tool that is slow.
inline int rounds(int many) {
  const char* part = std::getenv("SUITE_PART");  // one in so many
  return std::max(1, part == nullptr ? many : many / std::max(1, std::atoi(part)));
}

// The code of the error that `call` throws; empty when it throws none.
template <typename Call>
std::string code_of(Call call) {
  try {
    static_cast<void>(call());
  } catch (const tk::error& why) {
    return why.code();
  }
  return {};
}

// Monday 2026-06-01, 09:00 UTC.
inline tk::instant monday() { return tk::instant(std::chrono::milliseconds(1780304400000)); }

// An engine that stands at `monday`, with ids that count up, and its desk `main` where ada is an agent.
struct stage {
  tk::engine engine;
  tk::desk desk;
  explicit stage(tk::engine with = tk::engine::with({{"/now", monday()}, {"/first_id", 1}}))
      : engine(std::move(with)), desk(engine.desk("main")) {
    desk.execute({"put_agent", {{"/person", "ada"}, {"/role", "agent"}, {"/teams/-", "support"}}}, tk::host());
  }
  // Opens a ticket, and answers its number.
  std::string ticket(std::string_view subject = "The printer is on fire") const {
    return desk.execute({"create_ticket", {{"/subject", subject}, {"/body", "Please help."}, {"/requester/person", "ines"}}},
                        tk::host())
        .get_text("/number");
  }
};

}  // namespace suite

#define TEST(name)                                       \
  static void name();                                    \
  static const suite::test name##_listed(#name, name);   \
  static void name()

#define CHECK(...)                                                          \
  do {                                                                      \
    if (!(__VA_ARGS__)) suite::fail(__FILE__, __LINE__, "not so: " #__VA_ARGS__); \
  } while (0)

// Two values are equal; says both where they are not.
#define SAME(expected, ...)                                                                        \
  do {                                                                                             \
    const auto got_ = __VA_ARGS__;                                                                 \
    if (!(got_ == (expected))) {                                                                   \
      suite::fail(__FILE__, __LINE__, std::string(#__VA_ARGS__ " is ") + std::string(got_) +       \
                                          ", not " + std::string(expected));                       \
    }                                                                                              \
  } while (0)

// A call throws an error of this code.
#define REFUSED(code, ...) SAME(std::string(code), suite::code_of([&] { return static_cast<void>(__VA_ARGS__), 0; }))

#endif
