/* Plays scenarios in C: see tests/scenarios/README.md. JSON is read with the library's own getters. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record_store.h"

/* A text that grows. */
typedef struct Text {
  char *data;
  size_t length, room;
} Text;

static void add(Text *text, const char *more, size_t length) {
  if (text->length + length + 1 > text->room) {
    text->room = (text->length + length + 1) * 2;
    text->data = realloc(text->data, text->room);
    if (text->data == NULL) abort();
  }
  memcpy(text->data + text->length, more, length);
  text->length += length;
  text->data[text->length] = 0;
}

static void say(Text *text, const char *more) { add(text, more, strlen(more)); }

static tkit_text given(const Text *text) {
  tkit_text lent = {text->data, text->length};
  return lent;
}

/* The pointer of a member, or of an item, below `pointer`. */
static Text member(const char *pointer, const char *name) {
  Text below = {0};
  say(&below, pointer);
  say(&below, "/");
  for (; *name != 0; name++) {
    if (*name == '~') say(&below, "~0");
    else if (*name == '/') say(&below, "~1");
    else add(&below, name, 1);
  }
  return below;
}

static Text item(const char *pointer, size_t at) {
  char name[24];
  snprintf(name, sizeof name, "%zu", at);
  return member(pointer, name);
}

static int32_t type_at(tkit_result json, const char *pointer) {
  int32_t type;
  return tkit_get_type(json, tkit_z(pointer), &type) == TKIT_OK ? type : TKIT_TYPE_NULL;
}

static bool has(tkit_result json, const char *pointer) {
  int32_t type;
  return tkit_get_type(json, tkit_z(pointer), &type) == TKIT_OK;
}

static size_t count_at(tkit_result json, const char *pointer) {
  size_t count;
  tkit_get_count(json, tkit_z(pointer), &count);
  return count;
}

static const char *text_at(tkit_result json, const char *pointer) {
  tkit_text text;
  tkit_get_text(json, tkit_z(pointer), &text);
  return text.data;
}

static int64_t int_at(tkit_result json, const char *pointer) {
  int64_t number;
  tkit_get_int(json, tkit_z(pointer), &number);
  return number;
}

static const char *name_at(tkit_result json, const char *pointer, size_t at) {
  tkit_text name;
  tkit_get_name(json, tkit_z(pointer), at, &name);
  return name.data;
}

static const char *json_at(tkit_result json, const char *pointer) {
  tkit_text text;
  tkit_get_json(json, tkit_z(pointer), &text);
  return text.data;
}

/* Canonical JSON: members that are null are left out. */
static void canonical(Text *out, tkit_result json, const char *pointer) {
  int32_t type = type_at(json, pointer);
  if (type != TKIT_TYPE_OBJECT && type != TKIT_TYPE_LIST) {
    say(out, json_at(json, pointer));
    return;
  }
  say(out, type == TKIT_TYPE_OBJECT ? "{" : "[");
  bool first = true;
  for (size_t at = 0; at < count_at(json, pointer); at++) {
    const char *name = type == TKIT_TYPE_OBJECT ? name_at(json, pointer, at) : "";
    Text below = type == TKIT_TYPE_OBJECT ? member(pointer, name) : item(pointer, at);
    if (type == TKIT_TYPE_LIST || type_at(json, below.data) != TKIT_TYPE_NULL) {
      if (!first) say(out, ",");
      first = false;
      if (type == TKIT_TYPE_OBJECT) {
        /* A name is written as a text is: by the library. */
        tkit_request quoted;
        tkit_result read;
        tkit_object(&quoted);
        tkit_set_text(quoted, tkit_z(""), tkit_z(name));
        tkit_request_read(quoted, &read);
        say(out, json_at(read, ""));
        say(out, ":");
        tkit_result_free(read);
        tkit_request_free(quoted);
      }
      canonical(out, json, below.data);
    }
    free(below.data);
  }
  say(out, type == TKIT_TYPE_OBJECT ? "}" : "]");
}

