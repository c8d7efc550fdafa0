/* A query held against an index: a tree goes in, hits come out, and at the end
 * it is known whether that was all. */
#ifndef QUERY_HITS_H
#define QUERY_HITS_H

#include "query/language/tree.h"
#include "schema/reader.h"

enum hits_sort { SORT_NEWEST, SORT_OLDEST, SORT_RELEVANCE };

/* How leaves may be answered; results never depend on it. */
enum hits_plan {
	PLAN_AUTO,
	PLAN_SCAN,   /* every leaf but plain words by reading the text */
	PLAN_NARROW, /* through tokens wherever they can narrow at all */
};

struct hits_options {
	enum hits_sort sort;
	enum hits_plan plan;
	bool duplicates; /* list copies too */
	/* How many hits will be asked for, 0 for all: with no_total, shards
	 * are opened only until that many are certain. */
	uint64_t want;
	bool no_total;
	/* Threads that shards are asked by, 0 for one a processor; results
	 * never depend on it. */
	unsigned jobs;
};

#define HITS_JOBS_MAX 64

/* A place in a column that made the record a hit, for highlighting. */
struct hit_span {
	enum pl_column column;
	uint32_t begin, end; /* bytes */
};

struct hit {
	struct pl_row row;
	const struct pl_shard_info *shard;
	const struct pl_archive *archive; /* NULL if index.db lost it */
	double score;                     /* for SORT_RELEVANCE, else 0 */
};

/* Why an answer may not be all there is; the texts are for people. */
struct incomplete {
	char kind[16]; /* "partly", "rejected", "vanished", "unreadable",
			  "run", "shard", "regex" */
	char *subject; /* the object's key, the shard's file, …; owned */
	char *reason;  /* owned */
	int64_t
	    day; /* of an object that vanished or cannot be read;
		    INSTANT_NONE: not known, or it is about another thing */
};

struct pl_hits;
struct forgottens;

/* Evaluate.  The tree and the index must outlive the hits.  Resolves user:
 * against the index: PL_EQUERY when it is none or several. */
PL_CHECKED enum pl_status pl_hits_open(struct pl_index *ix,
    const struct node *query, const struct hits_options *options,
    struct pl_hits **out, struct pl_error *err);
void pl_hits_close(struct pl_hits *h);

/* Put the next hit, in the order asked for (ties by key, archive and ordinal),
 * into *hit: PL_OK, PL_END or < 0.  Its spans stay valid until the next call
 * on the same hits. */
PL_CHECKED enum pl_status pl_hits_next(
    struct pl_hits *h, struct hit *hit, struct pl_error *err);

/* Only where the next hit lies; its row is not read. */
PL_CHECKED enum pl_status pl_hits_next_place(struct pl_hits *h,
    const struct pl_shard_info **shard, uint32_t *rowid, struct pl_error *err);

/* Go on with the hit that `position` others come before, one that was given
 * out already or a later one. */
PL_CHECKED enum pl_status pl_hits_seek(
    struct pl_hits *h, uint64_t position, struct pl_error *err);

/* Pass over the next `count` hits without reading them. */
PL_CHECKED enum pl_status pl_hits_skip(
    struct pl_hits *h, uint64_t count, struct pl_error *err);

/* How many hits there are; with no_total, how many are known of, and *exact
 * says whether that is all. */
PL_CHECKED enum pl_status pl_hits_total(
    struct pl_hits *h, uint64_t *total, bool *exact, struct pl_error *err);
/* How many copies were left out of the total. */
uint64_t pl_hits_duplicates(const struct pl_hits *h);

/* The text of the hit last returned, and where in it the query's positive
 * leaves matched: in the first column that has any, at most `most`, by place.
 * Valid until the next call on the same hits.  A text that is damaged is
 * empty, and the shard is named among what is missing. */
PL_CHECKED enum pl_status pl_hits_text(struct pl_hits *h,
    struct pl_record *record, const struct hit_span **spans,
    size_t *span_count, size_t most, struct pl_error *err);

/* What is known to be missing so far: complete after the last hit, or after
 * pl_hits_total.  Valid until the next call on the same hits. */
const struct incomplete *pl_hits_incomplete(struct pl_hits *h, size_t *count);

/* What sweeps forgot of the days that the query is about. */
const struct forgottens *pl_hits_forgotten(const struct pl_hits *h);

/* --explain: the tree, the shards skipped and why, how each leaf is
 * answered. */
PL_CHECKED enum pl_status pl_hits_explain(
    struct pl_hits *h, struct buf *out, struct pl_error *err);

#endif
