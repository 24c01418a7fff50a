// Storages of the host's own: what is asked of them, what they throw, and how they end.
#include "../../../../examples/cpp/record_storage.hpp"
#include "suite.hpp"

namespace {

// Does something before each call.
struct watched : examples::map_storage {
  std::function<void(std::string_view)> before = [](std::string_view) {};
  std::vector<std::optional<tk::record>> get(const std::vector<std::string>& keys) override {
    before("get");
    return map_storage::get(keys);
  }
  std::vector<tk::record> range(const tk::record_range& range) override {
    before("range");
    return map_storage::range(range);
  }
  bool commit(const tk::record_batch& batch) override {
    before("commit");
    return map_storage::commit(batch);
  }
};

struct on_own {
  std::shared_ptr<watched> storage = std::make_shared<watched>();
  suite::stage on{tk::engine::on(storage, {{"/now", suite::monday()}, {"/first_id", 1}, {"/patience_ms", 0}})};
};

}  // namespace

TEST(a_desk_works_on_a_storage_over_a_map) {
  const on_own own;
  SAME("1", own.on.ticket());
  SAME("2", own.on.ticket());
  const auto found = own.on.desk.ask({"find"}, tk::agent("ada"));
  CHECK(found.count("/tickets") == 2);
  CHECK(tk::engine::on(own.storage).existing_desk("main").ask({"find"}, tk::host()).count("/tickets") == 2);
}

TEST(what_makes_a_storage_may_throw) {
  bool thrown = false;
  try {
    static_cast<void>(tk::storage_conformance([]() -> std::shared_ptr<tk::record_storage> { throw std::logic_error("none"); }));
  } catch (const std::logic_error& why) {
    thrown = std::string("none") == why.what();
  }
  CHECK(thrown);
  REFUSED("bad_pointer", tk::storage_conformance([] { return nullptr; }));
  REFUSED("bad_pointer", tk::engine::on(nullptr));
}

TEST(what_a_storage_throws_is_the_error_of_the_call) {
  const on_own own;
  own.on.ticket();
  const auto tried = [&](std::function<void()> act, std::string_view in = "") {
    own.storage->before = [act, in](std::string_view call) {
      if (in.empty() || in == call) act();
    };
    return own.on.desk.try_execute({"note", {{"/ticket", "1"}, {"/body", "a"}}}, tk::agent("ada")).error();
  };
  const auto full = tried([] { throw tk::error(TKIT_CODE_STORAGE_FULL, "no space on the card"); }, "commit");
  SAME("storage_full", full.code());
  CHECK(std::string(full.what()).find("no space on the card") != std::string::npos);
  const auto odd = tried([] { throw std::out_of_range("map::at"); });
  SAME("storage_failed", odd.code());
  CHECK(std::string(odd.what()).find("map::at") != std::string::npos);
  SAME("storage_failed", tried([] { throw 7; }).code());
  SAME("storage_failed", tried([] { throw std::runtime_error("\xff is no text"); }).code());
  SAME("storage_failed", tried([] { throw tk::error(TKIT_CODE_NOT_FOUND, "not a storage's to say"); }).code());
  SAME("storage_failed", tried([] { throw tk::error(TKIT_OK, "nothing"); }).code());
  own.storage->before = [](std::string_view) {};
  own.on.desk.execute({"note", {{"/ticket", "1"}, {"/body", "b"}}}, tk::agent("ada"));
  CHECK(own.on.desk.ask({"thread", {{"/ticket", "1"}}}, tk::host()).count("/messages") == 2);
}

TEST(a_storage_is_let_go_when_nobody_uses_it) {
  std::weak_ptr<watched> left;
  {
    on_own own;
    left = own.storage;
    own.storage.reset();
    own.on.ticket();
    CHECK(!left.expired());
  }
  CHECK(left.expired());
  auto refused = std::make_shared<watched>();
  left = refused;
  REFUSED("unknown_member", tk::engine::on(refused, {{"/pathh", 1}}));
  refused.reset();
  CHECK(left.expired());
}

TEST(a_storage_that_answers_nonsense_is_an_error) {
  struct nonsense : examples::map_storage {
    bool broken = false;
    std::vector<std::optional<tk::record>> get(const std::vector<std::string>& keys) override {
      auto found = map_storage::get(keys);
      if (broken) found.emplace_back();
      return found;
    }
  };
  const auto storage = std::make_shared<nonsense>();
  const auto engine = tk::engine::on(storage, {{"/patience_ms", 0}});
  const auto desk = engine.desk("main");
  storage->broken = true;
  const auto kind = desk.try_execute({"put_agent", {{"/person", "ada"}, {"/role", "agent"}}}, tk::host()).error().kind();
  SAME("storage", kind);
  storage->broken = false;
  desk.execute({"put_agent", {{"/person", "ada"}, {"/role", "agent"}}}, tk::host());
}
