/*
 * ticketkit: tickets, workflows, assignment and service levels inside your own program.
 *
 * Written by cbindgen from bindings/c; to write it anew, run
 * `UPDATE_DOCS=1 cargo test -p ticketkit-c --test header`.
 *
 * Every function returns a status: 0, the number of an error code (TKIT_CODE_...), or a negative number for what only
 * a C program can get wrong. Most also set a result, which holds the answer or the error with all its problems, is read
 * by JSON Pointer with tkit_get_..., and is given back with tkit_result_free. It may be null where only the status
 * matters. Commands and questions are JSON text, or are built with tkit_command, tkit_query and tkit_set_...
 *
 * All functions may be called from any thread. Handles are numbers that are checked at every call: one that is wrong,
 * or was given back, is an error and does no harm. After a fork the new process opens engines of its own; handles from
 * before answer TKIT_CODE_FORKED. Moments and lengths of time are milliseconds.
 */
#ifndef TICKETKIT_H
#define TICKETKIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * The value is not JSON, or not of the shape that this request has.
 */
#define TKIT_CODE_MALFORMED 100

/**
 * The value has another type than is expected here.
 */
#define TKIT_CODE_WRONG_TYPE 101

/**
 * A member that must be there is missing.
 */
#define TKIT_CODE_MISSING 102

/**
 * A member of this name is not known here.
 */
#define TKIT_CODE_UNKNOWN_MEMBER 103

/**
 * The value is outside the range, the pattern or the list that is allowed here.
 */
#define TKIT_CODE_OUT_OF_RANGE 104

/**
 * The text is longer than its limit.
 */
#define TKIT_CODE_TOO_LONG 105

/**
 * There are more of these than the limit allows.
 */
#define TKIT_CODE_TOO_MANY 106

/**
 * The text holds NUL or another character that cannot stand here.
 */
#define TKIT_CODE_BAD_TEXT 107

/**
 * The same name is given twice.
 */
#define TKIT_CODE_DUPLICATE 108

/**
 * The value names something that the desk's configuration does not have.
 */
#define TKIT_CODE_UNKNOWN_NAME 109

/**
 * The ticket has no field of this name.
 */
#define TKIT_CODE_UNKNOWN_FIELD 110

/**
 * The desk has no status of this name.
 */
#define TKIT_CODE_UNKNOWN_STATUS 111

/**
 * The value of a field has another type than the field.
 */
#define TKIT_CODE_WRONG_FIELD_TYPE 112

/**
 * The value is not one of the field's options.
 */
#define TKIT_CODE_UNKNOWN_OPTION 113

/**
 * The address of a person is not one that mail can be sent to.
 */
#define TKIT_CODE_BAD_ADDRESS 114

/**
 * The cursor was not given by this library, or belongs to another question.
 */
#define TKIT_CODE_BAD_CURSOR 115

/**
 * The command changes nothing.
 */
#define TKIT_CODE_NOTHING_TO_DO 116

/**
 * The engine keeps this field; nobody sets it.
 */
#define TKIT_CODE_NOT_WRITABLE 117

/**
 * The library was built without the feature that this needs.
 */
#define TKIT_CODE_NOT_IN_THIS_BUILD 118

/**
 * A workflow has no status that a ticket can begin in.
 */
#define TKIT_CODE_NO_INITIAL_STATUS 200

/**
 * A workflow has no status of the category open.
 */
#define TKIT_CODE_NO_OPEN_STATUS 201

/**
 * A workflow has no status of the category solved.
 */
#define TKIT_CODE_NO_SOLVED_STATUS 202

/**
 * A calendar has no open time within five years.
 */
#define TKIT_CODE_NEVER_OPENS 203

/**
 * The condition is nested or sized beyond its limit.
 */
#define TKIT_CODE_CONDITION_TOO_LARGE 204

/**
 * The operator does not fit the type of the field.
 */
#define TKIT_CODE_OPERATOR_DOES_NOT_FIT 205

/**
 * The zone is not in the database of zone rules.
 */
#define TKIT_CODE_UNKNOWN_ZONE 206

/**
 * Two windows of one day overlap, or a window is empty.
 */
#define TKIT_CODE_BAD_WINDOW 207

/**
 * The version of the configuration's format is not one that this library reads.
 */
#define TKIT_CODE_UNKNOWN_FORMAT 208

/**
 * Entries depend on one another in a circle.
 */
#define TKIT_CODE_CYCLE 209

/**
 * The regular expression cannot be read, or is too large.
 */
#define TKIT_CODE_BAD_PATTERN 210

/**
 * The entry can never be used as things stand: another comes first, nothing leads to it, or nobody may use it.
 */
#define TKIT_CODE_NEVER_USED 220

/**
 * The entry works, and is probably not what was meant.
 */
