// What a desk does, through the objects of C++.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "suite.hpp"

TEST(a_ticket_is_opened_answered_and_solved) {
  const suite::stage on;
  const auto opened = on.desk.execute({"create_ticket", {{"/subject", "Fire"}, {"/body", ""}, {"/requester/person", "ines"}}},
                                      tk::host());
  SAME("1", opened.get_text("/number"));
  SAME("1", on.desk.execute({"reply", {{"/ticket", "1"}, {"/body", "On our way."}}}, tk::agent("ada")).get_text("/number"));
  on.desk.execute({"change_ticket", {{"/ticket", "1"}, {"/set/status", "resolved"}}}, tk::agent("ada"));
  const auto shown = on.desk.ask({"ticket", {{"/ticket", "1"}}}, tk::agent("ada"));
  SAME("ticket", shown.get_text("/answer"));
  SAME("resolved", shown.get_text("/ticket/status"));
  CHECK(shown.get_instant("/ticket/first_reply_at") == suite::monday());
}

TEST(commands_and_questions_may_be_json_text) {
  const suite::stage on;
  on.ticket();
  on.desk.execute_json(R"({"do": "note", "ticket": "1", "body": "It smells."})", tk::agent("ada"));
  SAME("2", std::to_string(on.desk.ask_json(R"({"ask": "thread", "ticket": "1"})", tk::agent("ada")).count("/messages")));
  const auto parsed = tk::command::parse(R"({"do": "change_ticket", "ticket": "1", "set": {"priority": "high"}})");
  on.desk.execute(parsed, tk::agent("ada"));
  const auto asked = tk::query::parse(R"({"ask": "ticket", "ticket": "1"})");
  SAME("high", on.desk.ask(asked, tk::agent("ada")).get_text("/ticket/priority"));
}

TEST(a_file_is_kept_under_its_hash) {
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("ticketkit-files-" + std::to_string(std::rand()))).string();
  const std::string source = folder + "-source";
  std::ofstream(source) << "Paper jam";
  REFUSED("attachment_too_large", tk::keep_file(folder, source, 8));
  const tk::result kept = tk::keep_file(folder, source, 9);
  const std::string hash(kept.get_text("/sha256"));
  CHECK(kept.get_int("/bytes") == 9 && std::ifstream(tk::kept_file(folder, hash)).good());
  CHECK(tk::remove_kept_file(folder, hash) && !tk::remove_kept_file(folder, hash));
  REFUSED("not_found", tk::kept_file(folder, hash));
  std::filesystem::remove_all(folder);
  std::filesystem::remove(source);
}

TEST(a_request_takes_every_type_of_value) {
  const std::string text = "text";
  const auto read = tk::object({{"/text", text},
                                {"/literal", "literal"},
                                {"/view", std::string_view("view")},
                                {"/empty", std::string_view()},
                                {"/nothing", nullptr},
                                {"/yes", true},
                                {"/zero", 0},
                                {"/least", std::numeric_limits<std::int64_t>::min()},
                                {"/most", std::numeric_limits<std::uint64_t>::max()},
                                {"/half", 0.5},
                                {"/at", suite::monday()},
                                {"/exact", std::chrono::system_clock::time_point(suite::monday())},
                                {"/list/-", 1},
                                {"/list/-", "two"},
                                {"/json", tk::json{R"({"a/b": [1]})"}}})
                        .read();
  SAME(R"({"at":"2026-06-01T09:00:00.000Z","empty":"","exact":"2026-06-01T09:00:00.000Z","half":0.5,"json":{"a/b":[1]},)"
       R"("least":-9223372036854775808,"list":[1,"two"],"literal":"literal","most":18446744073709551615,"nothing":null,)"
       R"("text":"text","view":"view","yes":true,"zero":0})",
       read.get_json());
  CHECK(read.get_int("/json/a~1b/0") == 1);
}

TEST(setters_are_chained_on_names_and_on_temporaries) {
  auto named = tk::command("reply").set("/ticket", "1");
  named.set("/body", "a").set("/body", "b");
  SAME(R"({"body":"b","do":"reply","ticket":"1"})", named.read().get_json());
}

