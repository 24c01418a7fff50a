/* Requests that are built, results that are read, and files that are kept. */
#define _XOPEN_SOURCE 700
#include <unistd.h>

#include "suite.h"

static void a_request_is_built_by_pointer(void) {
  tkit_request request;
  tkit_result result;
  tkit_text json;
  OK(tkit_command(tkit_z("create_ticket"), &request));
  OK(tkit_set_text(request, tkit_z("/subject"), tkit_z("A \"quoted\" \\ subject")));
  OK(tkit_set_text(request, tkit_z("/set/priority"), tkit_z("urgent")));
  OK(tkit_set_text(request, tkit_z("/set/tags/-"), tkit_z("a")));
  OK(tkit_set_text(request, tkit_z("/set/tags/-"), tkit_z("b")));
  OK(tkit_set_int(request, tkit_z("/n"), -5));
  OK(tkit_set_number(request, tkit_z("/x"), 1.5));
  OK(tkit_set_bool(request, tkit_z("/yes"), true));
  OK(tkit_set_null(request, tkit_z("/none")));
  OK(tkit_set_instant(request, tkit_z("/at"), MONDAY));
  OK(tkit_set_json(request, tkit_z("/list"), tkit_z("[1, {\"a\": 2}]")));
  OK(tkit_request_read(request, &result));
  OK(tkit_get_json(result, tkit_z(""), &json));
  CHECK(strcmp(json.data,
               "{\"at\":\"2026-06-01T09:00:00.000Z\",\"do\":\"create_ticket\",\"list\":[1,{\"a\":2}],\"n\":-5,"
               "\"none\":null,\"set\":{\"priority\":\"urgent\",\"tags\":[\"a\",\"b\"]},"
               "\"subject\":\"A \\\"quoted\\\" \\\\ subject\",\"x\":1.5,\"yes\":true}") == 0);
  OK(tkit_result_free(result));
  OK(tkit_request_free(request));
}

static void what_could_not_be_set_is_refused_all_at_once(void) {
  Stage stage = stage_open();
  tkit_request request;
  tkit_result result;
  tkit_context host = tkit_as_host();
  tkit_text broken = {"a\xff", 2};
  OK(tkit_command(tkit_z("create_ticket"), &request));
  STATUS(TKIT_CODE_BAD_TEXT, tkit_set_text(request, tkit_z("/subject"), broken));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_set_text(request, tkit_z("/do/x"), tkit_z("y")));
  STATUS(TKIT_CODE_MALFORMED, tkit_set_text(request, tkit_z("body"), tkit_z("y")));
  STATUS(TKIT_BAD_POINTER, tkit_set_text(request, tkit_z("/body"), tkit_absent()));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_number(request, tkit_z("/n"), 1e308 * 10));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_instant(request, tkit_z("/at"), INT64_MAX));
  STATUS(TKIT_CODE_MALFORMED, tkit_set_json(request, tkit_z("/j"), tkit_z("{")));
  STATUS(TKIT_CODE_BAD_TEXT, tkit_execute(stage.desk, request, &host, &result));
  CHECK(count_at(result, "/problems") == 7);
  CHECK(strcmp(text_at(result, "/problems/0/path"), "/subject") == 0);
  CHECK(strcmp(text_at(result, "/problems/1/path"), "/do/x") == 0);
  CHECK(strcmp(text_at(result, "/problems/5/path"), "/at") == 0);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_BAD_TEXT, tkit_request_read(request, NULL));
  OK(tkit_request_free(request));
  stage_end(stage);
}

static void a_command_of_wrong_shape_is_refused_with_all_its_problems(void) {
  Stage stage = stage_open();
  tkit_result result;
  tkit_request request;
  tkit_context host = tkit_as_host();
  const char *text = "{\"do\": \"reply\", \"tiket\": \"17\", \"body\": 4}";
  STATUS(TKIT_CODE_MISSING, tkit_execute_json(stage.desk, tkit_z(text), &host, &result));
  CHECK(count_at(result, "/problems") == 3);
  CHECK(strcmp(text_at(result, "/problems/0/path"), "/ticket") == 0);
  CHECK(strcmp(text_at(result, "/problems/1/code"), "wrong_type") == 0);
  CHECK(strcmp(text_at(result, "/problems/2/hint"), "did you mean `ticket`?") == 0);
  OK(tkit_result_free(result));
  STATUS(TKIT_CODE_MISSING, tkit_command_parse(tkit_z(text), &request, NULL));
  CHECK(request.number == 0);
  STATUS(TKIT_CODE_MALFORMED, tkit_execute_json(stage.desk, tkit_z("{"), &host, NULL));
  CHECK(tkit_query_parse(tkit_z("{\"ask\": \"nothing\"}"), &request, NULL) > 0);
  stage_end(stage);
}

