/* A ticket comes in, is promised a deadline, answered and solved; and it says why. */
#include <stdio.h>
#include <stdlib.h>
#include <ticketkit.h>

static tkit_result answer; /* of the last call */

/* What stands in the last answer. */
static const char *text(const char *pointer) {
  tkit_text found;
  tkit_get_text(answer, tkit_z(pointer), &found);
  return found.data;
}

static void must(tkit_status status) {
  if (status == TKIT_OK) return;
  fprintf(stderr, "%s\n", text("/message"));
  exit(1);
}

/* Carries out a command that was built. */
static tkit_status execute(tkit_desk desk, tkit_request command, tkit_context who) {
  tkit_result_free(answer);
  tkit_status status = tkit_execute(desk, command, &who, &answer);
  tkit_request_free(command);
  return status;
}

/* Asks a question that is given as JSON text. */
static void ask(tkit_desk desk, const char *question, tkit_context who) {
  tkit_result_free(answer);
  must(tkit_ask_json(desk, tkit_z(question), &who, &answer));
}

int main(void) {
  tkit_engine engine;
  tkit_desk desk;
  tkit_request command;
  /* `{"path": "desks.sqlite"}` keeps the desks in a file. */
  must(tkit_open(TKIT_ABI_VERSION, tkit_z("{\"now\": \"2026-06-01T09:00:00Z\"}"), &engine, &answer));
  must(tkit_open_desk(engine, tkit_z("main"), &desk, NULL)); /* made with the default configuration */

  tkit_command(tkit_z("create_ticket"), &command);
  tkit_set_text(command, tkit_z("/subject"), tkit_z("The printer in hall 7 is on fire"));
  tkit_set_text(command, tkit_z("/body"), tkit_z("Please hurry."));
  tkit_set_text(command, tkit_z("/requester/address"), tkit_z("ines@example.com"));
  tkit_set_text(command, tkit_z("/set/priority"), tkit_z("urgent"));
  must(execute(desk, command, tkit_as_host()));
  printf("ticket %s\n", text("/number"));

  /* It says why. */
  ask(desk, "{\"ask\": \"promises\", \"ticket\": \"1\"}", tkit_as_host());
  printf("%s\n", text("/clocks/0/why"));

  /* What cannot be done is refused with every reason at once, and nothing changes. */
  tkit_command(tkit_z("change_ticket"), &command);
  tkit_set_text(command, tkit_z("/ticket"), tkit_z("1"));
  tkit_set_text(command, tkit_z("/set/priority"), tkit_z("hihg"));
  tkit_set_text(command, tkit_z("/set/colour"), tkit_z("red"));
  if (execute(desk, command, tkit_as_host()) != TKIT_OK) printf("refused: %s\n", text("/message"));

  tkit_set_now(engine, INT64_C(1780306200000), NULL); /* half an hour later */
  tkit_command(tkit_z("put_agent"), &command);
  tkit_set_text(command, tkit_z("/person"), tkit_z("staff:ada"));
  tkit_set_text(command, tkit_z("/name"), tkit_z("Ada"));
  tkit_set_text(command, tkit_z("/role"), tkit_z("admin"));
  must(execute(desk, command, tkit_as_host()));
  tkit_command(tkit_z("reply"), &command);
  tkit_set_text(command, tkit_z("/ticket"), tkit_z("1"));
  tkit_set_text(command, tkit_z("/body"), tkit_z("It is out. Use the one in hall 6."));
  tkit_set_text(command, tkit_z("/set/status"), tkit_z("resolved"));
  must(execute(desk, command, tkit_as_agent(tkit_z("staff:ada"))));

  ask(desk, "{\"ask\": \"ticket\", \"ticket\": \"1\"}", tkit_as_agent(tkit_z("staff:ada")));
  printf("ticket %s is %s\n", text("/ticket/number"), text("/ticket/status"));

  tkit_result_free(answer);
  tkit_desk_free(desk);
  tkit_close(engine, NULL);
  tkit_engine_free(engine);
  return 0;
}
