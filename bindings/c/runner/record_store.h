/* A storage of the host's own, in plain C: records, and two sorted arrays that lead to them. */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include "ticketkit.h"

typedef struct RecordStore RecordStore;

/* A store without records; null without memory. It belongs to the engine that is opened on it. */
RecordStore *record_store_new(void);

/* The functions by which an engine uses it. */
tkit_storage_functions record_store_functions(RecordStore *store);

/* The next call fails with this code, once; with TKIT_CODE_CONTENTION the next commit answers false. */
void record_store_fail_next(RecordStore *store, tkit_status code);

/* From now on the last record of every batch of several is lost: a fault for the checks to find. */
void record_store_lose(RecordStore *store);

void record_store_free(RecordStore *store);

#endif
