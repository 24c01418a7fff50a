// Several threads at one engine, and one that closes it under them.
#include <atomic>
#include <thread>

#include "suite.hpp"

TEST(threads_work_at_one_desk) {
  const suite::stage on;
  std::atomic<int> opened{0};
  std::vector<std::thread> threads;
  const int each = suite::rounds(50);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int round = 0; round < each; ++round) {
        if (!on.ticket().empty()) ++opened;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(opened == 4 * each);
  SAME(std::to_string(4 * each + 1), on.ticket());
}

TEST(one_result_is_read_by_several_threads) {
  const auto value = tk::result::parse(R"({"list": [1, 2, 3]})");
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int round = 0; round < suite::rounds(500); ++round) wrong += value.get_json("/list") != "[1,2,3]";
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST(an_engine_is_closed_while_threads_call_it) {
  for (int round = 0; round < suite::rounds(200); ++round) {
    const suite::stage on;
    std::atomic<int> odd{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&] {
        for (;;) {
          const auto asked = on.desk.try_ask({"count"}, tk::agent("ada"));
          if (asked) continue;
          odd += asked.error().code() != "closed";
          return;
        }
      });
    }
    on.engine.close();
    for (auto& thread : threads) thread.join();
    CHECK(odd == 0);
    REFUSED("closed", on.desk.ask({"count"}, tk::host()));
  }
}