/* Whether what came has everything that is expected. */
static bool fits(tkit_result expected, const char *wanted, tkit_result got, const char *there) {
  int32_t type = type_at(expected, wanted);
  if (type != type_at(got, there)) return false;
  if (type != TKIT_TYPE_OBJECT && type != TKIT_TYPE_LIST) {
    return type == TKIT_TYPE_NULL || strcmp(json_at(expected, wanted), json_at(got, there)) == 0;
  }
  bool good = type == TKIT_TYPE_OBJECT || count_at(expected, wanted) == count_at(got, there);
  for (size_t at = 0; good && at < count_at(expected, wanted); at++) {
    const char *name = type == TKIT_TYPE_OBJECT ? name_at(expected, wanted, at) : "";
    Text left = type == TKIT_TYPE_OBJECT ? member(wanted, name) : item(wanted, at);
    Text right = type == TKIT_TYPE_OBJECT ? member(there, name) : item(there, at);
    good = fits(expected, left.data, got, right.data);
    free(left.data);
    free(right.data);
  }
  return good;
}

/* What a scenario is played on. */
typedef struct Stage {
  tkit_engine engine;
  tkit_desk desk;
  RecordStore *store; /* of an engine on a storage of the host's own */
  int64_t now;
} Stage;

/* Adds `{"ok": answer}` or `{"error": problems}` and gives the answer back. */
static tkit_status told(Text *out, tkit_status status, tkit_result answer) {
  say(out, status == TKIT_OK ? "{\"ok\":" : "{\"error\":");
  canonical(out, answer, status == TKIT_OK ? "" : "/problems");
  say(out, "}");
  tkit_result_free(answer);
  return status;
}

/* The command of a step or an item: a document that is an object stands for its text. */
static tkit_status command_of(tkit_result json, const char *pointer, tkit_request *command, tkit_result *answer) {
  Text where = member(pointer, "do"), document = member(where.data, "document"), text = {0};
  tkit_request built;
  tkit_result read;
  tkit_object(&built);
  tkit_set_json(built, tkit_z(""), tkit_z(has(json, where.data) ? json_at(json, where.data) : "null"));
  if (type_at(json, document.data) == TKIT_TYPE_OBJECT) {
    canonical(&text, json, document.data);
    tkit_set_text(built, tkit_z("/document"), given(&text));
  }
  tkit_request_read(built, &read);
  tkit_status status = tkit_command_parse(tkit_z(json_at(read, "")), command, answer);
  tkit_result_free(read);
  tkit_request_free(built);
  free(where.data);
  free(document.data);
  free(text.data);
  return status;
}

/* The actor and the command id of a step or an item. `actor` holds the texts of the context. */
static tkit_status context_of(tkit_result json, const char *pointer, tkit_context *context, tkit_result *actor) {
  Text as = member(pointer, "as"), id = member(pointer, "id");
  tkit_status status = tkit_actor_parse(tkit_z(has(json, as.data) ? json_at(json, as.data) : "{\"kind\":\"host\"}"), context, actor);
  if (has(json, id.data)) context->command_id = tkit_z(text_at(json, id.data));
  free(as.data);
  free(id.data);
  return status;
}

static void play_do(Stage *stage, tkit_result step, Text *out) {
  tkit_request command;
  tkit_context context;
  tkit_result answer, actor;
  tkit_status status = command_of(step, "", &command, &answer);
  if (status == TKIT_OK) {
    tkit_result_free(answer);
    status = context_of(step, "", &context, &actor);
    if (status != TKIT_OK) {
      answer = actor;
    } else {
      status = tkit_execute(stage->desk, command, &context, &answer);
      tkit_result_free(actor);
    }
    tkit_request_free(command);
  }
  told(out, status, answer);
}