#define TKIT_CODE_DOUBTFUL 221

/**
 * What the request names does not exist, or may not be seen by this actor.
 */
#define TKIT_CODE_NOT_FOUND 300

/**
 * There is no desk of this key.
 */
#define TKIT_CODE_UNKNOWN_DESK 301

/**
 * The actor is not a person of this desk, or no longer active.
 */
#define TKIT_CODE_UNKNOWN_ACTOR 302

/**
 * The actor may not do this.
 */
#define TKIT_CODE_FORBIDDEN 303

/**
 * The link gives no access: it was not made here, has expired or was revoked, or its ticket is not there for its customers. Which of these it is, is not told.
 */
#define TKIT_CODE_LINK_REFUSED 304

/**
 * The webhook was not signed with one of the secrets, was changed on its way, or was sent too long ago.
 */
#define TKIT_CODE_SIGNATURE_REFUSED 305

/**
 * The workflow has no way from the present status to this one, or no ticket begins in it.
 */
#define TKIT_CODE_NO_TRANSITION 400

/**
 * The condition of the transition does not hold.
 */
#define TKIT_CODE_GUARD_FAILED 401

/**
 * A field that must be filled is empty.
 */
#define TKIT_CODE_FIELD_REQUIRED 402

/**
 * A message is required here.
 */
#define TKIT_CODE_MESSAGE_REQUIRED 403

/**
 * The ticket is closed, and the way back is no longer open.
 */
#define TKIT_CODE_TICKET_CLOSED 404

/**
 * The agent cannot take this ticket.
 */
#define TKIT_CODE_NOT_ELIGIBLE 405

/**
 * The deadline lies beyond the calendar's horizon.
 */
#define TKIT_CODE_BEYOND_HORIZON 406

/**
 * The desk still holds something that refers to this, or works with it.
 */
#define TKIT_CODE_STILL_IN_USE 407

/**
 * The ticket is kept apart (merged, spam or in the trash), and does not change like that.
 */
#define TKIT_CODE_TICKET_INACTIVE 408

/**
 * Parts of the ticket are still to be done.
 */
#define TKIT_CODE_CHILDREN_OPEN 409

/**
 * Others have gone on from what was to be undone.
 */
#define TKIT_CODE_TOO_LATE 410

/**
 * The workflow that the ticket would follow has no status for the one that it is in.
 */
#define TKIT_CODE_STATUS_NOT_MAPPED 411

/**
 * The move needs an approval, and happens by itself: nobody asks for one.
 */
#define TKIT_CODE_APPROVAL_REQUIRED 412

/**
 * The move waits for an approval already.
 */
#define TKIT_CODE_APPROVAL_PENDING 413

/**
 * The ticket has been through as many teams as the configuration allows.
 */
#define TKIT_CODE_HANDOFF_LIMIT 414

/**
 * Nobody picks a ticket out of the queue of this team: they take the next one.
 */
#define TKIT_CODE_PULL_ONLY 415

/**
 * The form of the ticket does not have the field, or hides it, as things stand.
 */
#define TKIT_CODE_NOT_IN_FORM 420

/**
 * The form of the ticket does not let the field change, as things stand.
 */
#define TKIT_CODE_FIELD_READ_ONLY 421

/**
 * The field has this option, and it cannot be chosen as things stand.
 */
#define TKIT_CODE_OPTION_NOT_ALLOWED 422

/**
 * Files of this sort may not come with a message.
 */
#define TKIT_CODE_ATTACHMENT_NOT_ALLOWED 430

/**
 * A file, or all of a message together, has more bytes than are allowed.
 */
#define TKIT_CODE_ATTACHMENT_TOO_LARGE 431

/**
 * The record has another version than the request expects.
 */
#define TKIT_CODE_STALE_VERSION 500

/**
 * The command id was used before with another body.
 */
#define TKIT_CODE_KEY_REUSED 501

/**
 * The name, number, key or address belongs to something else.
 */
#define TKIT_CODE_ALREADY_TAKEN 502

/**
 * The lease has ended, or belongs to another worker.
 */
#define TKIT_CODE_LEASE_LOST 503

/**
 * Other writers were faster until the deadline for trying again was over.
 */
#define TKIT_CODE_CONTENTION 504

/**
 * The storage is held by somebody else for too long.
 */
#define TKIT_CODE_STORAGE_BUSY 600

/**
 * The engine is paused.
 */
#define TKIT_CODE_PAUSED 601

/**
 * The engine is closed.
 */
#define TKIT_CODE_CLOSED 602

/**
 * There is no space left for the storage.
 */
#define TKIT_CODE_STORAGE_FULL 603

/**
 * Reading or writing the storage failed; open it again.
 */
#define TKIT_CODE_STORAGE_FAILED 604

