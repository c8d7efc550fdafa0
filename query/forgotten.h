/* What sweeps forgot of the days that an answer is about.  It is no gap in the
 * index, so an answer stays complete, but it has to say so. */
#ifndef QUERY_FORGOTTEN_H
#define QUERY_FORGOTTEN_H

#include "base/json.h"
#include "schema/reader.h"

/* Sweeps that are told apart for people; earlier ones are summed up. */
#define FORGOTTEN_SWEEPS_MOST 5

/* One sweep, as far as it concerns the answer. */
struct forgotten {
	int64_t run, time;
	bool exact;       /* else it may have forgotten less */
	size_t days;      /* that hold a day in their name */
	int64_t from, to; /* the first and the last of these */
	bool undated;     /* and objects of no day */
	uint64_t objects, records;
};

struct forgottens {
	struct forgotten *sweeps; /* newest first; owned */
	size_t count, capacity;
	bool *touched; /* owned; beside ix->swept */
};
void forgottens_release(struct forgottens *f);

/* Take in the days that had records with least <= time < below. */
void forgottens_add(struct forgottens *f, const struct pl_index *ix,
    int64_t least, int64_t below);

/* Take in what another answer of the same index is about. */
void forgottens_join(struct forgottens *f, const struct forgottens *other,
    const struct pl_index *ix);

/* "forgotten: 316 records of 2025-11-12 by the sweep of ... (run 12)", a line
 * for each sweep. */
void forgottens_text(struct buf *out, const struct forgottens *f);
/* One of these lines without the word and the newline. */
void forgotten_sentence(struct buf *out, const struct forgotten *sweep);
/* Member "forgotten" of an open object, all of them. */
void forgottens_json(struct json_writer *w, const struct forgottens *f);

#endif