static void play_many(Stage *stage, tkit_result step, Text *out) {
  size_t count = count_at(step, "/many"), read = 0;
  tkit_request *commands = calloc(count + 1, sizeof *commands);
  tkit_context *contexts = calloc(count + 1, sizeof *contexts);
  const tkit_context **each = calloc(count + 1, sizeof *each);
  tkit_result *actors = calloc(count + 1, sizeof *actors), answer = {0};
  if (commands == NULL || contexts == NULL || each == NULL || actors == NULL) abort();
  tkit_status status = TKIT_OK;
  for (; status == TKIT_OK && read < count; read++) {
    Text pointer = item("/many", read);
    tkit_result_free(answer);
    status = command_of(step, pointer.data, &commands[read], &answer);
    if (status == TKIT_OK) {
      tkit_result_free(answer);
      status = context_of(step, pointer.data, &contexts[read], &answer);
      if (status == TKIT_OK) {
        actors[read] = answer;
        answer.number = 0;
      }
    }
    each[read] = &contexts[read];
    free(pointer.data);
  }
  if (status != TKIT_OK || (status = tkit_execute_many(stage->desk, commands, each, count, &answer)) != TKIT_OK) {
    told(out, status, answer);
  } else {
    say(out, "{\"ok\":[");
    for (size_t at = 0; at < count; at++) {
      Text one = item("", at), ok = member(one.data, "ok"), problems = member(one.data, "error");
      say(&problems, "/problems");
      if (at > 0) say(out, ",");
      say(out, has(answer, ok.data) ? "{\"ok\":" : "{\"error\":");
      canonical(out, answer, has(answer, ok.data) ? ok.data : problems.data);
      say(out, "}");
      free(one.data);
      free(ok.data);
      free(problems.data);
    }
    say(out, "]}");
    tkit_result_free(answer);
  }
  for (size_t at = 0; at < read; at++) {
    if (commands[at].number != 0) tkit_request_free(commands[at]);
    tkit_result_free(actors[at]);
  }
  free(commands);
  free(contexts);
  free(each);
  free(actors);
}

static void play_ask(Stage *stage, tkit_result step, Text *out) {
  tkit_request query;
  tkit_context context;
  tkit_result answer, actor;
  tkit_status status = tkit_query_parse(tkit_z(json_at(step, "/ask")), &query, &answer);
  if (status == TKIT_OK) {
    tkit_result_free(answer);
    status = context_of(step, "", &context, &actor);
    if (status != TKIT_OK) {
      answer = actor;
    } else {
      status = tkit_ask(stage->desk, query, &context, &answer);
      tkit_result_free(actor);
    }
    tkit_request_free(query);
  }
  told(out, status, answer);
}

/* A desk that is opened or made takes the place of the one before. */
static void enter(Stage *stage, Text *out, tkit_status status, tkit_desk desk, tkit_result answer) {
  if (told(out, status, answer) != TKIT_OK) return;
  if (stage->desk.number != 0) tkit_desk_free(stage->desk);
  stage->desk = desk;
}

static const char *const STEPS[] = {"do",          "many",          "ask",         "tick",  "next_due",   "lease",
                                    "acknowledge", "fail",          "create_desk", "open_desk", "existing_desk",
                                    "delete_desk", "desks",         "statistics",  "pause", "resume",     "close",
                                    "fail_next"};
enum { STEP_COUNT = sizeof STEPS / sizeof STEPS[0] };

static tkit_status code_of(const char *name) {
  for (tkit_status code = 1; code < 1000; code++) {
    if (strcmp(tkit_status_name(code), name) == 0) return code;
  }
  return TKIT_CODE_INTERNAL_ERROR;
}

/* The text that a document stands for. */
static Text document_of(tkit_result json, const char *pointer) {
  Text text = {0};
  if (type_at(json, pointer) == TKIT_TYPE_TEXT) say(&text, text_at(json, pointer));
  else canonical(&text, json, pointer);
  return text;
}

