/* What a run did, in numbers that add up:
 *
 *	seen = indexed + partly + unchanged + passed over + rejected
 */
#ifndef INDEXER_SUMMARY_H
#define INDEXER_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "indexer/source/source.h"
#include "schema/writer.h"

struct summary {
	uint64_t indexed, partly, unchanged, rejected; /* objects */
	uint64_t passed[SOURCE_PASSED];
	uint64_t replaced;   /* of those: what they said before went */
	uint64_t held_back;  /* changed, but a hold keeps what they said */
	uint64_t vanished;   /* in the index, no longer in the archive */
	uint64_t folders;    /* that could not be read */
	uint64_t lost;       /* objects that a damaged shard held, given up */
	uint64_t records;    /* put into the index by this run */
	uint64_t bytes;      /* read, as found */
	uint64_t days;       /* whose shards were replaced */
	uint64_t duplicates; /* in the index, after the run */
	struct pl_note_counts notes; /* after the run */
	int64_t started, ended;      /* instants */
};

void summary_add(struct summary *to, const struct summary *from);
uint64_t summary_passed(const struct summary *s);
uint64_t summary_seen(const struct summary *s);
/* Partly, rejected and unreadable objects that nobody has accepted. */
uint64_t summary_open_notes(const struct summary *s);

/* For people: a few lines. */
void summary_text(struct buf *out, const struct summary *s);
/* For programs: members of an object that is open. */
void summary_json(struct json_writer *w, const struct summary *s);

#endif
