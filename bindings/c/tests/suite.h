/* A small frame for the suite: tests with names, checks that say where they failed, and a count at the end. */
#ifndef SUITE_H
#define SUITE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ticketkit.h"

extern int suite_failures; /* of the test that runs */

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      printf("  %s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
      suite_failures++;                                                               \
    }                                                                                 \
  } while (0)

/* A status that is another than expected is said by its name. */
#define STATUS(expected, call)                                                                       \
  do {                                                                                               \
    tkit_status status_ = (call);                                                                    \
    if (status_ != (expected)) {                                                                     \
      printf("  %s:%d: %s is %s, not %s\n", __FILE__, __LINE__, #call, tkit_status_name(status_),    \
             tkit_status_name(expected));                                                            \
      suite_failures++;                                                                              \
    }                                                                                                \
  } while (0)

#define OK(call) STATUS(TKIT_OK, call)

/* Runs a test and counts it. */
void suite_run(const char *name, void (*test)(void));
#define RUN(test) suite_run(#test, test)

/* How often something is done that takes long: `many`, or less under a tool that is slow. */
long suite_rounds(long many);

/* What was read, as a text of C; lives until the result is given back. */
const char *text_at(tkit_result result, const char *pointer);
int64_t int_at(tkit_result result, const char *pointer);
size_t count_at(tkit_result result, const char *pointer);

/* 2026-06-01T09:00:00Z, a Monday. */
#define MONDAY INT64_C(1780304400000)

/* An engine in memory that stands at MONDAY, with ids that count up, and its desk `main`. */
typedef struct Stage {
  tkit_engine engine;
  tkit_desk desk;
} Stage;

Stage stage_open(void);
void stage_end(Stage stage);

/* The tests, by file. */
void test_arguments(const char *header);
void test_handles(void);
void test_requests(void);
void test_desk(void);
void test_closing(void);
void test_forking(void);
void test_storage(void);

#endif
