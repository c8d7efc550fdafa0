#include "query/answer/relevance.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* BM25's usual constants: how soon repetition stops to count, and how much
 * length matters. */
#define BM25_K1 1.2
#define BM25_B  0.75

static void
add_leaf(void *context, struct plan *leaf)
{
	struct relevance *r = context;
	enum node_kind kind = leaf->node->kind;

	if (r->leaf_count < RELEVANCE_LEAVES_MAX && kind != NODE_ALL &&
	    kind != NODE_FIELD && kind != NODE_TIME)
		r->leaves[r->leaf_count++] = leaf;
}

void
relevance_init(struct relevance *r, struct plan *plan)
{
	*r = (struct relevance){ 0 };
	plan_positive_leaves(plan, add_leaf, r);
}

void
relevance_release(struct relevance *r)
{
	if (r == NULL)
		return;
	free(r->hits);
	*r = (struct relevance){ 0 };
}

/* One leaf in one shard. */
struct tally {
	struct relevance *r;
	size_t leaf;
	const size_t *place; /* by rowid: 1 + place in r->hits, 0 for none */
	uint32_t limit;
	uint64_t with;
};

static void
tally_record(void *context, uint32_t rowid, uint32_t times)
{
	struct tally *t = context;

	t->with++;
	if (rowid <= t->limit && t->place[rowid] > 0)
		t->r->hits[t->place[rowid] - 1].times[t->leaf] =
		    times < UINT16_MAX ? (uint16_t)times : UINT16_MAX;
}

/* A leaf that is verified counts once, and only among the hits: elsewhere
 * nobody has looked. */
static enum pl_status
tally_verified(struct tally *t, struct plan *leaf, struct pl_shard *shard,
    enum hits_plan how, const struct pl_set *hits, struct pl_error *err)
{
	struct plan_counts counts = leaf->counts;
	struct eval_doubts doubts;
	struct answer a;
	enum pl_status rc;

	eval_doubts_init(&doubts, hits->limit);
	rc = eval_plan(leaf, shard, how, hits, &doubts, &a, err);
	if (rc == PL_OK)
		for (uint32_t row = pl_set_next(&a.yes, 0); row != 0;
		     row = pl_set_next(&a.yes, row))
			tally_record(t, row, 1);
	answer_release(&a);
	eval_doubts_release(&doubts);
	leaf->counts = counts; /* this was no part of the search */
	return rc;
}

static enum pl_status
tally_leaf(struct tally *t, struct pl_shard *shard, enum hits_plan how,
    const struct pl_set *hits, struct pl_error *err)
{
	struct plan *leaf = t->r->leaves[t->leaf];

	if (plan_is_verified(leaf))
		return tally_verified(t, leaf, shard, how, hits, err);
	return pl_shard_frequency(
	    shard, leaf->terms.terms, tally_record, t, err);
}

/* Make room for the hits, and note where each is. */
static enum pl_status
add_hits(struct relevance *r, struct pl_shard *shard,
    const struct pl_set *hits, size_t *place, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (uint32_t rowid = pl_set_next(hits, 0); rowid != 0 && rc == PL_OK;
	     rowid = pl_set_next(hits, rowid)) {
		struct pl_row row;

		rc = pl_shard_row(shard, rowid, &row, err);
		if (rc != PL_OK)
			break;
		r->hits =
		    xgrow(r->hits, r->count, &r->capacity, sizeof *r->hits);
		r->hits[r->count++] =
		    (struct relevance_hit){ .length = row.length };
		place[rowid] = r->count;
	}
	return rc;
}

enum pl_status
relevance_shard(struct relevance *r, struct pl_shard *shard,
    const struct pl_shard_info *info, enum hits_plan how,
    const struct pl_set *hits, struct pl_error *err)
{
	size_t *place = xcalloc((size_t)hits->limit + 1, sizeof *place);
	uint64_t with[RELEVANCE_LEAVES_MAX] = { 0 };
	size_t before = r->count;
	enum pl_status rc = add_hits(r, shard, hits, place, err);

	for (size_t i = 0; rc == PL_OK && i < r->leaf_count; i++) {
		struct tally t = {
			.r = r,
			.leaf = i,
			.place = place,
			.limit = hits->limit,
		};

		rc = tally_leaf(&t, shard, how, hits, err);
		with[i] = t.with;
	}
	if (rc == PL_OK) {
		r->records += info->records;
		for (size_t i = 0; i < r->leaf_count; i++)
			r->with[i] += with[i];
	} else {
		r->count = before;
	}
	free(place);
	return rc;
}

static double
score_hit(const struct relevance *r, const struct relevance_hit *hit,
    double mean, const double *rarity)
{
	double norm = 1 - BM25_B + BM25_B * (double)hit->length / mean;
	double score = 0;

	for (size_t i = 0; i < r->leaf_count; i++) {
		double times = hit->times[i];

		score += rarity[i] * times * (BM25_K1 + 1) /
		    (times + BM25_K1 * norm);
	}
	return score;
}

void
relevance_score(const struct relevance *r, struct founds *f)
{
	double rarity[RELEVANCE_LEAVES_MAX], mean = 0;

	assert(r->count == f->count);
	for (size_t i = 0; i < r->leaf_count; i++) {
		double with = (double)r->with[i];

		rarity[i] =
		    log1p(((double)r->records - with + 0.5) / (with + 0.5));
	}
	for (size_t i = 0; i < r->count; i++)
		mean += (double)r->hits[i].length;
	mean = mean > 0 ? mean / (double)r->count : 1;
	for (size_t i = 0; i < r->count; i++)
		f->items[i].score = score_hit(r, &r->hits[i], mean, rarity);
}
