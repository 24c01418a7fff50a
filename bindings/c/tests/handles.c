/* Handles: wrong ones, those of another type, those that were given back. */
#include "suite.h"

static void a_handle_that_was_given_back_is_freed(void) {
  Stage stage = stage_open();
  tkit_request request;
  tkit_result result;
  OK(tkit_command(tkit_z("wake_ticket"), &request));
  OK(tkit_request_free(request));
  STATUS(TKIT_FREED, tkit_request_free(request));
  STATUS(TKIT_FREED, tkit_set_int(request, tkit_z("/x"), 1));
  OK(tkit_desks(stage.engine, &result));
  OK(tkit_result_free(result));
  STATUS(TKIT_FREED, tkit_result_free(result));
  STATUS(TKIT_FREED, tkit_result_status(result));
  tkit_text text;
  STATUS(TKIT_FREED, tkit_get_text(result, tkit_z(""), &text));
  CHECK(text.length == 0 && text.data != NULL && text.data[0] == 0);
  tkit_desk desk;
  OK(tkit_existing_desk(stage.engine, tkit_z("main"), &desk, NULL));
  OK(tkit_desk_free(desk));
  STATUS(TKIT_FREED, tkit_desk_free(desk));
  tkit_context host = tkit_as_host();
  STATUS(TKIT_FREED, tkit_ask_json(desk, tkit_z("{\"ask\": \"count\"}"), &host, NULL));
  stage_end(stage);
  STATUS(TKIT_FREED, tkit_engine_free(stage.engine));
  STATUS(TKIT_FREED, tkit_desks(stage.engine, NULL));
}

static void a_slot_that_is_used_again_does_not_answer_an_old_handle(void) {
  tkit_request first, second;
  OK(tkit_object(&first));
  OK(tkit_request_free(first));
  OK(tkit_object(&second));
  CHECK(first.number != second.number);
  STATUS(TKIT_FREED, tkit_set_int(first, tkit_z("/a"), 1));
  OK(tkit_set_int(second, tkit_z("/a"), 1));
  OK(tkit_request_free(second));
}

static void a_handle_of_another_type_is_none(void) {
  Stage stage = stage_open();
  tkit_engine engine = {stage.desk.number};
  tkit_desk desk = {stage.engine.number};
  tkit_result result = {stage.engine.number};
  tkit_request request = {stage.desk.number};
  STATUS(TKIT_BAD_HANDLE, tkit_close(engine, NULL));
  STATUS(TKIT_BAD_HANDLE, tkit_desk_free(desk));
  STATUS(TKIT_BAD_HANDLE, tkit_result_free(result));
  STATUS(TKIT_BAD_HANDLE, tkit_request_free(request));
  stage_end(stage);
}

static void a_number_that_was_never_given_is_no_handle(void) {
  Stage stage = stage_open();
  uint64_t numbers[] = {0, 1, UINT64_MAX, stage.engine.number + 1000, stage.engine.number + (UINT64_C(7) << 24),
                        stage.engine.number ^ (UINT64_C(1) << 50)};
  for (size_t at = 0; at < sizeof numbers / sizeof numbers[0]; at++) {
    tkit_engine engine = {numbers[at]};
    tkit_result result;
    tkit_status status = tkit_statistics(engine, &result);
    CHECK(status == TKIT_BAD_HANDLE || status == TKIT_CODE_FORKED);
    CHECK(tkit_result_status(result) == status);
    CHECK(int_at(result, "/number") == status);
    OK(tkit_result_free(result));
  }
  stage_end(stage);
}

static void an_error_of_a_handle_says_what_was_wrong(void) {
  tkit_engine none = {0};
  tkit_result result;
  STATUS(TKIT_BAD_HANDLE, tkit_desks(none, &result));
  CHECK(strcmp(text_at(result, "/code"), "bad_handle") == 0);
  CHECK(strcmp(text_at(result, "/kind"), "misuse") == 0);
  CHECK(strcmp(text_at(result, "/message"), "there is no engine 0: it was never opened, or that failed") == 0);
  CHECK(strcmp(text_at(result, "/problems/0/code"), "bad_handle") == 0);
  bool retryable = true;
  OK(tkit_get_bool(result, tkit_z("/retryable"), &retryable));
  CHECK(!retryable);
  OK(tkit_result_free(result));
}