/**
 * The process was forked after the storage was opened, and the new process must open its own.
 */
#define TKIT_CODE_FORKED 605

/**
 * The answer was not given in the time that was allowed.
 */
#define TKIT_CODE_TIMED_OUT 606

/**
 * The file is not a database of this library.
 */
#define TKIT_CODE_NOT_OURS 700

/**
 * The database was written by a newer version of this library.
 */
#define TKIT_CODE_SCHEMA_TOO_NEW 701

/**
 * The database can only be read.
 */
#define TKIT_CODE_READ_ONLY 702

/**
 * The database is damaged.
 */
#define TKIT_CODE_DAMAGED 703

/**
 * The storage cannot be opened at this place.
 */
#define TKIT_CODE_CANNOT_OPEN 704

/**
 * A mistake of this library; please report it.
 */
#define TKIT_CODE_INTERNAL_ERROR 900

/**
 * The version of the ABI that this header describes: given to `tkit_open`. It is the number in the name of the shared
 * library, too.
 */
#define TKIT_ABI_VERSION 1

/**
 * Who acts is the program that embeds the desk.
 */
#define TKIT_HOST 1

/**
 * Who acts is a person in the role of staff.
 */
#define TKIT_AGENT 2

/**
 * Who acts is a person in the role of a customer.
 */
#define TKIT_REQUESTER 3

/**
 * Who acts comes by a signed link.
 */
#define TKIT_LINK 4

/**
 * A null.
 */
#define TKIT_TYPE_NULL 0

/**
 * A truth value.
 */
#define TKIT_TYPE_BOOL 1

/**
 * A whole number.
 */
#define TKIT_TYPE_INT 2

/**
 * A number that is not whole, or too large for one.
 */
#define TKIT_TYPE_NUMBER 3

/**
 * A text. Moments are texts, too, and read with `tkit_get_instant`.
 */
#define TKIT_TYPE_TEXT 4

/**
 * A list, whose items have the names `0`, `1` and so on.
 */
#define TKIT_TYPE_LIST 5

/**
 * An object, whose members have names.
 */
#define TKIT_TYPE_OBJECT 6

/**
 * How a call went: 0 when it did what it was asked for, the number of an error code (`TKIT_CODE_...`), or a negative
 * number for what only a C program can get wrong.
 */
typedef int32_t tkit_status;

/**
 * What a call answered: a value, or an error. Given back with `tkit_result_free`.
 */
typedef struct tkit_result {
  /**
   * 0, or a number that this library gave out.
   */
  uint64_t number;
} tkit_result;

/**
 * A handle to one helpdesk. Given back with `tkit_desk_free`; the desk itself stays.
 */
typedef struct tkit_desk {
  /**
   * 0, or a number that this library gave out.
   */
  uint64_t number;
} tkit_desk;

/**
 * A command, a question or other JSON under construction. Given back with `tkit_request_free`.
 */
typedef struct tkit_request {
  /**
   * 0, or a number that this library gave out.
   */
  uint64_t number;
} tkit_request;

/**
 * A text: UTF-8, and its length in bytes. A text that this library gives also has a NUL behind it, which does not
 * count. `data` is null for a text that is absent.
 */
typedef struct tkit_text {
  /**
   * Its first byte.
   */
  const char *data;
  /**
   * How many bytes it has.
   */
  size_t length;
} tkit_text;

/**
 * Who commands or asks, and when. Made with `tkit_as_host`, `tkit_as_agent`, `tkit_as_requester` or
 * `tkit_as_link`.
 */
typedef struct tkit_context {
  /**
   * `sizeof(tkit_context)`.
   */
  size_t size;
  /**
   * `TKIT_HOST`, `TKIT_AGENT`, `TKIT_REQUESTER` or `TKIT_LINK`.
   */
  int32_t actor;
  /**
   * Our id or the host's own key of the agent or requester; the token of a link; absent for the host.
   */
  struct tkit_text person;
  /**
   * The idempotency key of a command: a UUID. A new one when absent; always absent for a question.
   */
  struct tkit_text command_id;
  /**
   * The moment at which the command happens, in milliseconds since 1970; null for the engine's own time, and always
   * null for a question.
   */
  const int64_t *now;
} tkit_context;

/**
 * Told how many commands are done; ends the replay by answering false.
 */
typedef bool (*tkit_progress)(void *payload, uint64_t done);

/**
 * An engine. Given back with `tkit_engine_free`.
 */
typedef struct tkit_engine {
  /**
   * 0, or a number that this library gave out.
   */
  uint64_t number;
} tkit_engine;

/**
 * What a storage of the host's own answers to one call. It ends with that call.
 */
typedef struct tkit_answer {
  /**
   * A number that this library gave out.
   */
  uint64_t number;
} tkit_answer;