TEST(a_request_can_be_carried_out_again) {
  const suite::stage on;
  on.ticket();
  const tk::command note("note", {{"/ticket", "1"}, {"/body", "again"}});
  on.desk.execute(note, tk::agent("ada"));
  on.desk.execute(note, tk::agent("ada"));
  CHECK(on.desk.ask({"thread", {{"/ticket", "1"}}}, tk::host()).count("/messages") == 3);
}

TEST(a_command_under_one_id_is_carried_out_once) {
  const suite::stage on;
  on.ticket();
  const tk::command note("note", {{"/ticket", "1"}, {"/body", "once"}});
  const auto who = tk::agent("ada").id("0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d");
  const auto first = on.desk.execute(note, who), second = on.desk.execute(note, who);
  CHECK(first.get_int("/version") == second.get_int("/version"));
  CHECK(on.desk.ask({"thread", {{"/ticket", "1"}}}, tk::host()).count("/messages") == 2);
  REFUSED("key_reused", on.desk.execute({"note", {{"/ticket", "1"}, {"/body", "other"}}}, who));
}

TEST(a_command_may_say_when_it_happens) {
  const suite::stage on;
  const auto then = suite::monday() - std::chrono::hours(2);
  on.desk.execute({"create_ticket", {{"/subject", "Fire"}, {"/body", ""}, {"/requester/person", "ines"}}}, tk::host().at(then));
  CHECK(on.desk.ask({"ticket", {{"/ticket", "1"}}}, tk::host()).get_instant("/ticket/created_at") == then);
  REFUSED("not_writable", on.desk.ask({"ticket", {{"/ticket", "1"}}}, tk::host().at(then)));
}

TEST(many_commands_answer_each_for_itself) {
  const suite::stage on;
  on.ticket();
  std::vector<tk::order> orders;
  orders.push_back({{"note", {{"/ticket", "1"}, {"/body", "first"}}}, tk::agent("ada")});
  orders.push_back({{"note", {{"/ticket", "9"}, {"/body", "second"}}}, tk::agent("ada")});
  orders.push_back({{"note", {{"/ticket", "1"}, {"/body", "third"}}}, tk::requester("ines")});
  const auto answers = on.desk.execute_many(orders);
  const auto items = answers.items();
  CHECK(items.size() == 3);
  SAME("1", items[0].get_text("/ok/number"));
  SAME("not_found", tk::error(items[1].at("/error")).code());
  SAME("forbidden", tk::error(items[2].at("/error")).code());
  CHECK(on.desk.execute_many({}).count() == 0);
  std::vector<tk::order> broken;
  broken.push_back({{"note", {{"/ticket", "1"}, {"/body", "never"}}}, tk::agent("ada")});
  broken.push_back({{"note", {{"/ticket", "1"}}}, tk::agent("ada")});
  try {
    on.desk.execute_many(broken);
    CHECK(false);
  } catch (const tk::error& why) {
    SAME("/1/body", why.problems().at(0).path);
  }
  CHECK(on.desk.ask({"thread", {{"/ticket", "1"}}}, tk::host()).count("/messages") == 2);
}

TEST(duties_are_leased_and_settled) {
  const suite::stage on;
  on.ticket();
  const auto duties = on.desk.lease_effects("mailer", std::chrono::minutes(5), 10);
  CHECK(duties.count() > 0);
  const auto first = duties.items()[0];
  const auto token = static_cast<std::uint64_t>(first.get_int("/state/token"));
  REFUSED("lease_lost", on.desk.acknowledge_effect(first.get_text("/id"), token + 1));
  on.desk.fail_effect(first.get_text("/id"), token, suite::monday() + std::chrono::hours(1), "no network");
  CHECK(on.desk.lease_effects("mailer", std::chrono::minutes(5), 10).count() == 0);
  on.engine.set_now(suite::monday() + std::chrono::hours(2));
  const auto again = on.desk.lease_effects("mailer", std::chrono::minutes(5), 10);
  const auto duty = again.items()[0];
  on.desk.acknowledge_effect(duty.get_text("/id"), static_cast<std::uint64_t>(duty.get_int("/state/token")));
  CHECK(on.desk.lease_effects("mailer", std::chrono::hours(1), 10).count() == 0);
  REFUSED("wrong_type", on.desk.acknowledge_effect("no id", 1));
}