static void deep_json_is_refused_and_harms_nobody(void) {
  static char deep[200001];
  tkit_result result;
  tkit_request request;
  memset(deep, '[', 200000);
  STATUS(TKIT_CODE_MALFORMED, tkit_json_parse(tkit_z(deep), &result));
  OK(tkit_result_free(result));
  for (size_t at = 0; at < 200000; at += 2) memcpy(deep + at, "/a", 2);
  OK(tkit_object(&request));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_set_int(request, tkit_z(deep), 1));
  OK(tkit_request_free(request));
}

static void a_result_is_read_by_type(void) {
  tkit_result result;
  tkit_text text;
  int64_t number;
  double fraction;
  bool truth;
  size_t count;
  int32_t type;
  OK(tkit_json_parse(tkit_z("{\"a~/b\": [1, 2.5, true, null, \"x\\u0000y\", {}], \"big\": 18446744073709551615,"
                            "\"at\": \"2026-06-01T11:00:00+02:00\"}"),
                     &result));
  const int32_t types[] = {TKIT_TYPE_INT, TKIT_TYPE_NUMBER, TKIT_TYPE_BOOL, TKIT_TYPE_NULL, TKIT_TYPE_TEXT, TKIT_TYPE_OBJECT};
  for (int at = 0; at < 6; at++) {
    char pointer[32];
    snprintf(pointer, sizeof pointer, "/a~0~1b/%d", at);
    OK(tkit_get_type(result, tkit_z(pointer), &type));
    CHECK(type == types[at]);
  }
  OK(tkit_get_type(result, tkit_z("/a~0~1b"), &type));
  CHECK(type == TKIT_TYPE_LIST);
  OK(tkit_get_text(result, tkit_z("/a~0~1b/4"), &text));
  CHECK(text.length == 3 && memcmp(text.data, "x\0y", 4) == 0);
  OK(tkit_get_number(result, tkit_z("/a~0~1b/0"), &fraction));
  CHECK(fraction == 1.0);
  OK(tkit_get_bool(result, tkit_z("/a~0~1b/2"), &truth));
  CHECK(truth);
  OK(tkit_get_instant(result, tkit_z("/at"), &number));
  CHECK(number == MONDAY);
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_get_int(result, tkit_z("/big"), &number));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_int(result, tkit_z("/a~0~1b/1"), &number));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_instant(result, tkit_z("/a~0~1b/4"), &number));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_bool(result, tkit_z("/at"), &truth));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_number(result, tkit_z("/at"), &fraction));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_text(result, tkit_z("/big"), &text));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_count(result, tkit_z("/big"), &count));
  STATUS(TKIT_CODE_MISSING, tkit_get_text(result, tkit_z("/nothing"), &text));
  STATUS(TKIT_CODE_MISSING, tkit_get_type(result, tkit_z("/a~0~1b/6"), &type));
  STATUS(TKIT_CODE_MALFORMED, tkit_get_type(result, tkit_z("at"), &type));
  STATUS(TKIT_CODE_MALFORMED, tkit_get_type(result, tkit_z("/a~b"), &type));
  OK(tkit_result_free(result));
}

static void members_are_gone_through_by_name(void) {
  tkit_result result;
  tkit_text name;
  OK(tkit_json_parse(tkit_z("{\"zebra\": 1, \"ant\": 2, \"bee\": {\"x\": 3}}"), &result));
  CHECK(count_at(result, "") == 3);
  const char *names[] = {"ant", "bee", "zebra"};
  for (size_t at = 0; at < 3; at++) {
    OK(tkit_get_name(result, tkit_z(""), at, &name));
    CHECK(strcmp(name.data, names[at]) == 0);
  }
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_get_name(result, tkit_z(""), 3, &name));
  STATUS(TKIT_CODE_WRONG_TYPE, tkit_get_name(result, tkit_z("/ant"), 0, &name));
  OK(tkit_get_json(result, tkit_z("/bee"), &name));
  CHECK(strcmp(name.data, "{\"x\":3}") == 0);
  OK(tkit_result_free(result));
}

