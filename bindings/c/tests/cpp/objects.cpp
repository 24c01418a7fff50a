// Objects: what was moved from, what has ended, what is read out of results.
#include "suite.hpp"

TEST(an_object_that_was_moved_from_answers_bad_handle) {
  suite::stage on;
  on.ticket();
  tk::engine engine = std::move(on.engine);
  tk::desk desk = std::move(on.desk);
  tk::command command("wake_ticket", {{"/ticket", "1"}});
  tk::command kept = std::move(command);
  tk::result answer = desk.ask({"count"}, tk::host());
  tk::result held = std::move(answer);
  const std::string bad = "bad_handle";
  REFUSED(bad, on.engine.desk("main"));           // NOLINT: on purpose
  REFUSED(bad, on.engine.close());                // NOLINT
  REFUSED(bad, on.engine.next_due());             // NOLINT
  REFUSED(bad, on.desk.id());                     // NOLINT
  REFUSED(bad, on.desk.ask({"count"}, tk::host()));  // NOLINT
  REFUSED(bad, command.set("/ticket", "2"));      // NOLINT
  REFUSED(bad, desk.execute(command, tk::host()));  // NOLINT
  REFUSED(bad, answer.get_json());                // NOLINT
  REFUSED(bad, answer.count());                   // NOLINT
  REFUSED(bad, answer.find("/x"));                // NOLINT
  SAME("misuse", desk.try_execute(command, tk::host()).error().kind());  // NOLINT
  SAME("main", engine.desks().get_text("/0/key"));
  CHECK(held.has("/counts") || held.count() > 0);
  SAME("wake_ticket", kept.read().get_text("/do"));
}

TEST(assignment_gives_back_what_was_held) {
  const suite::stage on;
  tk::result answer = tk::result::parse("[1]");
  const tk::view old = answer.at("/0");
  answer = tk::result::parse("[2]");
  REFUSED("freed", old.get_int());
  CHECK(answer.get_int("/0") == 2);
  tk::result& same = answer;
  answer = std::move(same);
  CHECK(answer.get_int("/0") == 2);
  tk::desk desk = on.engine.desk("a");
  desk = on.engine.desk("b");
  CHECK(desk.id() == on.engine.existing_desk("b").id());
}

TEST(a_part_ends_with_its_result) {
  std::optional<tk::view> part;
  {
    const auto answer = tk::result::parse(R"({"a": [1]})");
    part = answer.at("/a");
    CHECK(part->count() == 1);
  }
  REFUSED("freed", part->count());
  REFUSED("freed", part->items());
}

TEST(after_close_every_call_answers_closed) {
  const suite::stage on;
  on.engine.close();
  REFUSED("closed", on.desk.execute({"wake_ticket", {{"/ticket", "1"}}}, tk::host()));
  REFUSED("closed", on.desk.ask({"count"}, tk::host()));
  REFUSED("closed", on.engine.desk("main"));
  REFUSED("closed", on.engine.next_due());
  REFUSED("closed", on.engine.tick(suite::monday(), 1));
  SAME("unavailable", on.desk.try_ask({"count"}, tk::host()).error().kind());
}

TEST(a_desk_lives_on_when_its_engine_object_has_ended) {
  std::optional<tk::desk> desk;
  {
    suite::stage on;
    on.ticket();
    desk = std::move(on.desk);
  }
  SAME("ticket", desk->ask({"ticket", {{"/ticket", "1"}}}, tk::host()).get_text("/answer"));
}

TEST(values_are_read_by_pointer) {
  const auto value = tk::result::parse(
      R"({"text": "a\u0000b", "int": 7, "half": 1.5, "yes": true, "nothing": null, "at": "2026-06-01T09:00:00Z", "a/~": {"": 1}})");
  SAME(std::string("a\0b", 3), value.get_text("/text"));
  CHECK(value.get_int("/int") == 7 && value.get_number("/half") == 1.5 && value.get_number("/int") == 7.0);
  CHECK(value.get_bool("/yes") && value.get_instant("/at") == suite::monday());
  const std::chrono::system_clock::time_point at = value.get_instant("/at");
  CHECK(at == suite::monday());
  CHECK(value.get_int("/a~1~0/") == 1);
  CHECK(value.get_type("/nothing") == tk::type::null && value.get_type() == tk::type::object);
  CHECK(value.get_type("/half") == tk::type::number && value.get_type("/int") == tk::type::integer);
  REFUSED("missing", value.get_text("/none"));
  REFUSED("missing", value.at("/none"));
  REFUSED("wrong_type", value.get_text("/int"));
  REFUSED("wrong_type", value.get_int("/half"));
  REFUSED("wrong_type", value.get_instant("/text"));
  REFUSED("malformed", value.get_text("text"));
  REFUSED("malformed", value.find_text("text"));
  REFUSED("out_of_range", tk::result::parse("18446744073709551615").get_int());
  try {
    static_cast<void>(value.at("/a~1~0").get_bool("/"));
    CHECK(false);
  } catch (const tk::error& why) {
    SAME("/a~1~0/", why.problems().at(0).path);
  }
}

TEST(what_may_be_absent_is_found_or_not) {
  const auto value = tk::result::parse(R"({"text": "a", "int": 7, "yes": false, "nothing": null, "list": []})");
  SAME("a", value.find_text("/text").value());
  CHECK(value.find_int("/int") == 7 && value.find_bool("/yes") == false && value.find_number("/int") == 7.0);
  CHECK(!value.find_text("/none") && !value.find_text("/nothing") && !value.find_instant("/nothing") && !value.find("/nothing"));
  CHECK(value.has("/nothing") && !value.has("/none") && value.find("/list").has_value());
  REFUSED("wrong_type", value.find_text("/int"));
  REFUSED("wrong_type", value.find_instant("/text"));
  SAME("a", tk::result::parse(R"({"text": "a"})").find_text("/text").value());
}

TEST(lists_and_objects_are_gone_through) {
  const auto value = tk::result::parse(R"({"list": [1, [2], {"x": 3}], "none": [], "b/c": 4, "a": 5})");
  std::string names;
  for (const auto& [name, member] : value.members()) names += std::string(name) + "=" + std::string(member.get_json()) + ";";
  SAME(R"(a=5;b/c=4;list=[1,[2],{"x":3}];none=[];)", names);
  std::int64_t sum = 0;
  const auto list = value.items("/list");
  for (const tk::view item : list) {
    if (item.get_type() == tk::type::integer) sum += item.get_int();
    if (item.get_type() == tk::type::list) sum += item.items()[0].get_int();
    if (item.get_type() == tk::type::object) sum += item.get_int("/x");
  }
  CHECK(sum == 6 && list.size() == 3 && value.items("/none").empty());
  CHECK(std::distance(list.begin(), list.end()) == 3);
  REFUSED("missing", list[3]);
  REFUSED("out_of_range", value.members()[4]);
  REFUSED("wrong_type", value.items());
  REFUSED("wrong_type", value.members("/list"));
  REFUSED("missing", value.items("/nowhere"));
}
