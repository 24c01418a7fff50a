/* Every exported function, with every argument wrong in every way. A function that the header has and the table has not
 * fails the suite. */
#include "suite.h"

static Stage stage;
static tkit_request request;
static tkit_result held;
static tkit_context host;
static tkit_engine engine_out;
static tkit_desk desk_out;
static tkit_request request_out;

/* None, one of another type, one that was never given, one that was given back. */
enum { BAD = 4 };
static uint64_t bad_engines[BAD], bad_desks[BAD], bad_requests[BAD], bad_results[BAD], bad_answers[BAD];
static const tkit_status handle_says[BAD] = {TKIT_BAD_HANDLE, TKIT_BAD_HANDLE, TKIT_BAD_HANDLE, TKIT_FREED};

static const tkit_text bad_texts[] = {{NULL, 0}, {NULL, 5}, {"x", SIZE_MAX}, {"a\xff", 2}, {"\xed\xa0\x80", 3}};
static const tkit_status text_says[] = {TKIT_BAD_POINTER, TKIT_BAD_POINTER, TKIT_BAD_LENGTH, TKIT_CODE_BAD_TEXT, TKIT_CODE_BAD_TEXT};

/* A place that no structure can stand at. */
static union {
  uint64_t aligned;
  char bytes[512];
} room;
#define MISALIGNED(type) ((type *)(void *)(room.bytes + 1))

#define EACH_HANDLE(type, bad, name, call)  \
  for (size_t at_ = 0; at_ < BAD; at_++) {  \
    type name = {bad[at_]};                 \
    STATUS(handle_says[at_], call);         \
  }
#define ENGINES(call) EACH_HANDLE(tkit_engine, bad_engines, bad, call)
#define DESKS(call) EACH_HANDLE(tkit_desk, bad_desks, bad, call)
#define REQUESTS(call) EACH_HANDLE(tkit_request, bad_requests, bad, call)
/* One that is over is tried in storage.c. */
#define ANSWERS(call)                          \
  for (size_t at_ = 0; at_ < BAD - 1; at_++) { \
    tkit_answer bad = {bad_answers[at_]};      \
    STATUS(TKIT_BAD_HANDLE, call);             \
  }
#define TEXTS_FROM(first, call)                                                       \
  for (size_t at_ = (first); at_ < sizeof bad_texts / sizeof bad_texts[0]; at_++) {   \
    tkit_text bad = bad_texts[at_];                                                   \
    STATUS(text_says[at_], call);                                                     \
  }
#define TEXTS(call) TEXTS_FROM(0, call)
#define OUT(type, call)               \
  {                                   \
    type *bad = NULL;                 \
    STATUS(TKIT_BAD_POINTER, call);   \
    bad = MISALIGNED(type);           \
    STATUS(TKIT_BAD_POINTER, call);   \
  }
/* A result may be null. */
#define RESULT(call)                             \
  {                                              \
    tkit_result *bad = MISALIGNED(tkit_result);  \
    STATUS(TKIT_BAD_POINTER, call);              \
  }
#define CONTEXTS(call)                            \
  OUT(const tkit_context, call) {                 \
    tkit_context odd = host, *bad = &odd;         \
    odd.size--;                                   \
    STATUS(TKIT_BAD_SIZE, call);                  \
    odd = host;                                   \
    odd.actor = 99;                               \
    STATUS(TKIT_CODE_OUT_OF_RANGE, call);         \
    odd = host;                                   \
    odd.now = MISALIGNED(int64_t);                \
    STATUS(TKIT_BAD_POINTER, call);               \
    for (size_t at_ = 1; at_ < 5; at_++) {        \
      odd = host;                                 \
      odd.person = bad_texts[at_];                \
      STATUS(text_says[at_], call);               \
      odd = host;                                 \
      odd.command_id = bad_texts[at_];            \
      STATUS(text_says[at_], call);               \
    }                                             \
  }

static const char COUNT[] = "{\"ask\": \"count\"}";
static const char WAKE[] = "{\"do\": \"wake_ticket\", \"ticket\": \"1\"}";