static void actors_are_read_from_json(void) {
  tkit_context context;
  tkit_result result;
  OK(tkit_actor_parse(tkit_z("{\"kind\": \"agent\", \"person\": \"staff:a\\u0064a\"}"), &context, &result));
  CHECK(context.actor == TKIT_AGENT && strcmp(context.person.data, "staff:ada") == 0);
  OK(tkit_result_free(result));
  OK(tkit_actor_parse(tkit_z("{\"kind\": \"host\"}"), &context, &result));
  CHECK(context.actor == TKIT_HOST && context.person.data == NULL);
  OK(tkit_result_free(result));
  OK(tkit_actor_parse(tkit_z("{\"kind\": \"link\", \"token\": \"AQ\"}"), &context, &result));
  CHECK(context.actor == TKIT_LINK && strcmp(context.person.data, "AQ") == 0);
  OK(tkit_result_free(result));
  CHECK(tkit_actor_parse(tkit_z("{\"kind\": \"guest\"}"), &context, &result) > 0);
  OK(tkit_result_free(result));
  CHECK(tkit_actor_parse(tkit_z("{\"kind\": \"boss\"}"), &context, &result) > 0);
  CHECK(context.actor == 0);
  OK(tkit_result_free(result));
}

static void a_context_must_say_who(void) {
  Stage stage = stage_open();
  tkit_text count = tkit_z("{\"ask\": \"count\"}");
  tkit_result result;
  tkit_context nobody = tkit_as_host();
  nobody.actor = 0;
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_ask_json(stage.desk, count, &nobody, &result));
  CHECK(strcmp(text_at(result, "/problems/0/path"), "/actor/kind") == 0);
  OK(tkit_result_free(result));
  STATUS(TKIT_BAD_POINTER, tkit_ask_json(stage.desk, count, NULL, NULL));
  tkit_context agent = tkit_as_agent(tkit_absent());
  CHECK(tkit_ask_json(stage.desk, count, &agent, NULL) == TKIT_CODE_MISSING);
  tkit_context host = tkit_as_host();
  host.person = tkit_z("ada");
  CHECK(tkit_ask_json(stage.desk, count, &host, NULL) == TKIT_CODE_UNKNOWN_MEMBER);
  host = tkit_as_host();
  int64_t now = MONDAY;
  host.now = &now;
  STATUS(TKIT_CODE_NOT_WRITABLE, tkit_ask_json(stage.desk, count, &host, NULL));
  now = INT64_MIN;
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_ask_json(stage.desk, count, &host, NULL));
  host = tkit_as_host();
  host.command_id = tkit_z("no uuid");
  CHECK(tkit_execute_json(stage.desk, tkit_z("{\"do\": \"wake_ticket\", \"ticket\": \"1\"}"), &host, NULL) > 0);
  tkit_text broken = {"\xc3\x28", 2};
  tkit_context odd = tkit_as_agent(broken);
  STATUS(TKIT_CODE_BAD_TEXT, tkit_ask_json(stage.desk, count, &odd, NULL));
  stage_end(stage);
}

static void lists_are_complete(void) {
  tkit_result result;
  OK(tkit_commands(&result));
  CHECK(count_at(result, "") > 10 && strcmp(text_at(result, "/0"), "create_ticket") == 0);
  OK(tkit_result_free(result));
  OK(tkit_queries(&result));
  CHECK(count_at(result, "") > 10 && strcmp(text_at(result, "/0"), "ticket") == 0);
  OK(tkit_result_free(result));
  OK(tkit_codes(&result));
  for (size_t at = 0; at < count_at(result, ""); at++) {
    char pointer[32];
    snprintf(pointer, sizeof pointer, "/%zu/number", at);
    tkit_status number = (tkit_status)int_at(result, pointer);
    snprintf(pointer, sizeof pointer, "/%zu/code", at);
    CHECK(strcmp(text_at(result, pointer), tkit_status_name(number)) == 0);
  }
  OK(tkit_result_free(result));
  CHECK(strcmp(tkit_status_name(TKIT_CODE_NOT_FOUND), "not_found") == 0);
  CHECK(strcmp(tkit_status_name(12345), "unknown") == 0);
  CHECK(strlen(tkit_version()) >= 5);
}

