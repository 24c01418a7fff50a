/* The suite: `suite HEADER` runs all tests; HEADER is the header that lists the functions. */
#include "suite.h"

int suite_failures;
static int passed, failed;

void suite_run(const char *name, void (*test)(void)) {
  suite_failures = 0;
  test();
  if (suite_failures == 0) {
    passed++;
    printf("ok %s\n", name);
  } else {
    failed++;
    printf("FAILED %s\n", name);
  }
  fflush(stdout);
}

long suite_rounds(long many) {
  const char *part = getenv("SUITE_PART"); /* one in so many */
  long rounds = part == NULL ? many : many / strtol(part, NULL, 10);
  return rounds > 0 ? rounds : 1;
}

const char *text_at(tkit_result result, const char *pointer) {
  tkit_text text;
  OK(tkit_get_text(result, tkit_z(pointer), &text));
  return text.data;
}

int64_t int_at(tkit_result result, const char *pointer) {
  int64_t number;
  OK(tkit_get_int(result, tkit_z(pointer), &number));
  return number;
}

size_t count_at(tkit_result result, const char *pointer) {
  size_t count;
  OK(tkit_get_count(result, tkit_z(pointer), &count));
  return count;
}

Stage stage_open(void) {
  Stage stage;
  OK(tkit_open(TKIT_ABI_VERSION, tkit_z("{\"now\": \"2026-06-01T09:00:00Z\", \"first_id\": 1}"), &stage.engine, NULL));
  OK(tkit_open_desk(stage.engine, tkit_z("main"), &stage.desk, NULL));
  return stage;
}

void stage_end(Stage stage) {
  OK(tkit_close(stage.engine, NULL));
  OK(tkit_desk_free(stage.desk));
  OK(tkit_engine_free(stage.engine));
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: %s HEADER\n", arguments[0]);
    return 2;
  }
  test_arguments(arguments[1]);
  test_handles();
  test_requests();
  test_desk();
  test_closing();
  test_forking();
  test_storage();
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