static void bad_tkit_abi_version(void) { CHECK(tkit_abi_version() == TKIT_ABI_VERSION); }
static void bad_tkit_version(void) { CHECK(tkit_version() != NULL); }
static void bad_tkit_status_name(void) {
  CHECK(strcmp(tkit_status_name(INT32_MIN), "unknown") == 0);
  CHECK(strcmp(tkit_status_name(INT32_MAX), "unknown") == 0);
}
static void bad_tkit_commands(void) { RESULT(tkit_commands(bad)) }
static void bad_tkit_queries(void) { RESULT(tkit_queries(bad)) }
static void bad_tkit_codes(void) { RESULT(tkit_codes(bad)) }

static void bad_tkit_open(void) {
  STATUS(TKIT_BAD_ABI, tkit_open(99, tkit_absent(), &engine_out, NULL));
  TEXTS_FROM(1, tkit_open(TKIT_ABI_VERSION, bad, &engine_out, NULL))
  OUT(tkit_engine, tkit_open(TKIT_ABI_VERSION, tkit_absent(), bad, NULL))
  RESULT(tkit_open(TKIT_ABI_VERSION, tkit_absent(), &engine_out, bad))
}
static void bad_tkit_open_with(void) {
  const tkit_request none = {0};
  STATUS(TKIT_BAD_ABI, tkit_open_with(99, none, NULL, &engine_out, NULL));
  for (size_t at = 1; at < BAD; at++) {
    tkit_request bad = {bad_requests[at]};
    STATUS(handle_says[at], tkit_open_with(TKIT_ABI_VERSION, bad, NULL, &engine_out, NULL));
  }
  STATUS(TKIT_BAD_POINTER, tkit_open_with(TKIT_ABI_VERSION, none, MISALIGNED(tkit_storage_functions), &engine_out, NULL));
  OUT(tkit_engine, tkit_open_with(TKIT_ABI_VERSION, none, NULL, bad, NULL))
  RESULT(tkit_open_with(TKIT_ABI_VERSION, none, NULL, &engine_out, bad))
}
static void bad_tkit_close(void) {
  ENGINES(tkit_close(bad, NULL))
  RESULT(tkit_close(stage.engine, bad))
}
static void bad_tkit_engine_free(void) { ENGINES(tkit_engine_free(bad)) }
static void bad_tkit_pause(void) {
  ENGINES(tkit_pause(bad, 1, NULL))
  RESULT(tkit_pause(stage.engine, 1, bad))
}
static void bad_tkit_resume(void) {
  ENGINES(tkit_resume(bad, NULL))
  RESULT(tkit_resume(stage.engine, bad))
}
static void bad_tkit_set_now(void) {
  ENGINES(tkit_set_now(bad, MONDAY, NULL))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_now(stage.engine, INT64_MAX, NULL));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_now(stage.engine, INT64_MIN, NULL));
  RESULT(tkit_set_now(stage.engine, MONDAY, bad))
}
static void bad_tkit_statistics(void) {
  ENGINES(tkit_statistics(bad, NULL))
  RESULT(tkit_statistics(stage.engine, bad))
}
static void bad_tkit_next_due(void) {
  ENGINES(tkit_next_due(bad, NULL))
  RESULT(tkit_next_due(stage.engine, bad))
}
static void bad_tkit_tick(void) {
  ENGINES(tkit_tick(bad, MONDAY, 1, NULL))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_tick(stage.engine, INT64_MAX, 1, NULL));
  RESULT(tkit_tick(stage.engine, MONDAY, 1, bad))
}
static void bad_tkit_desks(void) {
  ENGINES(tkit_desks(bad, NULL))
  RESULT(tkit_desks(stage.engine, bad))
}
static void bad_tkit_open_desk(void) {
  ENGINES(tkit_open_desk(bad, tkit_z("x"), &desk_out, NULL))
  TEXTS(tkit_open_desk(stage.engine, bad, &desk_out, NULL))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_open_desk(stage.engine, tkit_z(""), &desk_out, NULL));
  OUT(tkit_desk, tkit_open_desk(stage.engine, tkit_z("x"), bad, NULL))
  RESULT(tkit_open_desk(stage.engine, tkit_z("x"), &desk_out, bad))
}
static void bad_tkit_existing_desk(void) {
  ENGINES(tkit_existing_desk(bad, tkit_z("x"), &desk_out, NULL))
  TEXTS(tkit_existing_desk(stage.engine, bad, &desk_out, NULL))
  STATUS(TKIT_CODE_UNKNOWN_DESK, tkit_existing_desk(stage.engine, tkit_z("nobody's"), &desk_out, NULL));
  OUT(tkit_desk, tkit_existing_desk(stage.engine, tkit_z("main"), bad, NULL))
  RESULT(tkit_existing_desk(stage.engine, tkit_z("main"), &desk_out, bad))
}
static void bad_tkit_create_desk(void) {
  tkit_text document = tkit_z("{}");
  ENGINES(tkit_create_desk(bad, tkit_z("x"), document, &desk_out, NULL))
  TEXTS(tkit_create_desk(stage.engine, bad, document, &desk_out, NULL))
  TEXTS(tkit_create_desk(stage.engine, tkit_z("y"), bad, &desk_out, NULL))
  STATUS(TKIT_CODE_MALFORMED, tkit_create_desk(stage.engine, tkit_z("y"), tkit_z("{"), &desk_out, NULL));
  OUT(tkit_desk, tkit_create_desk(stage.engine, tkit_z("y"), document, bad, NULL))
  RESULT(tkit_create_desk(stage.engine, tkit_z("y"), document, &desk_out, bad))
}
static void bad_tkit_delete_desk(void) {
  ENGINES(tkit_delete_desk(bad, tkit_z("x"), NULL))
  TEXTS(tkit_delete_desk(stage.engine, bad, NULL))
  RESULT(tkit_delete_desk(stage.engine, tkit_z("x"), bad))
}