static void a_file_is_kept_under_its_hash(void) {
  char source[] = "tkit-source-XXXXXX", folder[] = "tkit-files-XXXXXX", text[sizeof folder + 80];
  int file = mkstemp(source);
  CHECK(file >= 0 && mkdtemp(folder) != NULL && write(file, "Paper jam", 9) == 9 && close(file) == 0);
  tkit_result kept, path, gone;
  STATUS(TKIT_CODE_ATTACHMENT_TOO_LARGE, tkit_file_keep(tkit_z(folder), tkit_z(source), 8, NULL));
  OK(tkit_file_keep(tkit_z(folder), tkit_z(source), 9, &kept));
  CHECK(int_at(kept, "/bytes") == 9);
  snprintf(text, sizeof text, "%s", text_at(kept, "/sha256"));
  CHECK(strlen(text) == 64);
  OK(tkit_file_path(tkit_z(folder), tkit_z(text), &path));
  CHECK(strstr(text_at(path, ""), text) != NULL && access(text_at(path, ""), R_OK) == 0);
  OK(tkit_file_remove(tkit_z(folder), tkit_z(text), NULL));
  STATUS(TKIT_CODE_NOT_FOUND, tkit_file_path(tkit_z(folder), tkit_z(text), &gone));
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_file_path(tkit_z(folder), tkit_z("../x"), NULL));
  STATUS(TKIT_CODE_NOT_FOUND, tkit_file_keep(tkit_z(folder), tkit_z("no such file"), 1, NULL));
  OK(tkit_result_free(kept));
  OK(tkit_result_free(path));
  OK(tkit_result_free(gone));
  snprintf(text, sizeof text, "rm -r %s %s", folder, source);
  CHECK(system(text) == 0);
}

/* The example of the specification. */
static void a_webhook_is_signed_as_the_specification_says(void) {
  tkit_text secrets[] = {tkit_z("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  tkit_text id = tkit_z("msg_p5jXN8AQM9LWM0D4loKWxJek"), body = tkit_z("{\"test\": 2432232314}");
  tkit_text signature = tkit_z("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), stamp = tkit_z("1614265330");
  int64_t at = INT64_C(1614265330000);
  tkit_result headers;
  OK(tkit_webhook_sign(secrets, 1, id, at, body, &headers));
  CHECK(strcmp(text_at(headers, "/webhook-signature"), signature.data) == 0);
  CHECK(strcmp(text_at(headers, "/webhook-timestamp"), stamp.data) == 0);
  CHECK(strcmp(text_at(headers, "/webhook-id"), id.data) == 0);
  OK(tkit_result_free(headers));
  OK(tkit_webhook_verify(secrets, 1, id, stamp, signature, body, at + 300000, 300000, NULL));
  STATUS(TKIT_CODE_SIGNATURE_REFUSED, tkit_webhook_verify(secrets, 1, id, stamp, signature, body, at + 301000, 300000, NULL));
  STATUS(TKIT_CODE_SIGNATURE_REFUSED, tkit_webhook_verify(secrets, 1, id, stamp, signature, tkit_z("{}"), at, 300000, NULL));
  STATUS(TKIT_CODE_MISSING, tkit_webhook_sign(NULL, 0, id, at, body, NULL));
  secrets[0] = tkit_z("whsec_short");
  STATUS(TKIT_CODE_OUT_OF_RANGE, tkit_webhook_sign(secrets, 1, id, at, body, NULL));
}

void test_requests(void) {
  RUN(a_webhook_is_signed_as_the_specification_says);
  RUN(a_file_is_kept_under_its_hash);
  RUN(a_request_is_built_by_pointer);
  RUN(what_could_not_be_set_is_refused_all_at_once);
  RUN(a_command_of_wrong_shape_is_refused_with_all_its_problems);
  RUN(deep_json_is_refused_and_harms_nobody);
  RUN(a_result_is_read_by_type);
  RUN(members_are_gone_through_by_name);
  RUN(actors_are_read_from_json);
  RUN(a_context_must_say_who);
  RUN(lists_are_complete);
}