/* Takes a step and adds its result as canonical JSON. False when it is no step. */
static bool play_step(Stage *stage, tkit_result step, Text *out) {
  const char *kind = NULL;
  for (size_t at = 0; at < STEP_COUNT; at++) {
    Text pointer = member("", STEPS[at]);
    bool there = has(step, pointer.data);
    free(pointer.data);
    if (there && kind != NULL) return false;
    if (there) kind = STEPS[at];
  }
  if (kind == NULL) return false;
  if (has(step, "/at")) {
    if (tkit_get_instant(step, tkit_z("/at"), &stage->now) != TKIT_OK) return false;
    tkit_set_now(stage->engine, stage->now, NULL);
  }
#define IS(name) (strcmp(kind, name) == 0)
  tkit_result answer = {0};
  tkit_desk desk = {0};
  if (IS("do")) {
    play_do(stage, step, out);
  } else if (IS("many")) {
    play_many(stage, step, out);
  } else if (IS("ask")) {
    play_ask(stage, step, out);
  } else if (IS("tick")) {
    told(out, tkit_tick(stage->engine, stage->now, (uint32_t)int_at(step, "/tick"), &answer), answer);
  } else if (IS("next_due")) {
    told(out, tkit_next_due(stage->engine, &answer), answer);
  } else if (IS("lease")) {
    tkit_status status = tkit_lease_effects(stage->desk, tkit_z(text_at(step, "/lease/worker")), int_at(step, "/lease/hold_ms"),
                                            (uint32_t)int_at(step, "/lease/limit"), &answer);
    told(out, status, answer);
  } else if (IS("acknowledge")) {
    tkit_status status = tkit_acknowledge_effect(stage->desk, tkit_z(text_at(step, "/acknowledge/effect")),
                                                 (uint64_t)int_at(step, "/acknowledge/token"), &answer);
    told(out, status, answer);
  } else if (IS("fail")) {
    int64_t retry_at;
    if (tkit_get_instant(step, tkit_z("/fail/retry_at"), &retry_at) != TKIT_OK) return false;
    tkit_status status = tkit_fail_effect(stage->desk, tkit_z(text_at(step, "/fail/effect")), (uint64_t)int_at(step, "/fail/token"),
                                          retry_at, tkit_z(text_at(step, "/fail/reason")), &answer);
    told(out, status, answer);
  } else if (IS("create_desk")) {
    Text document = document_of(step, "/create_desk/document");
    tkit_status status = tkit_create_desk(stage->engine, tkit_z(text_at(step, "/create_desk/key")), given(&document), &desk, &answer);
    enter(stage, out, status, desk, answer);
    free(document.data);
  } else if (IS("open_desk")) {
    tkit_status status = tkit_open_desk(stage->engine, tkit_z(text_at(step, "/open_desk")), &desk, &answer);
    enter(stage, out, status, desk, answer);
  } else if (IS("existing_desk")) {
    tkit_status status = tkit_existing_desk(stage->engine, tkit_z(text_at(step, "/existing_desk")), &desk, &answer);
    enter(stage, out, status, desk, answer);
  } else if (IS("delete_desk")) {
    told(out, tkit_delete_desk(stage->engine, tkit_z(text_at(step, "/delete_desk")), &answer), answer);
  } else if (IS("desks")) {
    told(out, tkit_desks(stage->engine, &answer), answer);
  } else if (IS("statistics")) {
    told(out, tkit_statistics(stage->engine, &answer), answer);
  } else if (IS("pause")) {
    told(out, tkit_pause(stage->engine, int_at(step, "/pause"), &answer), answer);
  } else if (IS("resume")) {
    told(out, tkit_resume(stage->engine, &answer), answer);
  } else if (IS("close")) {
    told(out, tkit_close(stage->engine, &answer), answer);
  } else {
    if (stage->store == NULL) return false;
    record_store_fail_next(stage->store, code_of(text_at(step, "/fail_next")));
    say(out, "{\"ok\":null}");
  }
  return true;
}

/* What the scenario before left in a database goes. */
static tkit_status delete_all(tkit_engine engine) {
  tkit_result desks;
  tkit_status status = tkit_desks(engine, &desks);
  for (size_t at = 0; status == TKIT_OK && at < count_at(desks, ""); at++) {
    Text pointer = item("", at);
    say(&pointer, "/key");
    status = tkit_delete_desk(engine, tkit_z(text_at(desks, pointer.data)), NULL);
    free(pointer.data);
  }
  tkit_result_free(desks);
  return status;
}

