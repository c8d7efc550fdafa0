/* Where each word stands in the records of a shard in the making, in memory:
 * for each word the list that FTS5 keeps of it on its pages (its source calls
 * it a doclist).  FTS5 has such a table too, but looks a word up in a slower
 * one, and copies its texts to it: indexing took a fifth longer. */
#ifndef SCHEMA_SHARD_POSTINGS_H
#define SCHEMA_SHARD_POSTINGS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct postings;
struct postings *postings_new(void);
void postings_free(struct postings *p);

/* The words of a record follow; records come in ascending order. */
void postings_begin(struct postings *p, uint32_t record);
/* A word, by its column and its place in there; both ascend in a record.  16
 * bytes may be read where it begins, however short it is. */
void postings_add(
    struct postings *p, unsigned column, uint32_t place, struct span word);

/* What they take in memory. */
size_t postings_bytes(const struct postings *p);

/* Hand each word with its list to the sink, in the order of memcmp, and begin
 * anew with none, also after a failure; the spans are valid during the call.
 */
typedef enum pl_status postings_sink(
    void *context, struct span word, struct span list, struct pl_error *err);
PL_CHECKED enum pl_status postings_drain(struct postings *p,
    postings_sink *sink, void *context, struct pl_error *err);

#endif