TEST(time_passes_when_it_is_told_to) {
  const suite::stage on;
  CHECK(!on.engine.next_due());
  on.ticket();
  const auto due = on.engine.next_due();
  CHECK(due && *due > suite::monday());
  const auto report = on.engine.tick(suite::monday() + std::chrono::hours(24 * 30), 1000);
  CHECK(report.get_int("/fired") > 0);
  CHECK(!report.get_bool("/more"));
  const auto clock = tk::engine::in_memory();
  REFUSED("not_writable", clock.set_now(suite::monday()));
}

TEST(desks_are_made_listed_and_deleted) {
  const suite::stage on;
  const auto document = on.desk.ask({"config"}, tk::host());
  const auto second = on.engine.create_desk("second", document.get_text("/document"));
  CHECK(second.id() != on.desk.id() && second.id() == on.engine.existing_desk("second").id());
  const auto desks = on.engine.desks();
  SAME("main", desks.get_text("/0/key"));
  SAME("second", desks.get_text("/1/key"));
  REFUSED("already_taken", on.engine.create_desk("second", document.get_text("/document")));
  REFUSED("unknown_desk", on.engine.existing_desk("third"));
  CHECK(on.engine.delete_desk("second"));
  CHECK(!on.engine.delete_desk("second"));
  REFUSED("unknown_desk", second.ask({"count"}, tk::host()));
}

TEST(the_engine_counts_what_it_has_done) {
  const suite::stage on;
  REFUSED("not_found", on.desk.execute({"wake_ticket", {{"/ticket", "9"}}}, tk::host()));
  const auto told = on.engine.statistics();
  CHECK(told.get_int("/accepted") == 1 && told.get_int("/refused") == 1);
}

TEST(a_desk_is_replayed_into_another) {
  const suite::stage on;
  on.ticket();
  on.ticket();
  const auto fresh = tk::engine::with({{"/now", suite::monday()}});
  const auto report = on.desk.replay_into(fresh.desk("main"));
  CHECK(report.get_int("/commands") == 3);
  CHECK(report.count("/different") == 0);
  SAME("2", fresh.desk("main").ask({"ticket", {{"/ticket", "2"}}}, tk::host()).get_text("/ticket/number"));
}

TEST(a_file_keeps_what_is_written) {
  const auto path = std::filesystem::temp_directory_path() / ("ticketkit-cpp-" + std::to_string(std::rand()) + ".sqlite");
  {
    const suite::stage on(tk::engine::open(path.string()));
    on.ticket("kept");
    on.engine.pause(std::chrono::seconds(1));
    REFUSED("paused", on.desk.ask({"count"}, tk::host()));
    on.engine.resume();
    on.engine.close();
  }
  const auto again = tk::engine::open(path.string());
  SAME("kept", again.existing_desk("main").ask({"ticket", {{"/ticket", "1"}}}, tk::host()).get_text("/ticket/subject"));
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
  REFUSED("cannot_open", tk::engine::open("/proc/no/such/folder/desks.sqlite"));
}

// The example of the specification.
TEST(a_webhook_is_signed_as_the_specification_says) {
  const std::vector<std::string> secrets{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
  const std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek", body = R"({"test": 2432232314})";
  const std::string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const auto at = tk::instant(std::chrono::seconds(1614265330));
  const auto headers = tk::sign_webhook(secrets, id, at, body);
  SAME(signature, headers.get_text("/webhook-signature"));
  SAME("1614265330", headers.get_text("/webhook-timestamp"));
  tk::verify_webhook(secrets, id, "1614265330", signature, body, at);
  REFUSED("signature_refused", tk::verify_webhook(secrets, id, "1614265330", signature, "{}", at));
  REFUSED("signature_refused", tk::verify_webhook(secrets, id, "1614265330", signature, body, at + std::chrono::minutes(6)));
  REFUSED("missing", tk::sign_webhook({}, id, at, body));
}

TEST(options_are_read_as_a_whole) {
  const auto tried = tk::attempt([] { return tk::engine::with_json(R"({"durability": "some", "pathh": 1})"); });
  CHECK(!tried && tried.error().problems().size() == 2);
  REFUSED("unknown_member", tk::engine::with({{"/pathh", 1}}));
  REFUSED("malformed", tk::engine::with_json("{"));
}
