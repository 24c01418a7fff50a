// What takes long, as a program of its own: the checks that every storage has to pass, of the one in the examples and of
// one that is wrong; and a replay of more than its page, between which somebody is told how far it is.
#include "../../../../examples/cpp/record_storage.hpp"
#include "suite.hpp"

namespace {

// Forgets the last record of a batch that has more than one.
struct forgetful : examples::map_storage {
  bool commit(const tk::record_batch& batch) override {
    auto part = batch;
    if (part.put.size() > 1) part.put.pop_back();
    return map_storage::commit(part);
  }
};

}  // namespace

TEST(a_storage_over_a_map_passes_every_check) {
  const auto report = tk::storage_conformance([] { return std::make_shared<examples::map_storage>(); });
  CHECK(report.get_int("/checks") > 10);
  SAME("[]", report.get_json("/failures"));
}

TEST(a_storage_that_loses_a_write_is_found_by_name) {
  const auto report = tk::storage_conformance([] { return std::make_shared<forgetful>(); });
  CHECK(report.count("/failures") > 0);
  for (const tk::view failure : report.items("/failures")) {
    CHECK(!failure.get_text("/check").empty() && !failure.get_text("/what").empty());
  }
}

TEST(a_replay_ends_when_it_is_told_to) {
  const suite::stage on;
  on.ticket();
  std::vector<tk::order> orders;
  for (int note = 0; note < 500; ++note) orders.push_back({{"note", {{"/ticket", "1"}, {"/body", "a"}}}, tk::agent("ada")});
  for (int turn = 0; turn < 2; ++turn) static_cast<void>(on.desk.execute_many(orders));
  const auto fresh = [] { return tk::engine::with({{"/now", suite::monday()}, {"/first_id", 1}}); };
  std::uint64_t told = 0;
  const auto part = on.desk.replay_into(fresh().desk("main"), [&](std::uint64_t done) {
    told = done;
    return false;
  });
  CHECK(told == 1000 && part.get_int("/commands") == 1000);
  bool thrown = false;
  try {
    on.desk.replay_into(fresh().desk("main"), [](std::uint64_t) -> bool { throw std::logic_error("enough"); });
  } catch (const std::logic_error& why) {
    thrown = std::string("enough") == why.what();
  }
  CHECK(thrown);
}
