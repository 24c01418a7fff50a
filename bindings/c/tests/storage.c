/* Storages of the host's own: one that is right, and all sorts that are not. */
#include "record_store.h"
#include "suite.h"

/* A storage that does what a test wants of it. */
typedef struct Odd {
  tkit_status answers;        /* what every function returns */
  tkit_status error;          /* what it answers with tkit_answer_error, unless 0 */
  void (*act)(tkit_answer);   /* what it does in `get` */
  int released;
  tkit_answer kept;           /* the last answer, used when it is over */
} Odd;

static tkit_status odd_call(Odd *odd, tkit_answer answer) {
  odd->kept = answer;
  if (odd->act != NULL) odd->act(answer);
  if (odd->error != 0) OK(tkit_answer_error(answer, odd->error, tkit_z("the disk is on fire")));
  return odd->answers;
}

static tkit_status odd_get(void *payload, const tkit_text *keys, size_t count, tkit_answer answer) {
  (void)keys;
  (void)count;
  return odd_call(payload, answer);
}

static tkit_status odd_range(void *payload, const tkit_range *range, tkit_answer answer) {
  CHECK(range->size >= sizeof *range);
  return odd_call(payload, answer);
}

static tkit_status odd_commit(void *payload, const tkit_batch *batch, bool *stored, tkit_answer answer) {
  CHECK(batch->size >= sizeof *batch);
  *stored = false;
  return odd_call(payload, answer);
}

static void odd_release(void *payload) {
  ((Odd *)payload)->released++;
}

static tkit_storage_functions odd_functions(Odd *odd) {
  tkit_storage_functions functions = {sizeof functions, odd, odd_get, odd_range, odd_commit, odd_release};
  return functions;
}

static const tkit_request NO_OPTIONS = {0};

static tkit_engine open_on(tkit_storage_functions functions) {
  tkit_engine engine;
  OK(tkit_open_with(TKIT_ABI_VERSION, NO_OPTIONS, &functions, &engine, NULL));
  return engine;
}

/* What a call on an engine over this storage answers. */
static tkit_status answered(Odd *odd, const char *message) {
  tkit_engine engine = open_on(odd_functions(odd));
  tkit_desk desk;
  tkit_result result;
  tkit_status status = tkit_open_desk(engine, tkit_z("main"), &desk, &result);
  if (strstr(text_at(result, "/message"), message) == NULL) {
    printf("  it says: %s\n", text_at(result, "/message"));
    CHECK(false);
  }
  OK(tkit_result_free(result));
  OK(tkit_engine_free(engine));
  CHECK(odd->released == 1);
  STATUS(TKIT_FREED, tkit_answer_none(odd->kept));
  return status;
}

static void an_engine_runs_on_a_storage_of_the_hosts_own(void) {
  tkit_engine engine = open_on(record_store_functions(record_store_new()));
  tkit_desk desk;
  tkit_context host = tkit_as_host();
  tkit_result result;
  OK(tkit_open_desk(engine, tkit_z("main"), &desk, NULL));
  const char *create =
      "{\"do\": \"create_ticket\", \"subject\": \"Printer\", \"body\": \"It burns.\","
      "\"requester\": {\"address\": \"ines@example.com\"}}";
  OK(tkit_execute_json(desk, tkit_z(create), &host, NULL));
  OK(tkit_ask_json(desk, tkit_z("{\"ask\": \"ticket\", \"ticket\": \"1\"}"), &host, &result));
  CHECK(strcmp(text_at(result, "/ticket/subject"), "Printer") == 0);
  OK(tkit_result_free(result));
  OK(tkit_close(engine, NULL));
  STATUS(TKIT_CODE_CLOSED, tkit_execute_json(desk, tkit_z(create), &host, NULL));
  OK(tkit_desk_free(desk));
  OK(tkit_engine_free(engine));
}