static void bad_tkit_desk_free(void) { DESKS(tkit_desk_free(bad)) }
static void bad_tkit_desk_id(void) {
  DESKS(tkit_desk_id(bad, NULL))
  RESULT(tkit_desk_id(stage.desk, bad))
}
static void bad_tkit_execute(void) {
  tkit_request wake;
  OK(tkit_command_parse(tkit_z(WAKE), &wake, NULL));
  DESKS(tkit_execute(bad, wake, &host, NULL))
  REQUESTS(tkit_execute(stage.desk, bad, &host, NULL))
  CONTEXTS(tkit_execute(stage.desk, wake, bad, NULL))
  RESULT(tkit_execute(stage.desk, wake, &host, bad))
  OK(tkit_request_free(wake));
}
static void bad_tkit_execute_json(void) {
  DESKS(tkit_execute_json(bad, tkit_z(WAKE), &host, NULL))
  TEXTS(tkit_execute_json(stage.desk, bad, &host, NULL))
  CONTEXTS(tkit_execute_json(stage.desk, tkit_z(WAKE), bad, NULL))
  RESULT(tkit_execute_json(stage.desk, tkit_z(WAKE), &host, bad))
}
static void bad_tkit_execute_many(void) {
  tkit_request wake;
  const tkit_context *one = &host, *none = NULL;
  OK(tkit_command_parse(tkit_z(WAKE), &wake, NULL));
  DESKS(tkit_execute_many(bad, &wake, &one, 1, NULL))
  OUT(const tkit_request, tkit_execute_many(stage.desk, bad, &one, 1, NULL))
  OUT(const tkit_context *const, tkit_execute_many(stage.desk, &wake, bad, 1, NULL))
  STATUS(TKIT_BAD_POINTER, tkit_execute_many(stage.desk, &wake, &none, 1, NULL));
  STATUS(TKIT_BAD_LENGTH, tkit_execute_many(stage.desk, &wake, &one, SIZE_MAX, NULL));
  REQUESTS(tkit_execute_many(stage.desk, &bad, &one, 1, NULL))
  RESULT(tkit_execute_many(stage.desk, &wake, &one, 1, bad))
  OK(tkit_request_free(wake));
}
static void bad_tkit_ask(void) {
  tkit_request count;
  OK(tkit_query_parse(tkit_z(COUNT), &count, NULL));
  DESKS(tkit_ask(bad, count, &host, NULL))
  REQUESTS(tkit_ask(stage.desk, bad, &host, NULL))
  CONTEXTS(tkit_ask(stage.desk, count, bad, NULL))
  RESULT(tkit_ask(stage.desk, count, &host, bad))
  OK(tkit_request_free(count));
}
static void bad_tkit_ask_json(void) {
  DESKS(tkit_ask_json(bad, tkit_z(COUNT), &host, NULL))
  TEXTS(tkit_ask_json(stage.desk, bad, &host, NULL))
  CONTEXTS(tkit_ask_json(stage.desk, tkit_z(COUNT), bad, NULL))
  RESULT(tkit_ask_json(stage.desk, tkit_z(COUNT), &host, bad))
}
static void bad_tkit_actor_parse(void) {
  tkit_text actor = tkit_z("{\"kind\": \"host\"}");
  tkit_context context;
  tkit_result result;
  for (size_t at = 0; at < sizeof bad_texts / sizeof bad_texts[0]; at++) {
    STATUS(text_says[at], tkit_actor_parse(bad_texts[at], &context, &result));
    CHECK(context.actor == 0);
    OK(tkit_result_free(result));
  }
  STATUS(TKIT_BAD_POINTER, tkit_actor_parse(actor, NULL, &result));
  OK(tkit_result_free(result));
  STATUS(TKIT_BAD_POINTER, tkit_actor_parse(actor, MISALIGNED(tkit_context), &result));
  OK(tkit_result_free(result));
  STATUS(TKIT_BAD_POINTER, tkit_actor_parse(actor, &context, NULL));
  RESULT(tkit_actor_parse(actor, &context, bad))
}
static void bad_tkit_lease_effects(void) {
  DESKS(tkit_lease_effects(bad, tkit_z("w"), 1, 1, NULL))
  TEXTS(tkit_lease_effects(stage.desk, bad, 1, 1, NULL))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_lease_effects(stage.desk, tkit_z("w"), -1, 1, NULL));
  RESULT(tkit_lease_effects(stage.desk, tkit_z("w"), 1, 1, bad))
}
static const char EFFECT[] = "0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d";
static void bad_tkit_acknowledge_effect(void) {
  DESKS(tkit_acknowledge_effect(bad, tkit_z(EFFECT), 1, NULL))
  TEXTS(tkit_acknowledge_effect(stage.desk, bad, 1, NULL))
  STATUS(TKIT_CODE_LEASE_LOST, tkit_acknowledge_effect(stage.desk, tkit_z(EFFECT), UINT64_MAX, NULL));
  RESULT(tkit_acknowledge_effect(stage.desk, tkit_z(EFFECT), 1, bad))
}
static void bad_tkit_fail_effect(void) {
  DESKS(tkit_fail_effect(bad, tkit_z(EFFECT), 1, MONDAY, tkit_z("why"), NULL))
  TEXTS(tkit_fail_effect(stage.desk, bad, 1, MONDAY, tkit_z("why"), NULL))
  TEXTS(tkit_fail_effect(stage.desk, tkit_z(EFFECT), 1, MONDAY, bad, NULL))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_fail_effect(stage.desk, tkit_z(EFFECT), 1, INT64_MIN, tkit_z("why"), NULL));
  RESULT(tkit_fail_effect(stage.desk, tkit_z(EFFECT), 1, MONDAY, tkit_z("why"), bad))
}
static void bad_tkit_replay_into(void) {
  DESKS(tkit_replay_into(bad, stage.desk, NULL, NULL, NULL))
  DESKS(tkit_replay_into(stage.desk, bad, NULL, NULL, NULL))
  RESULT(tkit_replay_into(stage.desk, stage.desk, NULL, NULL, bad))
}

