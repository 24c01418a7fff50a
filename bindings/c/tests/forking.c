/* A fork with open handles: the new process is told, and opens its own. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

/* Another thread holds locks all the time, which in the new process nobody gives back. The library copes with its own, and
   the C library with those of malloc; the malloc of gcc's sanitizer does not. */
#ifdef __SANITIZE_ADDRESS__
#define BUSY 0
#else
#define BUSY 1

static atomic_bool over;

static void *keep_busy(void *unused) {
  (void)unused;
  while (!atomic_load(&over)) {
    tkit_result result;
    tkit_commands(&result);
    tkit_result_free(result);
  }
  return NULL;
}
#endif

/* What the new process sees; how many checks failed there. */
static int in_the_child(Stage stage, tkit_result result, tkit_request request) {
  tkit_context host = tkit_as_host();
  tkit_text text;
  suite_failures = 0;
  STATUS(TKIT_CODE_FORKED, tkit_desks(stage.engine, NULL));
  STATUS(TKIT_CODE_FORKED, tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"count\"}"), &host, NULL));
  STATUS(TKIT_CODE_FORKED, tkit_close(stage.engine, NULL));
  STATUS(TKIT_CODE_FORKED, tkit_engine_free(stage.engine));
  STATUS(TKIT_CODE_FORKED, tkit_desk_free(stage.desk));
  STATUS(TKIT_CODE_FORKED, tkit_get_text(result, tkit_z(""), &text));
  STATUS(TKIT_CODE_FORKED, tkit_result_free(result));
  STATUS(TKIT_CODE_FORKED, tkit_set_int(request, tkit_z("/a"), 1));
  tkit_result error;
  STATUS(TKIT_CODE_FORKED, tkit_statistics(stage.engine, &error));
  CHECK(strcmp(text_at(error, "/code"), "forked") == 0);
  OK(tkit_result_free(error));
  Stage own = stage_open();
  OK(tkit_ask_json(own.desk, tkit_z("{\"ask\": \"count\"}"), &host, NULL));
  stage_end(own);
  fflush(stdout);
  return suite_failures;
}

static void a_forked_process_is_told_and_opens_its_own(void) {
  Stage stage = stage_open();
  tkit_context host = tkit_as_host();
  tkit_result result;
  tkit_request request;
  OK(tkit_desks(stage.engine, &result));
  OK(tkit_object(&request));
#if BUSY
  pthread_t thread;
  atomic_store(&over, false);
  CHECK(pthread_create(&thread, NULL, keep_busy, NULL) == 0);
#else
  printf("  without another thread: the allocator of the sanitizer cannot be forked while it is in use\n");
#endif
  for (long round = 0; round < suite_rounds(50); round++) {
    int ends[2], failures = -1, status = 0;
    fflush(stdout);
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      failures = in_the_child(stage, result, request);
      if (write(ends[1], &failures, sizeof failures) != sizeof failures) _exit(1);
      /* At once, because a look for leaks would find what the other thread had in hand, which is not there any more. */
      kill(getpid(), SIGKILL);
    }
    close(ends[1]);
    CHECK(read(ends[0], &failures, sizeof failures) == sizeof failures);
    CHECK(failures == 0);
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child);
  }
#if BUSY
  atomic_store(&over, true);
  pthread_join(thread, NULL);
#endif
  OK(tkit_result_free(result));
  OK(tkit_request_free(request));
  OK(tkit_ask_json(stage.desk, tkit_z("{\"ask\": \"count\"}"), &host, NULL));
  stage_end(stage);
}

void test_forking(void) {
  RUN(a_forked_process_is_told_and_opens_its_own);
}