static void no_result_is_nothing_to_give_back(void) {
  tkit_result none = {0};
  OK(tkit_result_free(none));
  STATUS(TKIT_BAD_HANDLE, tkit_result_status(none));
}

static void a_header_of_another_abi_is_refused(void) {
  tkit_engine engine = {7};
  tkit_result result;
  CHECK(tkit_abi_version() == TKIT_ABI_VERSION);
  STATUS(TKIT_BAD_ABI, tkit_open(TKIT_ABI_VERSION + 1, tkit_absent(), &engine, &result));
  CHECK(engine.number == 0);
  CHECK(strcmp(text_at(result, "/code"), "bad_abi") == 0);
  OK(tkit_result_free(result));
  tkit_request none = {0};
  STATUS(TKIT_BAD_ABI, tkit_open_with(0, none, NULL, &engine, NULL));
}

static void a_structure_of_another_size_is_known(void) {
  Stage stage = stage_open();
  tkit_text count = tkit_z("{\"ask\": \"count\"}");
  tkit_context host = tkit_as_host();
  host.size = sizeof host - 1;
  STATUS(TKIT_BAD_SIZE, tkit_ask_json(stage.desk, count, &host, NULL));
  host.size = 0;
  STATUS(TKIT_BAD_SIZE, tkit_ask_json(stage.desk, count, &host, NULL));
  host.size = SIZE_MAX;
  STATUS(TKIT_BAD_SIZE, tkit_ask_json(stage.desk, count, &host, NULL));
  /* What a newer header has more may be there, as long as it says nothing. */
  struct {
    tkit_context known;
    uint64_t more;
  } newer = {tkit_as_host(), 0};
  newer.known.size = sizeof newer;
  OK(tkit_ask_json(stage.desk, count, &newer.known, NULL));
  newer.more = 1;
  STATUS(TKIT_BAD_SIZE, tkit_ask_json(stage.desk, count, &newer.known, NULL));
  stage_end(stage);
}

static void after_closing_everything_answers_closed(void) {
  Stage stage = stage_open();
  OK(tkit_close(stage.engine, NULL));
  tkit_context host = tkit_as_host();
  tkit_result result;
  tkit_desk desk;
  STATUS(TKIT_CODE_CLOSED, tkit_desks(stage.engine, NULL));
  STATUS(TKIT_CODE_CLOSED, tkit_next_due(stage.engine, NULL));
  STATUS(TKIT_CODE_CLOSED, tkit_tick(stage.engine, MONDAY, 10, NULL));
  STATUS(TKIT_CODE_CLOSED, tkit_open_desk(stage.engine, tkit_z("main"), &desk, NULL));
  CHECK(desk.number == 0);
  STATUS(TKIT_CODE_CLOSED, tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"count\"}"), &host, &result));
  CHECK(strcmp(text_at(result, "/code"), "closed") == 0);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_CLOSED, tkit_lease_effects(stage.desk, tkit_z("w"), 1000, 1, NULL));
  OK(tkit_desk_free(stage.desk));
  OK(tkit_engine_free(stage.engine));
}

static void a_desk_outlives_the_handle_of_its_engine(void) {
  Stage stage = stage_open();
  OK(tkit_engine_free(stage.engine));
  tkit_context host = tkit_as_host();
  OK(tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"count\"}"), &host, NULL));
  OK(tkit_desk_free(stage.desk));
}

void test_handles(void) {
  RUN(a_handle_that_was_given_back_is_freed);
  RUN(a_slot_that_is_used_again_does_not_answer_an_old_handle);
  RUN(a_handle_of_another_type_is_none);
  RUN(a_number_that_was_never_given_is_no_handle);
  RUN(an_error_of_a_handle_says_what_was_wrong);
  RUN(no_result_is_nothing_to_give_back);
  RUN(a_header_of_another_abi_is_refused);
  RUN(a_structure_of_another_size_is_known);
  RUN(after_closing_everything_answers_closed);
  RUN(a_desk_outlives_the_handle_of_its_engine);
}