static void bad_tkit_command(void) {
  TEXTS(tkit_command(bad, &request_out))
  OUT(tkit_request, tkit_command(tkit_z("reply"), bad))
}
static void bad_tkit_query(void) {
  TEXTS(tkit_query(bad, &request_out))
  OUT(tkit_request, tkit_query(tkit_z("find"), bad))
}
static void bad_tkit_object(void) { OUT(tkit_request, tkit_object(bad)) }
static void bad_tkit_command_parse(void) {
  TEXTS(tkit_command_parse(bad, &request_out, NULL))
  OUT(tkit_request, tkit_command_parse(tkit_z(WAKE), bad, NULL))
  RESULT(tkit_command_parse(tkit_z(WAKE), &request_out, bad))
}
static void bad_tkit_query_parse(void) {
  TEXTS(tkit_query_parse(bad, &request_out, NULL))
  OUT(tkit_request, tkit_query_parse(tkit_z(COUNT), bad, NULL))
  RESULT(tkit_query_parse(tkit_z(COUNT), &request_out, bad))
}
static void bad_tkit_request_read(void) {
  REQUESTS(tkit_request_read(bad, NULL))
  RESULT(tkit_request_read(request, bad))
}
static void bad_tkit_request_free(void) { REQUESTS(tkit_request_free(bad)) }
static void bad_tkit_set_text(void) {
  REQUESTS(tkit_set_text(bad, tkit_z("/a"), tkit_z("x")))
  TEXTS(tkit_set_text(request, bad, tkit_z("x")))
  TEXTS(tkit_set_text(request, tkit_z("/a"), bad))
  STATUS(TKIT_CODE_MALFORMED, tkit_set_text(request, tkit_z("a"), tkit_z("x")));
}
static void bad_tkit_set_int(void) {
  REQUESTS(tkit_set_int(bad, tkit_z("/a"), 1))
  TEXTS(tkit_set_int(request, bad, 1))
}
static void bad_tkit_set_number(void) {
  double zero = 0.0;
  REQUESTS(tkit_set_number(bad, tkit_z("/a"), 1))
  TEXTS(tkit_set_number(request, bad, 1))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_number(request, tkit_z("/a"), zero / zero));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_number(request, tkit_z("/a"), -1.0 / zero));
}
static void bad_tkit_set_bool(void) {
  REQUESTS(tkit_set_bool(bad, tkit_z("/a"), true))
  TEXTS(tkit_set_bool(request, bad, true))
}
static void bad_tkit_set_null(void) {
  REQUESTS(tkit_set_null(bad, tkit_z("/a")))
  TEXTS(tkit_set_null(request, bad))
}
static void bad_tkit_set_instant(void) {
  REQUESTS(tkit_set_instant(bad, tkit_z("/a"), MONDAY))
  TEXTS(tkit_set_instant(request, bad, MONDAY))
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_instant(request, tkit_z("/a"), INT64_MIN));
}
static void bad_tkit_set_json(void) {
  REQUESTS(tkit_set_json(bad, tkit_z("/a"), tkit_z("1")))
  TEXTS(tkit_set_json(request, bad, tkit_z("1")))
  TEXTS(tkit_set_json(request, tkit_z("/a"), bad))
  STATUS(TKIT_CODE_MALFORMED, tkit_set_json(request, tkit_z("/a"), tkit_z("")));
}

