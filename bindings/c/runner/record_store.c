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

/* Where a record is found: by an entry, or by its key. */
typedef struct Place {
  const char *name;
  Kept *kept;
} Place;

/* Places in the order of their names, and of the keys of their records. */
typedef struct Index {
  Place *places;
  size_t count, room;
} Index;

struct RecordStore {
  pthread_mutex_t lock;
  Index keys, entries;
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
  free(kept);
}

/* The first place that does not come before this name and key. */
static size_t place_of(const Index *index, const char *name, const char *key) {
  size_t low = 0, high = index->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(index->places[middle].name, name);
    if (order == 0) order = strcmp(index->places[middle].kept->key, key);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static void insert(Index *index, const char *name, Kept *kept) {
  if (index->count == index->room) {
    index->room = index->room == 0 ? 64 : index->room * 2;
    index->places = realloc(index->places, index->room * sizeof(Place));
    if (index->places == NULL) abort();
  }
  size_t at = place_of(index, name, kept->key);
  memmove(index->places + at + 1, index->places + at, (index->count++ - at) * sizeof(Place));
  index->places[at].name = name;
  index->places[at].kept = kept;
}

static void drop(Index *index, const char *name, const char *key) {
  size_t at = place_of(index, name, key);
  memmove(index->places + at, index->places + at + 1, (--index->count - at) * sizeof(Place));
}

static Kept *find(const RecordStore *store, tkit_text key) {
  size_t at = place_of(&store->keys, key.data, key.data);
  return at < store->keys.count && strcmp(store->keys.places[at].name, key.data) == 0 ? store->keys.places[at].kept : NULL;
}

static void take_away(RecordStore *store, tkit_text key) {
  Kept *kept = find(store, key);
  if (kept == NULL) return;
  for (size_t at = 0; at < kept->entry_count; at++) drop(&store->entries, kept->entries[at], kept->key);
  drop(&store->keys, kept->key, kept->key);
  forget(kept);
}

static void keep(RecordStore *store, const tkit_record *record) {
  take_away(store, record->key);
  Kept *kept = calloc(1, sizeof *kept);
  if (kept == NULL) abort();
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
  insert(&store->keys, kept->key, kept);
  for (size_t at = 0; at < record->entry_count; at++) {
    kept->entries[at] = copy_of(record->entries[at]);
    insert(&store->entries, kept->entries[at], kept);
  }
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
  if (code == TKIT_CODE_CONTENTION) return true;
  store->fail_next = TKIT_OK;
  tkit_answer_error(answer, code, tkit_z("the storage was told to fail"));
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

static tkit_status range(void *payload, const tkit_range *range, tkit_answer answer) {
  RecordStore *store = payload;
  pthread_mutex_lock(&store->lock);
  if (!fails(store, answer, false)) {
    size_t from = place_of(&store->entries, range->from.data, ""), until = place_of(&store->entries, range->until.data, "");
    for (size_t at = from; at < until && at - from < range->limit; at++) {
      answer_with(answer, store->entries.places[range->descending ? until - 1 - (at - from) : at].kept);
    }
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
  for (size_t at = 0; at < store->keys.count; at++) forget(store->keys.places[at].kept);
  free(store->keys.places);
  free(store->entries.places);
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