/**
 * A run of entries.
 */
typedef struct tkit_range {
  /**
   * `sizeof(tkit_range)` of the library.
   */
  size_t size;
  /**
   * The first entry that is meant, included.
   */
  struct tkit_text from;
  /**
   * The first entry that is no longer meant, excluded.
   */
  struct tkit_text until;
  /**
   * Whether the greatest entry comes first.
   */
  bool descending;
  /**
   * How many records at the most.
   */
  uint32_t limit;
} tkit_range;

/**
 * What has to be so for a batch to be written.
 */
typedef struct tkit_expectation {
  /**
   * `sizeof(tkit_expectation)` of the library.
   */
  size_t size;
  /**
   * Which record.
   */
  struct tkit_text key;
  /**
   * The version that it has; 0 when there is no record of this key.
   */
  uint64_t version;
} tkit_expectation;

/**
 * One stored thing. What it means is ours; a storage keeps it and hands it out unchanged. `kind`, `key` and `entries`
 * are printable ASCII without spaces, and ordered by their bytes.
 */
typedef struct tkit_record {
  /**
   * `sizeof(tkit_record)`.
   */
  size_t size;
  /**
   * What sort of thing it is, for people and for tables.
   */
  struct tkit_text kind;
  /**
   * Its name, unique in the storage, whatever its kind.
   */
  struct tkit_text key;
  /**
   * Which version it is, from 1.
   */
  uint64_t version;
  /**
   * Where it is found by `range`.
   */
  const struct tkit_text *entries;
  /**
   * How many entries there are.
   */
  size_t entry_count;
  /**
   * The content, a JSON text.
   */
  struct tkit_text body;
} tkit_record;

/**
 * What is written at once, whole or not at all.
 */
typedef struct tkit_batch {
  /**
   * `sizeof(tkit_batch)` of the library.
   */
  size_t size;
  /**
   * What has to be so, or nothing is written: a pointer to each.
   */
  const struct tkit_expectation *const *expect;
  /**
   * How many expectations there are.
   */
  size_t expect_count;
  /**
   * Records to write, each in place of the one of its key: a pointer to each.
   */
  const struct tkit_record *const *put;
  /**
   * How many records there are to write.
   */
  size_t put_count;
  /**
   * Keys of records that are taken away.
   */
  const struct tkit_text *remove;
  /**
   * How many records are taken away.
   */
  size_t remove_count;
} tkit_batch;

/**
 * A storage of the host's own. The functions are called from any thread that calls the engine, several at a time, and
 * must not call it. Each answers 0, or the number of an error code of the kinds `unavailable` or `storage`, such as
 * `TKIT_CODE_STORAGE_FULL`, which becomes the error of the call; any other number becomes `storage_failed`. What is
 * given to them lives until they return. No exception and no `longjmp` may leave them.
 *
 * A storage is right when every call, from whatever thread, sees exactly the batches that were written whole before it;
 * `tkit_storage_conformance` says whether it is.
 */
typedef struct tkit_storage_functions {
  /**
   * `sizeof(tkit_storage_functions)`.
   */
  size_t size;
  /**
   * Given to every function.
   */
  void *payload;
  /**
   * Answers for each key, in their order, with `tkit_answer_put` or `tkit_answer_none`; all of one moment.
   */
  tkit_status (*get)(void *payload, const struct tkit_text *keys, size_t count, struct tkit_answer answer);
  /**
   * Answers with the records that have an entry inside the range, in the order of that entry and then of their keys,
   * once for each entry.
   */
  tkit_status (*range)(void *payload, const struct tkit_range *range, struct tkit_answer answer);
  /**
   * Writes a batch. `stored` is set to true when all of it is stored, and to false when an expectation failed and
   * nothing was written. `answer` is for `tkit_answer_error` alone.
   */
  tkit_status (*commit)(void *payload, const struct tkit_batch *batch, bool *stored, struct tkit_answer answer);
  /**
   * Called once, when nobody uses the storage any more; may be null.
   */
  void (*release)(void *payload);
} tkit_storage_functions;

/**
 * Makes a fresh storage: sets the members of `functions`, whose `size` is set. Answers 0, or a number as the functions
 * of a storage do.
 */
typedef tkit_status (*tkit_make_storage)(void *payload, struct tkit_storage_functions *functions);

/**
 * The call did what it was asked for.
 */
#define TKIT_OK 0

/**
 * A pointer that has to point to something is null, or not aligned for its type.
 */
#define TKIT_BAD_POINTER -1

/**
 * The handle is of another type, or was never given out.
 */
#define TKIT_BAD_HANDLE -2

/**
 * The handle was given back before.
 */
#define TKIT_FREED -3

/**
 * The structure has a size that this library does not know, or holds something behind what it knows.
 */
#define TKIT_BAD_SIZE -4