static void bad_tkit_result_free(void) {
  for (size_t at = 1; at < BAD; at++) {
    tkit_result bad = {bad_results[at]};
    STATUS(handle_says[at], tkit_result_free(bad));
  }
}
static void bad_tkit_result_status(void) { EACH_HANDLE(tkit_result, bad_results, bad, tkit_result_status(bad)) }
static void bad_tkit_json_parse(void) {
  for (size_t at = 0; at < sizeof bad_texts / sizeof bad_texts[0]; at++) {
    STATUS(text_says[at], tkit_json_parse(bad_texts[at], NULL));
  }
  RESULT(tkit_json_parse(tkit_z("1"), bad))
}

#define GETTER(type, get, good)                                            \
  {                                                                        \
    type out;                                                              \
    EACH_HANDLE(tkit_result, bad_results, bad, get(bad, tkit_z(good), &out)) \
    TEXTS(get(held, bad, &out))                                            \
    OUT(type, get(held, tkit_z(good), bad))                                \
    STATUS(TKIT_CODE_MISSING, get(held, tkit_z("/none"), &out));           \
    STATUS(TKIT_CODE_MALFORMED, get(held, tkit_z("none"), &out));          \
  }
static void bad_tkit_get_type(void) { GETTER(int32_t, tkit_get_type, "") }
static void bad_tkit_get_text(void) { GETTER(tkit_text, tkit_get_text, "/text") }
static void bad_tkit_get_int(void) { GETTER(int64_t, tkit_get_int, "/int") }
static void bad_tkit_get_number(void) { GETTER(double, tkit_get_number, "/int") }
static void bad_tkit_get_bool(void) {
  /* Every address is one for a truth value. */
  bool out;
  EACH_HANDLE(tkit_result, bad_results, bad, tkit_get_bool(bad, tkit_z("/bool"), &out))
  TEXTS(tkit_get_bool(held, bad, &out))
  STATUS(TKIT_BAD_POINTER, tkit_get_bool(held, tkit_z("/bool"), NULL));
  STATUS(TKIT_CODE_MISSING, tkit_get_bool(held, tkit_z("/none"), &out));
}
static void bad_tkit_get_instant(void) { GETTER(int64_t, tkit_get_instant, "/at") }
static void bad_tkit_get_count(void) { GETTER(size_t, tkit_get_count, "") }
static void bad_tkit_get_json(void) { GETTER(tkit_text, tkit_get_json, "") }
#define get_first_name(result, pointer, out) tkit_get_name(result, pointer, 0, out)
static void bad_tkit_get_name(void) {
  tkit_text name;
  GETTER(tkit_text, get_first_name, "")
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_get_name(held, tkit_z(""), SIZE_MAX, &name));
}

