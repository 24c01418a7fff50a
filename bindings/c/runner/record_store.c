#include "record_store.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Kept {
  char *kind, *key, *body; /* texts with their lengths, because a body may hold anything */
  size_t kind_length, key_length, body_length;
  uint64_t version;
  char **entries;
  size_t entry_count;
} Kept;

struct RecordStore {
  pthread_mutex_t lock;
  Kept *records;
  size_t count, room;
  tkit_status fail_next;
  bool loses;
};

static char *copy_of(tkit_text text) {
  char *copy = malloc(text.length + 1);
  if (copy == NULL) abort();
  memcpy(copy, text.data, text.length);
  copy[text.length] = 0;
  return copy;
}

static tkit_text lent(char *data, size_t length) {
  tkit_text text = {data, length};
  return text;
}

static void forget(Kept *kept) {
  for (size_t at = 0; at < kept->entry_count; at++) free(kept->entries[at]);
  free(kept->entries);
  free(kept->kind);
  free(kept->key);
  free(kept->body);
}

static Kept *find(RecordStore *store, tkit_text key) {
  for (size_t at = 0; at < store->count; at++) {
    Kept *kept = &store->records[at];
    if (kept->key_length == key.length && memcmp(kept->key, key.data, key.length) == 0) return kept;
  }
  return NULL;
}

static void take_away(RecordStore *store, tkit_text key) {
  Kept *kept = find(store, key);
  if (kept == NULL) return;
  forget(kept);
  *kept = store->records[--store->count];
}

static void keep(RecordStore *store, const tkit_record *record) {
  take_away(store, record->key);
  if (store->count == store->room) {
    store->room = store->room == 0 ? 64 : store->room * 2;
    store->records = realloc(store->records, store->room * sizeof(Kept));
    if (store->records == NULL) abort();
  }
  Kept *kept = &store->records[store->count++];
  kept->kind = copy_of(record->kind);
  kept->key = copy_of(record->key);
  kept->body = copy_of(record->body);
  kept->kind_length = record->kind.length;
  kept->key_length = record->key.length;
  kept->body_length = record->body.length;
  kept->version = record->version;
  kept->entry_count = record->entry_count;
  kept->entries = calloc(record->entry_count + 1, sizeof(char *));
  if (kept->entries == NULL) abort();
  for (size_t at = 0; at < record->entry_count; at++) kept->entries[at] = copy_of(record->entries[at]);
}

static void answer_with(tkit_answer answer, const Kept *kept) {
  tkit_text *entries = calloc(kept->entry_count + 1, sizeof(tkit_text));
  if (entries == NULL) abort();
  for (size_t at = 0; at < kept->entry_count; at++) entries[at] = tkit_z(kept->entries[at]);
  tkit_record record = {sizeof record,
                        lent(kept->kind, kept->kind_length),
                        lent(kept->key, kept->key_length),
                        kept->version,
                        entries,
                        kept->entry_count,
                        lent(kept->body, kept->body_length)};
  tkit_answer_put(answer, &record);
  free(entries);
}

/* Whether this call has to fail, as it was told. */
static bool fails(RecordStore *store, tkit_answer answer, bool commits) {
  tkit_status code = store->fail_next;
  if (code == TKIT_OK || (code == TKIT_CODE_CONTENTION && !commits)) return false;
  store->fail_next = TKIT_OK;
  if (code != TKIT_CODE_CONTENTION) tkit_answer_error(answer, code, tkit_z("the storage was told to fail"));
  return true;
}

static tkit_status get(void *payload, const tkit_text *keys, size_t count, tkit_answer answer) {
  RecordStore *store = payload;
  pthread_mutex_lock(&store->lock);
  bool failed = fails(store, answer, false);
  for (size_t at = 0; at < count && !failed; at++) {
    const Kept *kept = find(store, keys[at]);
    if (kept == NULL) {
      tkit_answer_none(answer);
    } else {
      answer_with(answer, kept);
    }
  }
  pthread_mutex_unlock(&store->lock);
  return TKIT_OK;
}

typedef struct Hit {
  const char *entry;
  const Kept *kept;
} Hit;

static int by_entry(const void *left, const void *right) {
  const Hit *a = left, *b = right;
  int order = strcmp(a->entry, b->entry);
  return order != 0 ? order : strcmp(a->kept->key, b->kept->key);
}

static tkit_status range(void *payload, const tkit_range *range, tkit_answer answer) {
  RecordStore *store = payload;
  pthread_mutex_lock(&store->lock);
  if (!fails(store, answer, false)) {
    size_t count = 0, room = 0;
    Hit *hits = NULL;
    for (size_t at = 0; at < store->count; at++) {
      const Kept *kept = &store->records[at];
      for (size_t entry = 0; entry < kept->entry_count; entry++) {
        if (strcmp(kept->entries[entry], range->from.data) < 0 || strcmp(kept->entries[entry], range->until.data) >= 0) continue;
        if (count == room) {
          room = room == 0 ? 16 : room * 2;
          hits = realloc(hits, room * sizeof(Hit));
          if (hits == NULL) abort();
        }
        hits[count].entry = kept->entries[entry];
        hits[count++].kept = kept;
      }
    }
    if (count > 0) qsort(hits, count, sizeof(Hit), by_entry);
    for (size_t at = 0; at < count && at < range->limit; at++) {
      answer_with(answer, hits[range->descending ? count - 1 - at : at].kept);
    }
    free(hits);
  }
  pthread_mutex_unlock(&store->lock);
  return TKIT_OK;
}

static tkit_status commit(void *payload, const tkit_batch *batch, bool *stored, tkit_answer answer) {
  RecordStore *store = payload;
  pthread_mutex_lock(&store->lock);
  *stored = !fails(store, answer, true);
  for (size_t at = 0; at < batch->expect_count && *stored; at++) {
    const Kept *kept = find(store, batch->expect[at]->key);
    *stored = (kept == NULL ? 0 : kept->version) == batch->expect[at]->version;
  }
  if (*stored) {
    for (size_t at = 0; at < batch->remove_count; at++) take_away(store, batch->remove[at]);
    size_t kept = batch->put_count - (store->loses && batch->put_count > 1 ? 1 : 0);
    for (size_t at = 0; at < kept; at++) keep(store, batch->put[at]);
  }
  pthread_mutex_unlock(&store->lock);
  return TKIT_OK;
}

void record_store_free(RecordStore *store) {
  for (size_t at = 0; at < store->count; at++) forget(&store->records[at]);
  free(store->records);
  pthread_mutex_destroy(&store->lock);
  free(store);
}

static void release(void *payload) {
  record_store_free(payload);
}

RecordStore *record_store_new(void) {
  RecordStore *store = calloc(1, sizeof *store);
  if (store != NULL) pthread_mutex_init(&store->lock, NULL);
  return store;
}

tkit_storage_functions record_store_functions(RecordStore *store) {
  tkit_storage_functions functions = {sizeof functions, store, get, range, commit, release};
  return functions;
}

void record_store_fail_next(RecordStore *store, tkit_status code) {
  pthread_mutex_lock(&store->lock);
  store->fail_next = code;
  pthread_mutex_unlock(&store->lock);
}

void record_store_lose(RecordStore *store) {
  store->loses = true;
}
