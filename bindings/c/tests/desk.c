/* A desk at work: commands, questions, time, the outbox, replay, pausing. */
#include <unistd.h>

#include "suite.h"

static const char *CREATE =
    "{\"do\": \"create_ticket\", \"subject\": \"Printer\", \"body\": \"It burns.\","
    "\"requester\": {\"address\": \"ines@example.com\"}, \"set\": {\"priority\": \"urgent\"}}";

static void a_ticket_is_made_promised_and_broken(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_result result;
  tkit_request request;
  int64_t due;
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, &result));
  CHECK(strcmp(text_at(result, "/number"), "1") == 0);
  OK(tkit_result_free(result));

  OK(tkit_query(tkit_z("promises"), &request));
  OK(tkit_set_text(request, tkit_z("/ticket"), tkit_z("1")));
  OK(tkit_ask(stage.desk, request, &host, &result));
  OK(tkit_get_instant(result, tkit_z("/clocks/0/clock/due_at"), &due));
  CHECK(due == MONDAY + 3600 * 1000);
  CHECK(strstr(text_at(result, "/clocks/0/why"), "1 h promised") != NULL);
  OK(tkit_result_free(result));
  OK(tkit_request_free(request));

  OK(tkit_next_due(stage.engine, &result));
  OK(tkit_get_instant(result, tkit_z(""), &due));
  CHECK(due > MONDAY);
  OK(tkit_result_free(result));
  OK(tkit_set_now(stage.engine, MONDAY + 24 * 3600 * 1000, NULL));
  OK(tkit_tick(stage.engine, MONDAY + 24 * 3600 * 1000, 1000, &result));
  CHECK(int_at(result, "/fired") > 0);
  OK(tkit_result_free(result));
  OK(tkit_statistics(stage.engine, &result));
  CHECK(int_at(result, "/accepted") > 0);
  OK(tkit_result_free(result));
  stage_end(stage);
}

static void a_refusal_lists_every_problem_and_changes_nothing(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_result result;
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, NULL));
  const char *change = "{\"do\": \"change_ticket\", \"ticket\": \"1\", \"set\": {\"priority\": \"hihg\", \"colour\": \"red\"}}";
  STATUS(TKIT_CODE_UNKNOWN_FIELD, tkit_execute_json(stage.desk, tkit_z(change), &host, &result));
  CHECK(count_at(result, "/problems") == 2);
  CHECK(strcmp(text_at(result, "/problems/1/code"), "unknown_name") == 0);
  CHECK(strcmp(text_at(result, "/problems/1/path"), "/set/priority") == 0);
  CHECK(strstr(text_at(result, "/problems/1/hint"), "high") != NULL);
  CHECK(int_at(result, "/number") == TKIT_CODE_UNKNOWN_FIELD);
  OK(tkit_result_free(result));
  OK(tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"ticket\", \"ticket\": \"1\"}"), &host, &result));
  CHECK(int_at(result, "/ticket/version") == 1);
  OK(tkit_result_free(result));
  stage_end(stage);
}

static void the_same_command_id_is_carried_out_once(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  int64_t now = MONDAY + 1000;
  tkit_result first, second;
  host.command_id = tkit_z("0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d");
  host.now = &now;
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, &first));
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, &second));
  CHECK(strcmp(text_at(first, "/ticket"), text_at(second, "/ticket")) == 0);
  OK(tkit_result_free(first));
  OK(tkit_result_free(second));
  STATUS(TKIT_CODE_KEY_REUSED, tkit_execute_json(stage.desk, tkit_z("{\"do\": \"wake_ticket\", \"ticket\": \"1\"}"), &host, NULL));
  stage_end(stage);
}