/* With an answer that lives: in storage.c. */
static void bad_tkit_answer_put(void) {
  tkit_record record = {sizeof record, tkit_z("k"), tkit_z("k"), 1, NULL, 0, tkit_z("{}")};
  ANSWERS(tkit_answer_put(bad, &record))
}
static void bad_tkit_answer_none(void) { ANSWERS(tkit_answer_none(bad)) }
static void bad_tkit_answer_error(void) { ANSWERS(tkit_answer_error(bad, TKIT_CODE_DAMAGED, tkit_z("why"))) }
static tkit_status refuse(void *payload, tkit_storage_functions *functions) {
  (void)payload;
  (void)functions;
  return TKIT_CODE_READ_ONLY;
}
static void bad_tkit_storage_conformance(void) {
  STATUS(TKIT_BAD_POINTER, tkit_storage_conformance(NULL, NULL, NULL));
  STATUS(TKIT_CODE_READ_ONLY, tkit_storage_conformance(refuse, NULL, NULL));
  RESULT(tkit_storage_conformance(refuse, NULL, bad))
}

static void bad_tkit_file_keep(void) {
  TEXTS(tkit_file_keep(bad, tkit_z("x"), 1, NULL))
  TEXTS(tkit_file_keep(tkit_z("files"), bad, 1, NULL))
  RESULT(tkit_file_keep(tkit_z("files"), tkit_z("x"), 1, bad))
}
static void bad_tkit_file_path(void) {
  TEXTS(tkit_file_path(bad, tkit_z("x"), NULL))
  TEXTS(tkit_file_path(tkit_z("files"), bad, NULL))
  RESULT(tkit_file_path(tkit_z("files"), tkit_z("x"), bad))
}
static void bad_tkit_file_remove(void) {
  TEXTS(tkit_file_remove(bad, tkit_z("x"), NULL))
  TEXTS(tkit_file_remove(tkit_z("files"), bad, NULL))
  RESULT(tkit_file_remove(tkit_z("files"), tkit_z("x"), bad))
}

