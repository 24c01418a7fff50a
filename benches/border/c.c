/* What the two calls of benches/border.rs cost from C. */
#include <stdio.h>
#include <stdlib.h>
#include <ticketkit.h>
#include <time.h>

static tkit_engine engine;
static tkit_desk desk;
static tkit_request question;
static tkit_context host;

static void empty(void) {
  tkit_result result;
  if (tkit_next_due(engine, &result) != TKIT_OK) exit(1);
  tkit_result_free(result);
}

static void ticket(void) {
  tkit_result result;
  if (tkit_ask(desk, question, &host, &result) != TKIT_OK) exit(1);
  tkit_result_free(result);
}

static int by_size(const void *left, const void *right) {
  long a = *(const long *)left, b = *(const long *)right;
  return (a > b) - (a < b);
}

/* The middle of eleven turns of ten thousand calls each, for one call, behind one to warm up. */
static long median(void (*call)(void)) {
  enum { TURNS = 11, CALLS = 10000 };
  long turns[TURNS];
  for (int turn = -1; turn < TURNS; turn++) {
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int at = 0; at < CALLS; at++) call();
    clock_gettime(CLOCK_MONOTONIC, &ended);
    if (turn >= 0) turns[turn] = ((ended.tv_sec - began.tv_sec) * 1000000000L + ended.tv_nsec - began.tv_nsec) / CALLS;
  }
  qsort(turns, TURNS, sizeof turns[0], by_size);
  return turns[TURNS / 2];
}

int main(void) {
  host = tkit_as_host();
  const char *create =
      "{\"do\": \"create_ticket\", \"subject\": \"The printer in hall 7 is on fire\", \"body\": \"Please hurry.\","
      "\"requester\": {\"address\": \"customer@example.com\"}}";
  if (tkit_open(TKIT_ABI_VERSION, tkit_absent(), &engine, NULL) != TKIT_OK ||
      tkit_open_desk(engine, tkit_z("main"), &desk, NULL) != TKIT_OK ||
      tkit_execute_json(desk, tkit_z(create), &host, NULL) != TKIT_OK ||
      tkit_query_parse(tkit_z("{\"ask\": \"ticket\", \"ticket\": \"1\"}"), &question, NULL) != TKIT_OK) {
    return 1;
  }
  printf("empty %ld ns\n", median(empty));
  printf("ticket %ld ns\n", median(ticket));
  return 0;
}