static void what_a_storage_says_is_what_the_call_answers(void) {
  Odd full = {TKIT_OK, TKIT_CODE_STORAGE_FULL, NULL, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FULL, answered(&full, "the disk is on fire"));
  Odd damaged = {TKIT_CODE_DAMAGED, 0, NULL, 0, {0}};
  STATUS(TKIT_CODE_DAMAGED, answered(&damaged, "of the host's storage answered 703"));
  /* What is not a storage's to say, and what is no code at all. */
  Odd rude = {TKIT_OK, TKIT_CODE_FORBIDDEN, NULL, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FAILED, answered(&rude, "the disk is on fire"));
  Odd odd = {-17, 0, NULL, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FAILED, answered(&odd, "answered -17"));
}

static void nothing(tkit_answer answer) {
  (void)answer;
}

static tkit_record record(void) {
  tkit_record record = {sizeof record, tkit_z("k"), tkit_z("key"), 1, NULL, 0, tkit_z("{}")};
  return record;
}

static void bad_records(tkit_answer answer) {
  static char place[2 * sizeof(tkit_record)];
  tkit_text broken = {"\xff", 1}, long_one = {"x", SIZE_MAX}, none = {NULL, 3};
  STATUS(TKIT_BAD_POINTER, tkit_answer_put(answer, NULL));
  STATUS(TKIT_BAD_POINTER, tkit_answer_put(answer, (tkit_record *)(void *)(place + 1)));
  tkit_record odd = record();
  odd.size = 3;
  STATUS(TKIT_BAD_SIZE, tkit_answer_put(answer, &odd));
  odd = record();
  odd.key = broken;
  STATUS(TKIT_CODE_BAD_TEXT, tkit_answer_put(answer, &odd));
  odd.key = none;
  STATUS(TKIT_BAD_POINTER, tkit_answer_put(answer, &odd));
  odd.key = long_one;
  STATUS(TKIT_BAD_LENGTH, tkit_answer_put(answer, &odd));
  odd = record();
  odd.kind = tkit_absent();
  STATUS(TKIT_BAD_POINTER, tkit_answer_put(answer, &odd));
  odd = record();
  odd.body = broken;
  STATUS(TKIT_CODE_BAD_TEXT, tkit_answer_put(answer, &odd));
  odd = record();
  odd.entry_count = 2;
  STATUS(TKIT_BAD_POINTER, tkit_answer_put(answer, &odd));
  odd.entries = &broken;
  odd.entry_count = SIZE_MAX;
  STATUS(TKIT_BAD_LENGTH, tkit_answer_put(answer, &odd));
  odd.entry_count = 1;
  STATUS(TKIT_CODE_BAD_TEXT, tkit_answer_put(answer, &odd));
  STATUS(TKIT_BAD_POINTER, tkit_answer_error(answer, TKIT_CODE_DAMAGED, tkit_absent()));
  STATUS(TKIT_CODE_BAD_TEXT, tkit_answer_error(answer, TKIT_CODE_DAMAGED, broken));
}

static void too_many(tkit_answer answer) {
  tkit_record good = record();
  for (int at = 0; at < 50; at++) OK(tkit_answer_put(answer, &good));
}

static void a_storage_that_answers_nonsense_fails_the_call(void) {
  Odd wrong = {TKIT_OK, 0, bad_records, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FAILED, answered(&wrong, "something that is no record: `record` is null"));
  Odd silent = {TKIT_OK, 0, nothing, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FAILED, answered(&silent, "answered for 0 keys"));
  Odd loud = {TKIT_OK, 0, too_many, 0, {0}};
  STATUS(TKIT_CODE_STORAGE_FAILED, answered(&loud, "answered for 50 keys"));
}