static void bad_tkit_webhook_sign(void) {
  tkit_text good = tkit_z("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  TEXTS(tkit_webhook_sign(&bad, 1, tkit_z("a"), 0, tkit_z("{}"), NULL))
  TEXTS(tkit_webhook_sign(&good, 1, bad, 0, tkit_z("{}"), NULL))
  TEXTS(tkit_webhook_sign(&good, 1, tkit_z("a"), 0, bad, NULL))
  STATUS(TKIT_BAD_POINTER, tkit_webhook_sign(NULL, 1, tkit_z("a"), 0, tkit_z("{}"), NULL));
  STATUS(TKIT_BAD_POINTER, tkit_webhook_sign(MISALIGNED(tkit_text), 1, tkit_z("a"), 0, tkit_z("{}"), NULL));
  STATUS(TKIT_BAD_LENGTH, tkit_webhook_sign(&good, SIZE_MAX, tkit_z("a"), 0, tkit_z("{}"), NULL));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_webhook_sign(&good, 1, tkit_z("a"), INT64_MAX, tkit_z("{}"), NULL));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_webhook_sign(&good, 1, tkit_z("a"), -1, tkit_z("{}"), NULL));
  RESULT(tkit_webhook_sign(&good, 1, tkit_z("a"), 0, tkit_z("{}"), bad))
}
static void bad_tkit_webhook_verify(void) {
  tkit_text good = tkit_z("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), x = tkit_z("1");
  TEXTS(tkit_webhook_verify(&bad, 1, x, x, x, x, 0, 0, NULL))
  TEXTS(tkit_webhook_verify(&good, 1, bad, x, x, x, 0, 0, NULL))
  TEXTS(tkit_webhook_verify(&good, 1, x, bad, x, x, 0, 0, NULL))
  TEXTS(tkit_webhook_verify(&good, 1, x, x, bad, x, 0, 0, NULL))
  TEXTS(tkit_webhook_verify(&good, 1, x, x, x, bad, 0, 0, NULL))
  STATUS(TKIT_BAD_POINTER, tkit_webhook_verify(NULL, 1, x, x, x, x, 0, 0, NULL));
  STATUS(TKIT_BAD_LENGTH, tkit_webhook_verify(&good, SIZE_MAX, x, x, x, x, 0, 0, NULL));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_webhook_verify(&good, 1, x, x, x, x, INT64_MIN, 0, NULL));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_webhook_verify(&good, 1, x, x, x, x, 0, UINT64_MAX, NULL));
  RESULT(tkit_webhook_verify(&good, 1, x, x, x, x, 0, 0, bad))
}

#define ROW(function) {#function, bad_##function}
static const struct {
  const char *name;
  void (*test)(void);
} TABLE[] = {
    ROW(tkit_abi_version),
    ROW(tkit_version),
    ROW(tkit_status_name),
    ROW(tkit_commands),
    ROW(tkit_queries),
    ROW(tkit_codes),
    ROW(tkit_file_keep),
    ROW(tkit_file_path),
    ROW(tkit_file_remove),
    ROW(tkit_webhook_sign),
    ROW(tkit_webhook_verify),
    ROW(tkit_open),
    ROW(tkit_open_with),
    ROW(tkit_close),
    ROW(tkit_engine_free),
    ROW(tkit_pause),
    ROW(tkit_resume),
    ROW(tkit_set_now),
    ROW(tkit_statistics),
    ROW(tkit_next_due),
    ROW(tkit_tick),
    ROW(tkit_desks),
    ROW(tkit_open_desk),
    ROW(tkit_existing_desk),
    ROW(tkit_create_desk),
    ROW(tkit_delete_desk),
    ROW(tkit_desk_free),
    ROW(tkit_desk_id),
    ROW(tkit_execute),
    ROW(tkit_execute_json),
    ROW(tkit_execute_many),
    ROW(tkit_ask),
    ROW(tkit_ask_json),
    ROW(tkit_actor_parse),
    ROW(tkit_lease_effects),
    ROW(tkit_acknowledge_effect),
    ROW(tkit_fail_effect),
    ROW(tkit_replay_into),
    ROW(tkit_command),
    ROW(tkit_query),
    ROW(tkit_object),
    ROW(tkit_command_parse),
    ROW(tkit_query_parse),
    ROW(tkit_request_read),
    ROW(tkit_request_free),
    ROW(tkit_set_text),
    ROW(tkit_set_int),
    ROW(tkit_set_number),
    ROW(tkit_set_bool),
    ROW(tkit_set_null),
    ROW(tkit_set_instant),
    ROW(tkit_set_json),
    ROW(tkit_result_free),
    ROW(tkit_result_status),
    ROW(tkit_json_parse),
    ROW(tkit_get_type),
    ROW(tkit_get_text),
    ROW(tkit_get_int),
    ROW(tkit_get_number),
    ROW(tkit_get_bool),
    ROW(tkit_get_instant),
    ROW(tkit_get_count),
    ROW(tkit_get_json),
    ROW(tkit_get_name),
    ROW(tkit_answer_put),
    ROW(tkit_answer_none),
    ROW(tkit_answer_error),
    ROW(tkit_storage_conformance),
};

