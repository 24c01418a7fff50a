// `scenarios PATH... [--storage memory|sqlite|postgres|host] [--transcript FILE]`, or `scenarios --lists`: plays the scenarios of
// tests/scenarios, whose README.md says what a runner does.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

#include "../../../../examples/cpp/record_storage.hpp"

namespace tk = ticketkit;
namespace fs = std::filesystem;

namespace {

using fault = std::runtime_error;  // a mistake of the scenario, not of the engine

// Canonical JSON: members that are null left out; the order and the writing are the library's.
std::string canonical(const tk::view& value) {
  std::string text;
  if (value.get_type() == tk::type::list) {
    for (const tk::view item : value.items()) text += (text.empty() ? "" : ",") + canonical(item);
    return "[" + text + "]";
  }
  if (value.get_type() != tk::type::object) return std::string(value.get_json());
  for (const auto& [name, member] : value.members()) {
    if (member.get_type() == tk::type::null) continue;
    const auto quoted = tk::object({{"", name}}).read().get_json();
    text += (text.empty() ? "" : ",") + quoted + ":" + canonical(member);
  }
  return "{" + text + "}";
}

bool fits(const tk::view& expected, const tk::view& got) {
  if (expected.get_type() != got.get_type()) return false;
  if (expected.get_type() == tk::type::object) {
    for (const auto& [name, member] : expected.members()) {
      const auto there = got.find(tk::detail::token(name));
      if (there ? !fits(member, *there) : member.get_type() != tk::type::null) return false;
    }
    return true;
  }
  if (expected.get_type() != tk::type::list) return expected.get_json() == got.get_json();
  const auto wanted = expected.items(), items = got.items();
  for (std::size_t at = 0; at < wanted.size() && at < items.size(); ++at) {
    if (!fits(wanted[at], items[at])) return false;
  }
  return wanted.size() == items.size();
}

std::string ok(const std::string& value) { return "{\"ok\":" + value + "}"; }

std::string refused(const tk::error& why) {
  tk::object told;
  int at = 0;
  for (const auto& problem : why.problems()) {
    const auto place = "/error/" + std::to_string(at++);
    told.set(place + "/code", problem.code).set(place + "/message", problem.message);
    if (!problem.path.empty()) told.set(place + "/path", problem.path);
    if (!problem.hint.empty()) told.set(place + "/hint", problem.hint);
    for (const auto& [name, value] : problem.params) told.set(place + "/params" + tk::detail::token(name), value);
  }
  return told.read().get_json();
}

// A part of the step itself.
template <typename Read>
auto part(Read read) {
  auto found = tk::attempt(read);
  if (!found) throw fault(found.error().what());
  return *std::move(found);
}
std::string text(const tk::view& from, std::string_view at) { return part([&] { return std::string(from.get_text(at)); }); }
std::int64_t whole(const tk::view& from, std::string_view at) { return part([&] { return from.get_int(at); }); }
tk::instant moment(const tk::view& from, std::string_view at) { return part([&] { return from.get_instant(at); }); }

std::string document(const tk::view& value) {
  return value.get_type() == tk::type::text ? std::string(value.get_text()) : canonical(value);
}

tk::context actor(const tk::view& step) {
  return step.has("/as") ? tk::context::parse(step.get_json("/as")) : tk::host();
}

// A command with its context, as a step or an item of `many` has them.
tk::order one(const tk::view& step) {
  auto who = step.has("/id") ? actor(step).id(text(step, "/id")) : actor(step);
  const auto given = part([&] { return step.at("/do"); });
  if (!given.find("/document")) return {tk::command::parse(given.get_json()), who};
  auto read = tk::object({{"", tk::json{given.get_json()}}});
  const auto with_text = read.set("/document", document(given.at("/document"))).read();
  return {tk::command::parse(with_text.get_json()), who};
}

// The runner's own storage, which fails when it is told to.
class told_storage : public examples::map_storage {
 public:
  void fail_next(const std::string& code) {
    const auto codes = tk::codes();
    for (const tk::view each : codes.items()) {
      if (each.get_text("/code") == code) next_ = static_cast<tk_status>(each.get_int("/number"));
    }
    if (next_ == TKIT_OK) throw fault("there is no code `" + code + "`");
  }
  std::vector<std::optional<tk::record>> get(const std::vector<std::string>& keys) override {
    fail();
    return map_storage::get(keys);
  }
  std::vector<tk::record> range(const tk::record_range& range) override {
    fail();
    return map_storage::range(range);
  }
  bool commit(const tk::record_batch& batch) override {
    if (next_ == TKIT_CODE_CONTENTION) return false;
    fail();
    return map_storage::commit(batch);
  }