/**
 * The program was compiled with a header of another ABI version.
 */
#define TKIT_BAD_ABI -5

/**
 * The length is larger than anything in memory can be.
 */
#define TKIT_BAD_LENGTH -6

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the ABI that the library has. It grows when a program has to be compiled anew.
 */
uint32_t tkit_abi_version(void);

/**
 * The version of the library, such as `0.1.0`. Lives as long as the library.
 */
const char *tkit_version(void);

/**
 * The text of a status: `ok`, the text of an error code such as `not_found`, that of a misuse such as `bad_handle`, or
 * `unknown`. Lives as long as the library.
 */
const char *tkit_status_name(tkit_status status);

/**
 * A list of the names of all commands.
 */
tkit_status tkit_commands(struct tkit_result *result);

/**
 * A list of the names of all questions.
 */
tkit_status tkit_queries(struct tkit_result *result);

/**
 * A list of all error codes by number, each with `code`, `number`, `kind`, `retryable` and `meaning`.
 */
tkit_status tkit_codes(struct tkit_result *result);

/**
 * Gives a handle back. The desk itself stays.
 */
tkit_status tkit_desk_free(struct tkit_desk desk);

/**
 * Our id of the desk, as text.
 */
tkit_status tkit_desk_id(struct tkit_desk desk, struct tkit_result *result);

/**
 * Carries out a command that was built, whole or not at all, and answers its outcome. The request stays the caller's.
 */
tkit_status tkit_execute(struct tkit_desk desk,
                         struct tkit_request command,
                         const struct tkit_context *context,
                         struct tkit_result *result);

/**
 * Carries out a command that is given as JSON text, such as `{"do": "wake_ticket", "ticket": "17"}`.
 */
tkit_status tkit_execute_json(struct tkit_desk desk,
                              struct tkit_text command,
                              const struct tkit_context *context,
                              struct tkit_result *result);

/**
 * Carries out `count` commands in their order and in one transaction, each whole or not at all; one that is refused
 * does not stop the others. `contexts` points to a pointer for each. Answers a list that has, for each command,
 * `{"ok": outcome}` or `{"error": error}`. The call itself is refused, with paths such as `/3/subject`, and nothing is
 * carried out, when one of the requests cannot be read.
 */
tkit_status tkit_execute_many(struct tkit_desk desk,
                              const struct tkit_request *commands,
                              const struct tkit_context *const *contexts,
                              size_t count,
                              struct tkit_result *result);

/**
 * Answers a question that was built. The request stays the caller's.
 */
tkit_status tkit_ask(struct tkit_desk desk,
                     struct tkit_request query,
                     const struct tkit_context *context,
                     struct tkit_result *result);

/**
 * Answers a question that is given as JSON text, such as `{"ask": "ticket", "ticket": "17"}`.
 */
tkit_status tkit_ask_json(struct tkit_desk desk,
                          struct tkit_text query,
                          const struct tkit_context *context,
                          struct tkit_result *result);

/**
 * Reads an actor from JSON text, such as `{"kind": "agent", "person": "ada"}`, into a context without command id and
 * moment. `result` must not be null: the texts of the context live as long as it.
 */
tkit_status tkit_actor_parse(struct tkit_text text,
                             struct tkit_context *context,
                             struct tkit_result *result);

/**
 * Gives out at most `limit` duties that wait in the outbox, under a lease of `hold_ms` milliseconds: a list of effects.
 */
tkit_status tkit_lease_effects(struct tkit_desk desk,
                               struct tkit_text worker,
                               int64_t hold_ms,
                               uint32_t limit,
                               struct tkit_result *result);

/**
 * Settles a duty that is done. `token` is that of its lease, at `/state/token`.
 */
tkit_status tkit_acknowledge_effect(struct tkit_desk desk,
                                    struct tkit_text effect,
                                    uint64_t token,
                                    struct tkit_result *result);

/**
 * Gives back a duty that could not be done, for which `reason` says why. It is given out again from `retry_at_ms` on,
 * in milliseconds since 1970.
 */
tkit_status tkit_fail_effect(struct tkit_desk desk,
                             struct tkit_text effect,
                             uint64_t token,
                             int64_t retry_at_ms,
                             struct tkit_text reason,
                             struct tkit_result *result);

/**
 * Carries out everything that was ever done in this desk once more, in `target`, a fresh desk with the same first
 * configuration. `progress` may be null. Answers `commands`, `different` and `notices`.
 */
tkit_status tkit_replay_into(struct tkit_desk desk,
                             struct tkit_desk target,
                             tkit_progress progress,
                             void *payload,
                             struct tkit_result *result);