static bool is_in_the_table(const char *name, size_t length) {
  for (size_t at = 0; at < sizeof TABLE / sizeof TABLE[0]; at++) {
    if (strlen(TABLE[at].name) == length && memcmp(TABLE[at].name, name, length) == 0) return true;
  }
  return false;
}

static const char *header_path;

static void the_table_has_every_function_of_the_header(void) {
  static char text[1 << 18];
  FILE *file = fopen(header_path, "r");
  CHECK(file != NULL);
  if (file == NULL) return;
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  char *inlines = strstr(text, "static inline");
  CHECK(inlines != NULL);
  if (inlines != NULL) *inlines = 0;
  size_t found = 0;
  for (char *at = strstr(text, "tkit_"); at != NULL; at = strstr(at, "tkit_")) {
    size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
    if (at[length] == '(') {
      found++;
      if (!is_in_the_table(at, length)) {
        printf("  %.*s is not in the table\n", (int)length, at);
        CHECK(false);
      }
    }
    at += length;
  }
  CHECK(found == sizeof TABLE / sizeof TABLE[0]);
}

static void set_the_stage(void) {
  stage = stage_open();
  host = tkit_as_host();
  OK(tkit_object(&request));
  OK(tkit_json_parse(tkit_z("{\"int\": 1, \"bool\": true, \"text\": \"x\", \"at\": \"2026-06-01T09:00:00Z\"}"), &held));
  tkit_engine engine;
  tkit_desk desk;
  tkit_request gone;
  tkit_result result;
  OK(tkit_open(TKIT_ABI_VERSION, tkit_absent(), &engine, NULL));
  OK(tkit_existing_desk(stage.engine, tkit_z("main"), &desk, NULL));
  OK(tkit_object(&gone));
  OK(tkit_json_parse(tkit_z("1"), &result));
  OK(tkit_engine_free(engine));
  OK(tkit_desk_free(desk));
  OK(tkit_request_free(gone));
  OK(tkit_result_free(result));
  uint64_t *tables[] = {bad_engines, bad_desks, bad_requests, bad_results, bad_answers};
  /* No answer was given out by now: the third is one of the right type. */
  uint64_t answer = (engine.number & ~(UINT64_C(15) << 60)) | UINT64_C(5) << 60;
  uint64_t freed[] = {engine.number, desk.number, gone.number, result.number, answer};
  for (size_t at = 0; at < 5; at++) {
    tables[at][0] = 0;
    tables[at][1] = at == 0 ? stage.desk.number : stage.engine.number;
    tables[at][2] = freed[at] + (UINT64_C(1) << 20);
    tables[at][3] = freed[at];
  }
}

void test_arguments(const char *header) {
  header_path = header;
  RUN(the_table_has_every_function_of_the_header);
  set_the_stage();
  for (size_t at = 0; at < sizeof TABLE / sizeof TABLE[0]; at++) {
    char name[80];
    snprintf(name, sizeof name, "bad_arguments_of_%s_are_refused", TABLE[at].name);
    suite_run(name, TABLE[at].test);
  }
  OK(tkit_result_free(held));
  OK(tkit_request_free(request));
  stage_end(stage);
}