static void a_storage_without_functions_stays_the_callers(void) {
  Odd odd = {TKIT_OK, 0, NULL, 0, {0}};
  tkit_engine engine;
  tkit_request options;
  static char place[2 * sizeof(tkit_storage_functions)];
  for (int at = 0; at < 4; at++) {
    tkit_storage_functions functions = odd_functions(&odd);
    if (at == 0) functions.get = NULL;
    if (at == 1) functions.range = NULL;
    if (at == 2) functions.commit = NULL;
    if (at == 3) functions.size = 8;
    STATUS(at == 3 ? TKIT_BAD_SIZE : TKIT_BAD_POINTER,
           tkit_open_with(TKIT_ABI_VERSION, NO_OPTIONS, &functions, &engine, NULL));
    CHECK(engine.number == 0);
  }
  STATUS(TKIT_BAD_POINTER,
         tkit_open_with(TKIT_ABI_VERSION, NO_OPTIONS, (tkit_storage_functions *)(void *)(place + 1), &engine, NULL));
  /* A path does not go along with a storage. */
  tkit_storage_functions functions = odd_functions(&odd);
  OK(tkit_object(&options));
  OK(tkit_set_text(options, tkit_z("/path"), tkit_z("x.sqlite")));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_open_with(TKIT_ABI_VERSION, options, &functions, &engine, NULL));
  OK(tkit_request_free(options));
  CHECK(odd.released == 0);
}

static int made;

static tkit_status make(void *loses, tkit_storage_functions *functions) {
  RecordStore *store = record_store_new();
  if (*(bool *)loses) record_store_lose(store);
  size_t size = functions->size;
  CHECK(size >= sizeof *functions);
  *functions = record_store_functions(store);
  made++;
  return TKIT_OK;
}

static void a_storage_in_c_passes_all_checks(void) {
  bool loses = false;
  tkit_result result;
  made = 0;
  OK(tkit_storage_conformance(make, &loses, &result));
  CHECK(int_at(result, "/checks") > 80 && made > 80);
  if (count_at(result, "/failures") != 0) {
    tkit_text json;
    OK(tkit_get_json(result, tkit_z("/failures"), &json));
    printf("  %s\n", json.data);
    CHECK(false);
  }
  OK(tkit_result_free(result));
}

static void a_storage_that_loses_a_write_fails_with_the_name_of_the_check(void) {
  bool loses = true;
  tkit_result result;
  bool named = false;
  OK(tkit_storage_conformance(make, &loses, &result));
  size_t count = count_at(result, "/failures");
  CHECK(count > 0);
  for (size_t at = 0; at < count; at++) {
    char pointer[40];
    snprintf(pointer, sizeof pointer, "/failures/%zu/check", at);
    named = named || strcmp(text_at(result, pointer), "what_was_put_comes_back_unchanged") == 0;
    snprintf(pointer, sizeof pointer, "/failures/%zu/what", at);
    CHECK(strlen(text_at(result, pointer)) > 0);
  }
  CHECK(named);
  OK(tkit_result_free(result));
}

static tkit_status cannot_make(void *unused, tkit_storage_functions *functions) {
  (void)unused;
  (void)functions;
  return TKIT_CODE_CANNOT_OPEN;
}

static tkit_status make_nothing(void *unused, tkit_storage_functions *functions) {
  (void)unused;
  (void)functions;
  return TKIT_OK;
}

static void a_storage_that_cannot_be_made_is_an_error(void) {
  STATUS(TKIT_CODE_CANNOT_OPEN, tkit_storage_conformance(cannot_make, NULL, NULL));
  CHECK(tkit_storage_conformance(make_nothing, NULL, NULL) != TKIT_OK);
  STATUS(TKIT_BAD_POINTER, tkit_storage_conformance(NULL, NULL, NULL));
}

void test_storage(void) {
  RUN(an_engine_runs_on_a_storage_of_the_hosts_own);
  RUN(what_a_storage_says_is_what_the_call_answers);
  RUN(a_storage_that_answers_nonsense_fails_the_call);
  RUN(a_storage_without_functions_stays_the_callers);
  if (getenv("SUITE_PART") == NULL) {
    RUN(a_storage_in_c_passes_all_checks);
    RUN(a_storage_that_loses_a_write_fails_with_the_name_of_the_check);
  } else {
    printf("left to the run without a tool that is slow: the conformance of storages in C\n");
  }
  RUN(a_storage_that_cannot_be_made_is_an_error);
}