/* Opens the engine and the desk of a scenario. Null when all is well, else why not. */
static const char *open_stage(Stage *stage, tkit_result scenario, const char *storage, const char *folder) {
  tkit_request options;
  tkit_storage_functions functions;
  tkit_object(&options);
  if (tkit_get_instant(scenario, tkit_z("/steps/0/at"), &stage->now) != TKIT_OK) {
    tkit_request_free(options);
    return "the first step has no `at`";
  }
  tkit_set_instant(options, tkit_z("/now"), stage->now);
  tkit_set_int(options, tkit_z("/first_id"), 1);
  tkit_set_int(options, tkit_z("/patience_ms"), 0);
  tkit_set_text(options, tkit_z("/link_keys/-"), tkit_z("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
  if (strcmp(storage, "host") == 0) {
    stage->store = record_store_new();
    functions = record_store_functions(stage->store);
  } else if (strcmp(storage, "sqlite") == 0) {
    char path[600];
    snprintf(path, sizeof path, "%s/desks.db", folder);
    tkit_set_text(options, tkit_z("/path"), tkit_z(path));
  } else if (strcmp(storage, "postgres") == 0) {
    const char *url = getenv("TICKETKIT_TEST_POSTGRES");
    if (url == NULL) {
      tkit_request_free(options);
      return "no TICKETKIT_TEST_POSTGRES";
    }
    tkit_set_text(options, tkit_z("/url"), tkit_z(url));
    tkit_set_text(options, tkit_z("/schema"), tkit_z("scenarios"));
  }
  tkit_status status = tkit_open_with(TKIT_ABI_VERSION, options, stage->store == NULL ? NULL : &functions, &stage->engine, NULL);
  tkit_request_free(options);
  if (status == TKIT_OK) status = delete_all(stage->engine);
  if (status == TKIT_OK && has(scenario, "/config")) {
    Text document = document_of(scenario, "/config");
    status = tkit_create_desk(stage->engine, tkit_z("main"), given(&document), &stage->desk, NULL);
    free(document.data);
  } else if (status == TKIT_OK) {
    status = tkit_open_desk(stage->engine, tkit_z("main"), &stage->desk, NULL);
  }
  return status == TKIT_OK ? NULL : tkit_status_name(status);
}

/* The expectation of a step, as `{"ok": ...}` or `{"error": ...}`; `{}` when any result fits that is no error. With its
 * nulls, which say that something must not be there. */
static Text expected_of(tkit_result step, const Text *got) {
  Text expected = {0};
  if (has(step, "/error") || has(step, "/expect")) {
    say(&expected, has(step, "/error") ? "{\"error\":" : "{\"ok\":");
    say(&expected, json_at(step, has(step, "/error") ? "/error" : "/expect"));
    say(&expected, "}");
  } else {
    say(&expected, strncmp(got->data, "{\"ok\"", 5) == 0 ? "{}" : "{\"ok\":{}}");
  }
  return expected;
}

/* Plays a scenario; how many steps did not fit. */
static int play(const char *text, const char *file, const char *storage, FILE *transcript) {
  int failures = 0;
  tkit_result scenario;
  Stage stage = {{0}, {0}, NULL, 0};
  char folder[] = "/tmp/ticketkit-scenario-XXXXXX";
  const char *why = mkdtemp(folder) == NULL ? "no folder can be made" : NULL;
  if (why == NULL && tkit_json_parse(tkit_z(text), &scenario) != TKIT_OK) why = "this is not JSON";
  if (strcmp(text_at(scenario, "/storage"), "host") == 0) storage = "host";
  if (why == NULL && count_at(scenario, "/steps") == 0) why = "there are no steps";
  if (why == NULL) why = open_stage(&stage, scenario, storage, folder);
  for (size_t at = 0; why == NULL && at < count_at(scenario, "/steps"); at++) {
    Text pointer = item("/steps", at), got = {0};
    tkit_result step, left, right;
    tkit_json_parse(tkit_z(json_at(scenario, pointer.data)), &step);
    if (!play_step(&stage, step, &got)) {
      why = "a step has exactly one of the members that say what is done";
    } else {
      Text expected = expected_of(step, &got), wanted = {0}, came = {0};
      tkit_json_parse(given(&expected), &left);
      tkit_json_parse(given(&got), &right);
      canonical(&wanted, left, "");
      canonical(&came, right, "");
      if (!fits(left, "", right, "")) {
        failures++;
        printf("FAILED %s step %zu: expected %s, got %s\n", file, at + 1, wanted.data, came.data);
      }
      if (transcript != NULL) fprintf(transcript, "%s\t%zu\t%s\n", file, at + 1, came.data);
      free(wanted.data);
      free(came.data);
      tkit_result_free(left);
      tkit_result_free(right);
      free(expected.data);
    }
    tkit_result_free(step);
    free(pointer.data);
    free(got.data);
  }
  if (why != NULL) {
    failures++;
    printf("FAILED %s step 0: %s\n", file, why);
  }
  if (stage.desk.number != 0) tkit_desk_free(stage.desk);
  if (stage.engine.number != 0) {
    tkit_close(stage.engine, NULL);
    tkit_engine_free(stage.engine);
  }
  tkit_result_free(scenario);
  const char *const left_over[] = {"desks.db", "desks.db-wal", "desks.db-shm"};
  for (int at = 0; at < 3; at++) {
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, left_over[at]);
    unlink(path);
  }
  rmdir(folder);
  return failures;
}

static int by_name(const struct dirent **left, const struct dirent **right) {
  return strcmp((*left)->d_name, (*right)->d_name);
}

static int passed, failed;

static void play_file(const char *path, const char *storage, FILE *transcript) {
  Text text = {0};
  char piece[4096];
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  say(&text, "");
  for (size_t length; (length = fread(piece, 1, sizeof piece, file)) > 0;) add(&text, piece, length);
  fclose(file);
  const char *name = strrchr(path, '/');
  if (play(text.data, name == NULL ? path : name + 1, storage, transcript) == 0) passed++;
  else failed++;
  free(text.data);
}

static void play_path(const char *path, const char *storage, FILE *transcript) {
  struct stat what;
  if (stat(path, &what) != 0 || !S_ISDIR(what.st_mode)) {
    play_file(path, storage, transcript);
    return;
  }
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, by_name);
  for (int at = 0; at < count; at++) {
    const char *name = entries[at]->d_name, *end = strrchr(name, '.');
    if (end != NULL && strcmp(end, ".json") == 0) {
      Text file = {0};
      say(&file, path);
      say(&file, "/");
      say(&file, name);
      play_file(file.data, storage, transcript);
      free(file.data);
    }
    free(entries[at]);
  }
  if (count >= 0) free(entries);
}

