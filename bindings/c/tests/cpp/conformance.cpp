// The checks that every storage has to pass, of the one in the examples and of one that is wrong. A program of its own,
// because it takes long.
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