/**
 * Opens an engine. `abi_version` is `TKIT_ABI_VERSION`. `options` are JSON text, such as `{"path": "desks.sqlite"}` for
 * a file, which is made when it is not there, or `{"url": "postgres://user@host/database"}`; in memory when absent. To be given back with `tkit_engine_free`.
 *
 * In all calls `result` may be null when only the status matters; what it is set to otherwise has to be given back.
 */
tkit_status tkit_open(uint32_t abi_version,
                      struct tkit_text options,
                      struct tkit_engine *engine,
                      struct tkit_result *result);

/**
 * Opens an engine with options that were built, on a storage of the host's own. A request 0 is none, and a null in
 * place of functions the storage that the options say. When the call succeeds, the library has taken the storage over,
 * and calls `release` once when nobody uses it any more; when it fails, the storage is still the caller's.
 */
tkit_status tkit_open_with(uint32_t abi_version,
                           struct tkit_request options,
                           const struct tkit_storage_functions *functions,
                           struct tkit_engine *engine,
                           struct tkit_result *result);

/**
 * Closes an engine. Calls that are under way are finished or answer `closed`; every later one answers `closed`, on this
 * handle and on its desks, which still have to be given back.
 */
tkit_status tkit_close(struct tkit_engine engine,
                       struct tkit_result *result);

/**
 * Gives a handle back. The engine lets go of its storage when it and all its desks were given back and no call is
 * under way any more.
 */
tkit_status tkit_engine_free(struct tkit_engine engine);

/**
 * Lets go of the storage for a while, as a phone wants it that suspends a program: waits at most `within_ms` for calls
 * that are under way. Every call answers `paused` until `tkit_resume`.
 */
tkit_status tkit_pause(struct tkit_engine engine,
                       int64_t within_ms,
                       struct tkit_result *result);

/**
 * Goes on after `tkit_pause`.
 */
tkit_status tkit_resume(struct tkit_engine engine, struct tkit_result *result);

/**
 * Sets the time of an engine that was opened with the option `now`, in milliseconds since 1970; `not_writable` for one
 * that goes by the clock of the machine.
 */
tkit_status tkit_set_now(struct tkit_engine engine,
                         int64_t now_ms,
                         struct tkit_result *result);

/**
 * What the engine has done since it was opened: `decisions`, `accepted`, `refused`.
 */
tkit_status tkit_statistics(struct tkit_engine engine, struct tkit_result *result);

/**
 * When something will happen by itself next, in any desk: a moment, or null.
 */
tkit_status tkit_next_due(struct tkit_engine engine, struct tkit_result *result);

/**
 * Fires what is due by `now_ms` in all desks, at most `limit` timers and items of jobs. Answers `fired`, `items`, `more`
 * and `next_due`.
 */
tkit_status tkit_tick(struct tkit_engine engine,
                      int64_t now_ms,
                      uint32_t limit,
                      struct tkit_result *result);

/**
 * All desks by key, each with `id`, `key` and `config_version`.
 */
tkit_status tkit_desks(struct tkit_engine engine, struct tkit_result *result);

/**
 * Gives a handle to the desk of this key, which is made with the default configuration when there is none.
 */
tkit_status tkit_open_desk(struct tkit_engine engine,
                           struct tkit_text key,
                           struct tkit_desk *desk,
                           struct tkit_result *result);

/**
 * Gives a handle to the desk of this key; `unknown_desk` when there is none.
 */
tkit_status tkit_existing_desk(struct tkit_engine engine,
                               struct tkit_text key,
                               struct tkit_desk *desk,
                               struct tkit_result *result);

/**
 * Makes a desk with this configuration, a JSON document, and gives a handle to it.
 */
tkit_status tkit_create_desk(struct tkit_engine engine,
                             struct tkit_text key,
                             struct tkit_text document,
                             struct tkit_desk *desk,
                             struct tkit_result *result);

/**
 * Takes a desk away with everything in it. Answers whether there was one.
 */
tkit_status tkit_delete_desk(struct tkit_engine engine, struct tkit_text key, struct tkit_result *result);

/**
 * Keeps a copy of a file in a folder, under the hash of its bytes; the folder is made when it is not there. Answers
 * `sha256` and `bytes`. `attachment_too_large` when the file has more than `at_most` bytes, `not_found` when it cannot be opened.
 */
tkit_status tkit_file_keep(struct tkit_text folder,
                           struct tkit_text source,
                           uint64_t at_most,
                           struct tkit_result *result);

/**
 * Answers the path of a file that was kept; `not_found` when there is none of this hash, `out_of_range` when it is not 64
 * digits of lower-case hex.
 */
tkit_status tkit_file_path(struct tkit_text folder,
                           struct tkit_text sha256,
                           struct tkit_result *result);

/**
 * Takes a file away that was kept. Answers whether there was one.
 */
tkit_status tkit_file_remove(struct tkit_text folder, struct tkit_text sha256, struct tkit_result *result);