static void of_many_commands_each_is_answered(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_request commands[3];
  const tkit_context *contexts[3] = {&host, &host, &host};
  tkit_result result;
  OK(tkit_command_parse(tkit_z(CREATE), &commands[0], NULL));
  OK(tkit_command_parse(tkit_z("{\"do\": \"wake_ticket\", \"ticket\": \"99\"}"), &commands[1], NULL));
  OK(tkit_command_parse(tkit_z(CREATE), &commands[2], NULL));
  OK(tkit_execute_many(stage.desk, commands, contexts, 3, &result));
  CHECK(strcmp(text_at(result, "/0/ok/number"), "1") == 0);
  CHECK(strcmp(text_at(result, "/1/error/problems/0/code"), "not_found") == 0);
  CHECK(strcmp(text_at(result, "/2/ok/number"), "2") == 0);
  OK(tkit_result_free(result));
  OK(tkit_set_int(commands[2], tkit_z("/subject"), 5));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_execute_many(stage.desk, commands, contexts, 3, &result));
  CHECK(strcmp(text_at(result, "/problems/0/path"), "/2/subject") == 0);
  OK(tkit_result_free(result));
  OK(tkit_execute_many(stage.desk, NULL, NULL, 0, &result));
  CHECK(count_at(result, "") == 0);
  OK(tkit_result_free(result));
  for (int at = 0; at < 3; at++) OK(tkit_request_free(commands[at]));
  stage_end(stage);
}

static void duties_are_leased_and_settled(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_result result;
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, NULL));
  OK(tkit_lease_effects(stage.desk, tkit_z("mailer"), 60000, 10, &result));
  CHECK(count_at(result, "") == 1);
  CHECK(strcmp(text_at(result, "/0/kind/kind"), "acknowledge") == 0);
  tkit_text effect;
  OK(tkit_get_text(result, tkit_z("/0/id"), &effect));
  uint64_t token = (uint64_t)int_at(result, "/0/state/token");
  STATUS(TKIT_CODE_LEASE_LOST, tkit_acknowledge_effect(stage.desk, effect, token + 1, NULL));
  OK(tkit_fail_effect(stage.desk, effect, token, MONDAY + 1000, tkit_z("no mail server"), NULL));
  STATUS(TKIT_CODE_LEASE_LOST, tkit_acknowledge_effect(stage.desk, effect, token, NULL));
  OK(tkit_set_now(stage.engine, MONDAY + 1000, NULL));
  tkit_result again;
  OK(tkit_lease_effects(stage.desk, tkit_z("mailer"), 60000, 10, &again));
  OK(tkit_acknowledge_effect(stage.desk, effect, (uint64_t)int_at(again, "/0/state/token"), NULL));
  OK(tkit_result_free(again));
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_acknowledge_effect(stage.desk, tkit_z("no id"), 1, NULL));
  stage_end(stage);
}

static bool count_replayed(void *payload, uint64_t done) {
  *(uint64_t *)payload = done;
  return true;
}

static void a_history_is_decided_again(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_desk copy;
  tkit_result result;
  uint64_t done = 0;
  OK(tkit_execute_json(stage.desk, tkit_z(CREATE), &host, NULL));
  OK(tkit_open_desk(stage.engine, tkit_z("copy"), &copy, NULL));
  OK(tkit_replay_into(stage.desk, copy, count_replayed, &done, &result));
  CHECK(int_at(result, "/commands") >= 1 && count_at(result, "/different") == 0);
  OK(tkit_result_free(result));
  OK(tkit_replay_into(stage.desk, copy, NULL, NULL, NULL));
  OK(tkit_desk_free(copy));
  OK(tkit_desks(stage.engine, &result));
  CHECK(count_at(result, "") == 2 && strcmp(text_at(result, "/0/key"), "copy") == 0);
  OK(tkit_result_free(result));
  OK(tkit_delete_desk(stage.engine, tkit_z("copy"), &result));
  bool there = false;
  OK(tkit_get_bool(result, tkit_z(""), &there));
  CHECK(there);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_UNKNOWN_DESK, tkit_existing_desk(stage.engine, tkit_z("copy"), &copy, NULL));
  OK(tkit_desk_id(stage.desk, &result));
  CHECK(strlen(text_at(result, "")) == 36);
  OK(tkit_result_free(result));
  stage_end(stage);
}

