// What goes wrong, and how it is said.
#include <set>

#include "suite.hpp"

TEST(a_refusal_lists_all_problems) {
  const suite::stage on;
  on.ticket();
  try {
    on.desk.execute({"change_ticket", {{"/ticket", "1"}, {"/set/status", "solvd"}, {"/set/priority", "hihg"}}},
                    tk::agent("ada"));
    CHECK(false);
  } catch (const std::runtime_error& caught) {
    const auto& why = dynamic_cast<const tk::error&>(caught);
    CHECK(why.problems().size() == 2);
    SAME("unknown_name", why.code());
    CHECK(why.number() == TKIT_CODE_UNKNOWN_NAME);
    SAME("invalid", why.kind());
    CHECK(!why.retryable());
    const auto& problem = why.problems().at(0);
    SAME("unknown_name", problem.code);
    SAME("/set/priority", problem.path);
    SAME("there is no priority `hihg`", problem.message);
    SAME("did you mean `high`?", problem.hint);
    SAME("/set/status", why.problems().at(1).path);
    CHECK(std::string(why.what()).find("solvd") != std::string::npos);
    const tk::error copy = why;
    SAME(why.problems().at(1).message, copy.problems().at(1).message);
  }
  SAME("normal", on.desk.ask({"ticket", {{"/ticket", "1"}}}, tk::host()).get_text("/ticket/priority"));
}

TEST(without_exceptions_an_outcome_is_answered) {
  const suite::stage on;
  auto opened = on.desk.try_execute({"create_ticket", {{"/subject", "a"}, {"/body", ""}, {"/requester/person", "ines"}}},
                                    tk::host());
  CHECK(opened.has_value());
  SAME("1", opened->get_text("/number"));
  const tk::result taken = *std::move(opened);
  SAME("1", taken.get_text("/number"));
  const auto refused = on.desk.try_ask({"ticket", {{"/ticket", "9"}}}, tk::host());
  CHECK(!refused);
  SAME("not_found", refused.error().code());
  REFUSED("not_found", refused.value().get_json());
  CHECK(!on.desk.try_execute_json("[]", tk::host()));
  CHECK(!on.desk.try_ask_json("nonsense", tk::host()));
  CHECK(tk::attempt([&] { on.engine.set_now(suite::monday()); }).has_value());
}

TEST(what_cannot_be_set_is_said_with_all_the_rest) {
  const suite::stage on;
  const tk::command broken("create_ticket", {{"no pointer", "a"},
                                             {"/subject", "Fire"},
                                             {"/subject/x", "b"},
                                             {"/set/at", tk::instant(std::chrono::milliseconds(std::int64_t{1} << 60))},
                                             {"/set/half", std::numeric_limits<double>::infinity()},
                                             {"/set/json", tk::json{"{"}},
                                             {"/set/text", "\xff"}});
  const auto tried = on.desk.try_execute(broken, tk::host());
  CHECK(!tried);
  std::vector<std::string> codes;
  for (const auto& problem : tried.error().problems()) codes.push_back(problem.code);
  CHECK(codes == std::vector<std::string>{"malformed", "wrong_type", "out_of_range", "out_of_range", "malformed", "bad_text"});
  REFUSED("malformed", broken.read());
}

TEST(a_command_that_cannot_be_read_says_all_of_it) {
  const auto tried = tk::attempt([] { return tk::command::parse(R"({"do": "reply", "boddy": 7})"); });
  CHECK(!tried);
  std::set<std::string> paths;
  for (const auto& problem : tried.error().problems()) paths.insert(problem.path);
  CHECK(paths.count("/boddy") == 1 && tried.error().problems().size() >= 2);
  REFUSED("malformed", tk::query::parse("{"));
  REFUSED("bad_text", tk::command("\xff"));
  REFUSED("malformed", tk::context::parse("nobody"));
  CHECK(!tk::attempt([] { return tk::context::parse(R"({"kind": "agent"})"); }));
}

TEST(texts_that_are_not_utf8_are_refused_everywhere) {
  const suite::stage on;
  REFUSED("bad_text", on.engine.desk("\xff"));
  REFUSED("bad_text", on.desk.execute_json("\xff", tk::host()));
  REFUSED("bad_text", on.desk.ask({"count"}, tk::agent("\xc3")));
  REFUSED("bad_text", on.desk.lease_effects("\xff", std::chrono::minutes(1), 1));
  REFUSED("bad_text", tk::result::parse("\"\xff\""));
}

TEST(an_error_of_ones_own_knows_what_follows_from_its_code) {
  const tk::error full(TKIT_CODE_STORAGE_FULL, "no space on the card");
  SAME("storage_full", full.code());
  SAME("no space on the card", std::string(full.what()));
  CHECK(full.problems().size() == 1);
  const auto codes = tk::codes();
  CHECK(codes.count() > 40);
  for (const tk::view each : codes.items()) {
    const tk::error one(static_cast<tkit_status>(each.get_int("/number")), "x");
    SAME(each.get_text("/code"), one.code());
    SAME(each.get_text("/kind"), one.kind());
    CHECK(each.get_bool("/retryable") == one.retryable());
    CHECK(!each.get_text("/meaning").empty());
  }
}

TEST(the_lists_of_names_can_be_read) {
  const auto commands = tk::commands(), queries = tk::queries();
  CHECK(commands.count() > 10 && queries.count() > 10);
  CHECK(!tk::version().empty());
}
