/* Closing and giving back while other threads call. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "suite.h"

static atomic_uint_fast64_t engine_number, desk_number;
static atomic_bool over;
static atomic_int odd; /* answers that nobody expects */
static atomic_long answered;

static void expect(tkit_status status) {
  /* Finished, closed, or a handle that is not there any more or not yet. */
  if (status != TKIT_OK && status != TKIT_CODE_CLOSED && status != TKIT_FREED && status != TKIT_BAD_HANDLE) {
    if (atomic_fetch_add(&odd, 1) == 0) printf("  a call answered %s\n", tkit_status_name(status));
  }
  if (status == TKIT_OK) atomic_fetch_add(&answered, 1);
}

static void *call_on(void *unused) {
  (void)unused;
  tkit_context host = tkit_as_host();
  while (!atomic_load(&over)) {
    tkit_engine engine = {atomic_load(&engine_number)};
    tkit_desk desk = {atomic_load(&desk_number)};
    tkit_result result;
    expect(tkit_next_due(engine, &result));
    tkit_result_free(result);
    expect(tkit_desks(engine, &result));
    tkit_result_free(result);
    expect(tkit_ask_json(desk, tkit_z("{\"ask\": \"count\"}"), &host, &result));
    tkit_result_free(result);
  }
  return NULL;
}

/* Waits until one of the other threads got an answer from the engine that is open now: what is closed afterwards is
   in use. */
static void wait_until_called(void) {
  long before = atomic_load(&answered);
  time_t until = time(NULL) + 60;
  while (atomic_load(&answered) == before && time(NULL) < until) sched_yield();
  CHECK(atomic_load(&answered) > before);
}

static void engines_close_while_others_call(void) {
  enum { THREADS = 3 };
  pthread_t threads[THREADS];
  long rounds = suite_rounds(10000);
  /* One desk with its configuration is made in full now and then; the others are opened and closed at once. */
  for (int at = 0; at < THREADS; at++) CHECK(pthread_create(&threads[at], NULL, call_on, NULL) == 0);
  for (long round = 0; round < rounds; round++) {
    tkit_engine engine;
    tkit_desk desk = {0};
    OK(tkit_open(TKIT_ABI_VERSION, tkit_absent(), &engine, NULL));
    atomic_store(&engine_number, engine.number);
    if (round % 20 == 0) {
      OK(tkit_open_desk(engine, tkit_z("main"), &desk, NULL));
      atomic_store(&desk_number, desk.number);
      tkit_result result;
      OK(tkit_desks(engine, &result));
      OK(tkit_result_free(result));
      wait_until_called();
    }
    OK(tkit_close(engine, NULL));
    if (desk.number != 0) OK(tkit_desk_free(desk));
    OK(tkit_engine_free(engine));
  }
  atomic_store(&over, true);
  for (int at = 0; at < THREADS; at++) pthread_join(threads[at], NULL);
  CHECK(atomic_load(&odd) == 0);
}

static atomic_uint_fast64_t result_number;

static void *read_on(void *unused) {
  (void)unused;
  while (!atomic_load(&over)) {
    tkit_result result = {atomic_load(&result_number)};
    size_t count;
    expect(tkit_get_count(result, tkit_z(""), &count));
    expect(tkit_result_status(result));
  }
  return NULL;
}

static void results_are_given_back_while_others_read(void) {
  pthread_t thread;
  atomic_store(&over, false);
  CHECK(pthread_create(&thread, NULL, read_on, NULL) == 0);
  for (long round = 0; round < suite_rounds(10000); round++) {
    tkit_result result;
    OK(tkit_commands(&result));
    atomic_store(&result_number, result.number);
    OK(tkit_result_free(result));
  }
  atomic_store(&over, true);
  pthread_join(thread, NULL);
  CHECK(atomic_load(&odd) == 0);
}

static void *work(void *desk) {
  tkit_context host = tkit_as_host();
  for (int at = 0; at < 20; at++) {
    OK(tkit_execute_json(*(tkit_desk *)desk,
                         tkit_z("{\"do\": \"create_ticket\", \"subject\": \"s\", \"body\": \"b\","
                                "\"requester\": {\"address\": \"a@example.com\"}}"),
                         &host, NULL));
  }
  return NULL;
}

static void threads_share_a_desk(void) {
  Stage stage = stage_open();
  pthread_t threads[4];
  tkit_context host = tkit_as_host();
  tkit_result result;
  for (int at = 0; at < 4; at++) CHECK(pthread_create(&threads[at], NULL, work, &stage.desk) == 0);
  for (int at = 0; at < 4; at++) pthread_join(threads[at], NULL);
  OK(tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"count\"}"), &host, &result));
  CHECK(int_at(result, "/counts/0/tickets") == 80);
  OK(tkit_result_free(result));
  stage_end(stage);
}

void test_closing(void) {
  RUN(engines_close_while_others_call);
  RUN(results_are_given_back_while_others_read);
  RUN(threads_share_a_desk);
}