 private:
  using tk_status = tkit_status;
  void fail() {
    if (next_ == TKIT_OK || next_ == TKIT_CODE_CONTENTION) return;
    throw tk::error(std::exchange(next_, TKIT_OK), "the storage was told to fail");
  }
  tk_status next_ = TKIT_OK;
};

// What goes away with the stage.
struct folder {
  fs::path path;
  folder() {
    std::string name = (fs::temp_directory_path() / "ticketkit-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw fault("there is no temporary folder");
    path = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

class stage {
 public:
  stage(const tk::view& scenario, const std::string& kept)
      : now_(moment(scenario, "/steps/0/at")), engine_(opened(kept)), desk_(entered(scenario)) {}

  // Takes a step, and answers its result as JSON.
  std::string act(const tk::view& step) {
    std::vector<std::string> kinds;
    for (const auto& [name, ignored] : step.members()) {
      static const std::set<std::string_view> steps = {
          "do",        "many",          "ask",         "tick",  "next_due",   "lease", "acknowledge", "fail",  "create_desk",
          "open_desk", "existing_desk", "delete_desk", "desks", "statistics", "pause", "resume",      "close", "fail_next"};
      if (steps.count(name) != 0) kinds.emplace_back(name);
    }
    if (kinds.size() != 1) throw fault("a step says what is done, once: " + std::string(step.get_json()));
    try {
      if (step.has("/at")) engine_.set_now(now_ = moment(step, "/at"));
      return ok(done(kinds[0], step.at("/" + kinds[0]), step));
    } catch (const tk::error& why) {
      return refused(why);
    }
  }

 private:
  tk::engine opened(const std::string& kept) {
    tk::options how({{"/now", now_}, {"/first_id", 1}, {"/patience_ms", 0}});
    how.set("/link_keys/-", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    if (kept == "host") return tk::engine::on(storage_ = std::make_shared<told_storage>(), how);
    if (kept == "sqlite") how.set("/path", (folder_.emplace().path / "desks.db").string());
    else if (kept == "postgres") {
      const char* url = std::getenv("TICKETKIT_TEST_POSTGRES");
      if (url == nullptr) throw fault("no TICKETKIT_TEST_POSTGRES");
      how.set("/url", url).set("/schema", "scenarios");
    } else if (kept != "memory") throw fault("`" + kept + "` is none of memory, sqlite, postgres, host");
    return tk::engine::with(how);
  }

  tk::desk entered(const tk::view& scenario) {
    // What the scenario before left in the database.
    const auto left = engine_.desks();
    for (const tk::view each : left.items()) engine_.delete_desk(each.get_text("/key"));
    if (const auto config = scenario.find("/config")) return engine_.create_desk("main", canonical(*config));
    return engine_.desk("main");
  }

  std::string done(const std::string& kind, const tk::view& given, const tk::view& step) {
    const auto null = [] { return std::string("null"); };
    if (kind == "do") {
      const auto [what, who] = one(step);
      return canonical(desk_.execute(what, who));
    }
    if (kind == "ask") return canonical(desk_.ask(tk::query::parse(given.get_json()), actor(step)));
    if (kind == "many") return many(given);
    if (kind == "tick") return canonical(engine_.tick(now_, static_cast<std::uint32_t>(whole(given, ""))));
    if (kind == "next_due") {
      const auto due = engine_.next_due();
      return due ? tk::object({{"", *due}}).read().get_json() : null();
    }
    if (kind == "lease") {
      const std::chrono::milliseconds hold(whole(given, "/hold_ms"));
      return canonical(
          desk_.lease_effects(text(given, "/worker"), hold, static_cast<std::uint32_t>(whole(given, "/limit"))));
    }
    if (kind == "desks") return canonical(engine_.desks());
    if (kind == "statistics") return canonical(engine_.statistics());
    if (kind == "delete_desk") return engine_.delete_desk(text(given, "")) ? "true" : "false";
    const auto token = [&] { return static_cast<std::uint64_t>(whole(given, "/token")); };
    if (kind == "acknowledge") desk_.acknowledge_effect(text(given, "/effect"), token());
    if (kind == "fail") desk_.fail_effect(text(given, "/effect"), token(), moment(given, "/retry_at"), text(given, "/reason"));
    if (kind == "create_desk") {
      desk_ = engine_.create_desk(text(given, "/key"), document(part([&] { return given.at("/document"); })));
    }
    if (kind == "open_desk") desk_ = engine_.desk(text(given, ""));
    if (kind == "existing_desk") desk_ = engine_.existing_desk(text(given, ""));
    if (kind == "pause") engine_.pause(std::chrono::milliseconds(whole(given, "")));
    if (kind == "resume") engine_.resume();
    if (kind == "close") engine_.close();
    if (kind == "fail_next") {
      if (!storage_) throw fault("`fail_next` is for the runner's own storage");
      storage_->fail_next(text(given, ""));
    }
    return null();
  }

  std::string many(const tk::view& given) {
    std::vector<tk::order> orders;
    for (const tk::view item : given.items()) orders.push_back(one(item));
    const auto answers = desk_.execute_many(orders);
    std::string list;
    for (const tk::view answer : answers.items()) {
      const auto outcome = answer.find("/ok");
      list += (list.empty() ? "" : ",") + (outcome ? ok(canonical(*outcome)) : refused(tk::error(answer.at("/error"))));
    }
    return "[" + list + "]";
  }

  tk::instant now_;
  std::optional<folder> folder_;
  std::shared_ptr<told_storage> storage_;
  tk::engine engine_;
  tk::desk desk_;
};

std::string expected_of(const tk::view& step) {
  if (step.has("/error")) return "{\"error\":" + std::string(step.get_json("/error")) + "}";
  return step.has("/expect") ? ok(std::string(step.get_json("/expect"))) : "";
}

// Plays a file; answers whether all of it fits.
bool play(const fs::path& path, const std::string& kept, std::ostream& transcript) {
  const auto file = path.filename().string();
  int number = 0;
  bool all = true;
  try {
    std::ifstream in(path);
    const std::string read((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto scenario = tk::result::parse(read);
    const bool own = scenario.find_text("/storage").value_or("") == "host";
    stage on(scenario, own ? "host" : kept);
    for (const tk::view step : scenario.items("/steps")) {
      const auto got = tk::result::parse(on.act(step));
      const auto expected = expected_of(step);
      const bool as_expected = expected.empty() ? got.has("/ok") : fits(tk::result::parse(expected), got);
      transcript << file << '\t' << ++number << '\t' << canonical(got) << '\n';
      if (as_expected) continue;
      all = false;
      std::cout << "FAILED " << file << " step " << number << ": expected "
                << canonical(tk::result::parse(expected.empty() ? ok("{}") : expected)) << ", got " << canonical(got) << '\n';
    }
  } catch (const std::runtime_error& why) {
    all = false;
    std::cout << "FAILED " << file << " step 0: " << why.what() << '\n';
  }
  return all;
}

std::string lists() {
  tk::object all;
  const auto codes = tk::codes(), commands = tk::commands(), queries = tk::queries();
  for (const tk::view code : codes.items()) {
    all.set("/codes/" + std::string(code.get_text("/code")), code.get_int("/number"));
  }
  return all.set("/commands", tk::json{commands.get_json()}).set("/queries", tk::json{queries.get_json()}).read().get_json();
}

}  // namespace

int main(int count, char** arguments) {
  std::set<fs::path> files;
  std::string kept = "memory";
  std::ofstream transcript;
  for (int at = 1; at < count; ++at) {
    const std::string argument = arguments[at];
    if (argument == "--lists") {
      std::cout << lists() << '\n';
      return 0;
    }
    if (at + 1 < count && argument == "--storage") kept = arguments[++at];
    else if (at + 1 < count && argument == "--transcript") transcript.open(arguments[++at]);
    else if (!fs::is_directory(argument)) files.insert(argument);
    else {
      for (const auto& entry : fs::directory_iterator(argument)) {
        if (entry.path().extension() == ".json") files.insert(entry.path());
      }
    }
  }
  int passed = 0, failed = 0;
  for (const auto& file : files) ++(play(file, kept, transcript) ? passed : failed);
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}