static void a_desk_is_made_with_a_document_that_is_checked_as_a_whole(void) {
  Stage stage = stage_open();
  tkit_desk desk;
  tkit_result result;
  CHECK(tkit_create_desk(stage.engine, tkit_z("odd"), tkit_z("{\"version\": \"x\", \"colour\": 1}"), &desk, &result) > 0);
  CHECK(desk.number == 0 && count_at(result, "/problems") >= 2);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_UNKNOWN_DESK, tkit_existing_desk(stage.engine, tkit_z("odd"), &desk, NULL));
  stage_end(stage);
}

static void a_paused_engine_says_so_and_goes_on(void) {
  char path[] = "/tmp/ticketkit-suite-XXXXXX";
  int file = mkstemp(path);
  CHECK(file >= 0);
  close(file);
  unlink(path);
  tkit_request options;
  tkit_request none = {0};
  tkit_engine engine;
  tkit_desk desk;
  tkit_context host = tkit_as_host();
  tkit_result result;
  OK(tkit_object(&options));
  OK(tkit_set_text(options, tkit_z("/path"), tkit_z(path)));
  OK(tkit_set_text(options, tkit_z("/durability"), tkit_z("normal")));
  OK(tkit_open_with(TKIT_ABI_VERSION, options, NULL, &engine, NULL));
  OK(tkit_request_free(options));
  OK(tkit_open_desk(engine, tkit_z("main"), &desk, NULL));
  OK(tkit_execute_json(desk, tkit_z(CREATE), &host, NULL));
  OK(tkit_pause(engine, 1000, NULL));
  STATUS(TKIT_CODE_PAUSED, tkit_execute_json(desk, tkit_z(CREATE), &host, &result));
  bool retryable = false;
  OK(tkit_get_bool(result, tkit_z("/retryable"), &retryable));
  CHECK(retryable);
  OK(tkit_result_free(result));
  OK(tkit_resume(engine, NULL));
  OK(tkit_execute_json(desk, tkit_z(CREATE), &host, &result));
  CHECK(strcmp(text_at(result, "/number"), "2") == 0);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_NOT_WRITABLE, tkit_set_now(engine, MONDAY, NULL));
  OK(tkit_close(engine, NULL));
  OK(tkit_desk_free(desk));
  OK(tkit_engine_free(engine));
  OK(tkit_open_with(TKIT_ABI_VERSION, none, NULL, &engine, NULL));
  OK(tkit_engine_free(engine));
  char more[64];
  unlink(path);
  snprintf(more, sizeof more, "%s-wal", path);
  unlink(more);
  snprintf(more, sizeof more, "%s-shm", path);
  unlink(more);
}

static void options_that_are_wrong_are_all_named(void) {
  tkit_engine engine;
  tkit_result result;
  CHECK(tkit_open(TKIT_ABI_VERSION, tkit_z("{\"pat\": 1, \"first_id\": \"x\"}"), &engine, &result) > 0);
  CHECK(engine.number == 0 && count_at(result, "/problems") == 2);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_CANNOT_OPEN, tkit_open(TKIT_ABI_VERSION, tkit_z("{\"path\": \"/nowhere/at/all/x.sqlite\"}"), &engine, NULL));
}

void test_desk(void) {
  RUN(a_ticket_is_made_promised_and_broken);
  RUN(a_refusal_lists_every_problem_and_changes_nothing);
  RUN(the_same_command_id_is_carried_out_once);
  RUN(of_many_commands_each_is_answered);
  RUN(duties_are_leased_and_settled);
  RUN(a_history_is_decided_again);
  RUN(a_desk_is_made_with_a_document_that_is_checked_as_a_whole);
  RUN(a_paused_engine_says_so_and_goes_on);
  RUN(options_that_are_wrong_are_all_named);
}