static void print_lists(void) {
  tkit_result codes, commands, queries, all;
  tkit_request lists;
  tkit_object(&lists);
  tkit_codes(&codes);
  for (size_t at = 0; at < count_at(codes, ""); at++) {
    Text one = item("", at), code = member(one.data, "code"), number = member(one.data, "number");
    Text pointer = member("/codes", text_at(codes, code.data));
    tkit_set_int(lists, given(&pointer), int_at(codes, number.data));
    free(one.data);
    free(code.data);
    free(number.data);
    free(pointer.data);
  }
  tkit_commands(&commands);
  tkit_queries(&queries);
  tkit_set_json(lists, tkit_z("/commands"), tkit_z(json_at(commands, "")));
  tkit_set_json(lists, tkit_z("/queries"), tkit_z(json_at(queries, "")));
  tkit_request_read(lists, &all);
  printf("%s\n", json_at(all, ""));
  tkit_result_free(codes);
  tkit_result_free(commands);
  tkit_result_free(queries);
  tkit_result_free(all);
  tkit_request_free(lists);
}

int main(int count, char **arguments) {
  const char *storage = "memory";
  FILE *transcript = NULL;
  if (count == 2 && strcmp(arguments[1], "--lists") == 0) {
    print_lists();
    return 0;
  }
  for (int at = 1; at < count; at++) {
    bool more = at + 1 < count;
    if (strcmp(arguments[at], "--storage") == 0 && more) storage = arguments[++at];
    else if (strcmp(arguments[at], "--transcript") == 0 && more) transcript = fopen(arguments[++at], "w");
    else if (arguments[at][0] == '-') return fprintf(stderr, "usage: scenarios PATH... [--storage S] [--transcript FILE]\n"), 2;
  }
  for (int at = 1; at < count; at++) {
    if (arguments[at][0] == '-') at++;
    else play_path(arguments[at], storage, transcript);
  }
  if (transcript != NULL) fclose(transcript);
  printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