/**
 * Begins a command of this name, such as `create_ticket`. Its members are set with `tkit_set_text` and the like.
 */
tkit_status tkit_command(struct tkit_text name,
                         struct tkit_request *request);

/**
 * Begins a question of this name, such as `find`.
 */
tkit_status tkit_query(struct tkit_text name, struct tkit_request *request);

/**
 * Begins an object without members, such as the options of `tkit_open`.
 */
tkit_status tkit_object(struct tkit_request *request);

/**
 * Begins with the command that stands in JSON text, such as `{"do": "wake_ticket", "ticket": "17"}`: refused with all
 * that is wrong with it.
 */
tkit_status tkit_command_parse(struct tkit_text text,
                               struct tkit_request *request,
                               struct tkit_result *result);

/**
 * Begins with the question that stands in JSON text, such as `{"ask": "ticket", "ticket": "17"}`: refused with all that
 * is wrong with it.
 */
tkit_status tkit_query_parse(struct tkit_text text,
                             struct tkit_request *request,
                             struct tkit_result *result);

/**
 * What was built so far, to be read; an error that lists everything that could not be set.
 */
tkit_status tkit_request_read(struct tkit_request request, struct tkit_result *result);

/**
 * Gives a request back. A request that was carried out can be carried out again, and has to be given back, too.
 */
tkit_status tkit_request_free(struct tkit_request request);

/**
 * Sets a text at a JSON Pointer, such as `/subject`, and makes what is missing on the way. A part `-` appends to a
 * list. What cannot be set is remembered, too: the request is then refused, with all such problems at once, so that a
 * program may look at the status of `tkit_execute` alone.
 */
tkit_status tkit_set_text(struct tkit_request request,
                          struct tkit_text pointer,
                          struct tkit_text value);

/**
 * Sets a whole number at a JSON Pointer, as `tkit_set_text` does.
 */
tkit_status tkit_set_int(struct tkit_request request, struct tkit_text pointer, int64_t value);

/**
 * Sets a number at a JSON Pointer, as `tkit_set_text` does; `out_of_range` when it is infinite or not a number.
 */
tkit_status tkit_set_number(struct tkit_request request,
                            struct tkit_text pointer,
                            double value);

/**
 * Sets a truth value at a JSON Pointer, as `tkit_set_text` does.
 */
tkit_status tkit_set_bool(struct tkit_request request, struct tkit_text pointer, bool value);

/**
 * Sets a null at a JSON Pointer, as `tkit_set_text` does: what empties a field.
 */
tkit_status tkit_set_null(struct tkit_request request, struct tkit_text pointer);

/**
 * Sets a moment at a JSON Pointer, as `tkit_set_text` does, given in milliseconds since 1970; `out_of_range` outside
 * the years 0000 to 9999.
 */
tkit_status tkit_set_instant(struct tkit_request request,
                             struct tkit_text pointer,
                             int64_t millis);

/**
 * Sets what stands in JSON text at a JSON Pointer, as `tkit_set_text` does: lists, objects, conditions.
 */
tkit_status tkit_set_json(struct tkit_request request, struct tkit_text pointer, struct tkit_text text);

/**
 * Gives a result back. Texts that were read from it end with it. A result 0, which a call gives that found no room for
 * another, is nothing to give back and no mistake.
 */
tkit_status tkit_result_free(struct tkit_result result);

/**
 * How the call went that gave this result: what it returned. A result of 0 holds a value; of any other status it holds
 * an error with `code`, `number`, `kind`, `retryable`, `message` and `problems`, a list in which each has `code` and
 * `message`, and where there is one `path`, `hint` and `params`.
 */
tkit_status tkit_result_status(struct tkit_result result);

/**
 * Makes a result out of JSON text, so that it can be read.
 */
tkit_status tkit_json_parse(struct tkit_text text, struct tkit_result *result);

/**
 * Of which type the value at a JSON Pointer is: `TKIT_TYPE_...`. Of all that read a result: `missing` when there is
 * nothing at the pointer, `malformed` when it is none, `wrong_type` when the value is of another type.
 */
tkit_status tkit_get_type(struct tkit_result result,
                          struct tkit_text pointer,
                          int32_t *out);

/**
 * The text at a JSON Pointer. It lives as long as the result; an empty one is given when the call fails.
 */
tkit_status tkit_get_text(struct tkit_result result, struct tkit_text pointer, struct tkit_text *out);

/**
 * The whole number at a JSON Pointer; `out_of_range` when it is too large for the type.
 */
tkit_status tkit_get_int(struct tkit_result result, struct tkit_text pointer, int64_t *out);

/**
 * The number at a JSON Pointer, whole or not.
 */
tkit_status tkit_get_number(struct tkit_result result, struct tkit_text pointer, double *out);

/**
 * The truth value at a JSON Pointer.
 */
tkit_status tkit_get_bool(struct tkit_result result, struct tkit_text pointer, bool *out);

/**
 * The moment at a JSON Pointer, in milliseconds since 1970.
 */
tkit_status tkit_get_instant(struct tkit_result result, struct tkit_text pointer, int64_t *out);

/**
 * How many items the list at a JSON Pointer has, or how many members the object.
 */
tkit_status tkit_get_count(struct tkit_result result, struct tkit_text pointer, size_t *out);

/**
 * The name of a member of the object at a JSON Pointer, by its place in the order of names; `out_of_range` when there
 * are fewer. It lives as long as the result.
 */
tkit_status tkit_get_name(struct tkit_result result,
                          struct tkit_text pointer,
                          size_t index,
                          struct tkit_text *out);

/**
 * The value at a JSON Pointer as JSON text, members in the order of their names, without spaces. The pointer is empty
 * for the whole. The text lives as long as the result, and is made once for each pointer.
 */
tkit_status tkit_get_json(struct tkit_result result,
                          struct tkit_text pointer,
                          struct tkit_text *out);

/**
 * Answers with a record, of which a copy is made.
 */
tkit_status tkit_answer_put(struct tkit_answer answer, const struct tkit_record *record);

/**
 * Answers that there is no record of a key.
 */
tkit_status tkit_answer_none(struct tkit_answer answer);

/**
 * Answers that the call failed: `code` as the functions of a storage return it, and a sentence that says why.
 */
tkit_status tkit_answer_error(struct tkit_answer answer, tkit_status code, struct tkit_text message);

/**
 * Puts a storage of the host's own to all checks that every storage has to pass. `make` is called for each with
 * `payload`, and `release` for each storage that it made. What a storage of records owes by itself comes first; only one
 * that passes that is then put to all that an engine needs. Answers `checks`, how many there were, and `failures`, a list
 * in which each has `check` and `what`; the storage is right when it is empty.
 */
tkit_status tkit_storage_conformance(tkit_make_storage make,
                                     void *payload,
                                     struct tkit_result *result);

/**
 * Signs a webhook, as Standard Webhooks 1.0 has it. Answers the headers under their names: `webhook-id`,
 * `webhook-timestamp` and `webhook-signature`, with a signature for each of the `count` secrets (`whsec_` and 24 to 64
 * bytes in base64; the new one and the old one while a secret is changed). `id` is that of the effect, `at` when it is sent, in
 * milliseconds since 1970, `body` what stands in the effect. Nothing is sent, and the secrets are kept nowhere.
 */
tkit_status tkit_webhook_sign(const struct tkit_text *secrets,
                              size_t count,
                              struct tkit_text id,
                              int64_t at,
                              struct tkit_text body,
                              struct tkit_result *result);

/**
 * Says whether a webhook was signed with one of the `count` secrets, by what its headers say, and not more than
 * `tolerance_ms` milliseconds (300,000 are usual) before or after `now`, in milliseconds since 1970:
 * `signature_refused` when not. That it came once before is for the caller to notice, by its id.
 */
tkit_status tkit_webhook_verify(const struct tkit_text *secrets,
                                size_t count,
                                struct tkit_text id,
                                struct tkit_text timestamp,
                                struct tkit_text signature,
                                struct tkit_text body,
                                int64_t now,
                                uint64_t tolerance_ms,
                                struct tkit_result *result);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/* A text that ends with a NUL, as C has it; absent for a null. */
static inline tkit_text tkit_z(const char *text) {
  tkit_text given;
  given.data = text;
  given.length = text == NULL ? 0 : strlen(text);
  return given;
}

/* No text. */
static inline tkit_text tkit_absent(void) {
  return tkit_z(NULL);
}

static inline tkit_context tkit_as_(int32_t actor, tkit_text person) {
  tkit_context context;
  memset(&context, 0, sizeof context);
  context.size = sizeof context;
  context.actor = actor;
  context.person = person;
  return context;
}

/* The program that embeds the desk. */
static inline tkit_context tkit_as_host(void) {
  return tkit_as_(TKIT_HOST, tkit_absent());
}

/* A person in the role of staff, by our id or the host's own key. */
static inline tkit_context tkit_as_agent(tkit_text person) {
  return tkit_as_(TKIT_AGENT, person);
}

/* A person in the role of a customer, by our id or the host's own key. */
static inline tkit_context tkit_as_requester(tkit_text person) {
  return tkit_as_(TKIT_REQUESTER, person);
}

/* Who comes by a signed link that carries this token. */
static inline tkit_context tkit_as_link(tkit_text token) {
  return tkit_as_(TKIT_LINK, token);
}

#endif /* TICKETKIT_H */
