#include "query/answer/hits.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/answer/answering.h"

/* ---- evaluation ---- */

/* Say that a shard could not be read, once. */
static void
shard_failed(
    struct pl_hits *h, struct visit *visit, const struct pl_error *why)
{
	if (visit->state != VISIT_FAILED)
		incompletes_shard(&h->incomplete, visit->info, why);
	visit->state = VISIT_FAILED;
}

/* Take over what a shard answered. */
static void
join_outcome(struct pl_hits *h, size_t at)
{
	struct visit *visit = &h->visits.items[at];
	const struct outcome *o = &h->outcomes[at];

	visit->state = VISIT_DONE;
	h->total += o->count;
	h->duplicates += o->duplicates;
	h->limited += o->limited;
	if (o->limited > 0)
		incompletes_regex(&h->incomplete, h->limited);
	if (o->why != NULL)
		shard_failed(h, visit, o->why);
}

static void
answer(struct pl_hits *h, size_t past)
{
	size_t from = h->answered;

	if (past <= from)
		return;
	team_answer(h, past);
	for (h->answered = past; from < past; from++)
		join_outcome(h, from);
}

struct collecting {
	struct founds *found;
	size_t visit;
};

static void
collect_time(void *context, uint32_t rowid, int64_t time)
{
	const struct collecting *c = context;

	founds_add(c->found, time, c->visit, rowid);
}

static enum pl_status
collect(struct pl_hits *h, size_t at, struct pl_error *err)
{
	const struct pl_shard_info *info = h->visits.items[at].info;
	const struct pl_set *hits = &h->outcomes[at].hits;
	struct collecting c = { &h->found, at };
	struct pl_shard *shard;
	enum pl_status rc = pool_get(&h->pool, info, &shard, err);

	if (rc == PL_OK && h->options.sort == SORT_RELEVANCE)
		rc = relevance_shard(
		    &h->relevance, shard, info, h->options.plan, hits, err);
	if (rc == PL_OK)
		rc = pl_shard_times(shard, hits, collect_time, &c, err);
	return rc;
}

/* How rare a word is, shards without hits tell as well. */
static bool
is_of_use(const struct pl_hits *h, const struct outcome *o)
{
	return o->count > 0 ||
	    (h->options.sort == SORT_RELEVANCE && o->hits.words != NULL);
}

/* Gather the hits of the next shard.  One that fails takes its own hits with
 * it, and the answer goes on. */
static void
gather_next(struct pl_hits *h)
{
	size_t at = h->visits.next++;
	size_t found = h->found.count, scored = h->relevance.count;
	struct pl_error why;

	answer(h, at + 1);
	struct outcome *o = &h->outcomes[at];
	if (is_of_use(h, o) && collect(h, at, &why) != PL_OK) {
		h->found.count = found;
		h->relevance.count = scored;
		h->total -= o->count;
		h->duplicates -= o->duplicates;
		shard_failed(h, &h->visits.items[at], &why);
	}
	outcome_release(o);
}

/* Bring what was found into order, and see how much of it is certain. */
static void
order_found(struct pl_hits *h)
{
	enum hits_sort sort = h->options.sort;

	if (h->visits.next == h->visits.pending && sort == SORT_RELEVANCE)
		relevance_score(&h->relevance, &h->found);
	founds_sort(&h->found, h->certain, sort);
	while (h->certain < h->found.count &&
	    visits_certain(&h->visits, sort, h->found.items[h->certain].time))
		h->certain++;
}

/* Whether every shard is asked before the first hit is given out. */
static bool
asks_all(const struct pl_hits *h)
{
	return !h->options.no_total || h->options.sort == SORT_RELEVANCE;
}

/* Gather hits until `need` of them are certain.  Times are read only of hits
 * that may be among these. */
static void
gather(struct pl_hits *h, uint64_t need)
{
	bool all = h->options.sort == SORT_RELEVANCE ||
	    (asks_all(h) && h->options.want == 0);

	if (asks_all(h))
		answer(h, h->visits.pending);
	while (
	    h->visits.next < h->visits.pending && (all || h->certain < need)) {
		gather_next(h);
		if (!all)
			order_found(h);
	}
	if (h->finished || h->visits.next < h->visits.pending)
		return;
	order_found(h);
	h->finished = true;
}

void
hits_count(struct pl_hits *h)
{
	if (asks_all(h))
		answer(h, h->visits.pending);
	else
		gather(h, h->options.want > 0 ? h->options.want : UINT64_MAX);
}

/* ---- the handle ---- */

enum pl_status
pl_hits_open(struct pl_index *ix, const struct node *query,
    const struct hits_options *options, struct pl_hits **out,
    struct pl_error *err)
{
	struct pl_hits *h = xcalloc(1, sizeof *h);
	int64_t least, below;
	enum pl_status rc;

	*out = NULL;
	h->ix = ix;
	h->query = query;
	h->options = *options;
	pool_init(&h->pool, ix);
	highlight_init(&h->highlight);
	rc = plan_make(ix, query, options->plan, &h->plan, err);
	if (rc != PL_OK)
		goto done;
	rc = visits_init(&h->visits, ix, h->plan, options->sort, err);
	if (rc != PL_OK)
		goto done;
	h->outcomes = xcalloc(h->visits.pending, sizeof *h->outcomes);
	relevance_init(&h->relevance, h->plan);
	plan_time_range(h->plan, &least, &below);
	incompletes_of_index(&h->incomplete, ix, least, below);
	forgottens_add(&h->forgotten, ix, least, below);
	*out = h;
	h = NULL; /* handed over */
done:
	pl_hits_close(h);
	return rc;
}

void
pl_hits_close(struct pl_hits *h)
{
	if (h == NULL)
		return;
	highlight_release(&h->highlight);
	forgottens_release(&h->forgotten);
	incompletes_release(&h->incomplete);
	relevance_release(&h->relevance);
	founds_release(&h->found);
	for (size_t i = 0; i < h->answered; i++)
		outcome_release(&h->outcomes[i]);
	free(h->outcomes);
	pool_release(&h->pool);
	visits_release(&h->visits);
	plan_free(h->plan);
	free(h);
}

/* How many hits the caller will want when it has seen `position` of them and
 * asks for more. */
static uint64_t
needed(const struct pl_hits *h)
{
	uint64_t more = (uint64_t)h->position + 1;

	return h->options.want > more ? h->options.want : more;
}

static const struct pl_archive *
archive_of(const struct pl_index *ix, int64_t id)
{
	for (size_t i = 0; i < ix->archive_count; i++)
		if (ix->archives[i].id == id)
			return &ix->archives[i];
	return NULL;
}

/* Read the hit at h->position - 1. */
static enum pl_status
read_hit(struct pl_hits *h, struct hit *hit, struct pl_error *err)
{
	const struct found *f = &h->found.items[h->position - 1];
	const struct pl_shard_info *info = h->visits.items[f->visit].info;
	struct pl_shard *shard;
	enum pl_status rc = pool_get(&h->pool, info, &shard, err);

	if (rc != PL_OK)
		return rc;
	rc = pl_shard_row(shard, f->rowid, &hit->row, err);
	if (rc != PL_OK)
		return rc;
	hit->shard = info;
	hit->archive = archive_of(h->ix, hit->row.archive);
	hit->score = f->score;
	h->current = h->position;
	return PL_OK;
}

enum pl_status
pl_hits_next(struct pl_hits *h, struct hit *hit, struct pl_error *err)
{
	*hit = (struct hit){ 0 };
	h->current = 0;
	gather(h, needed(h));
	while (h->position < h->certain) {
		struct pl_error why;

		founds_settle(&h->found, h->position, &h->pool, &h->visits);
		h->position++;
		if (read_hit(h, hit, &why) == PL_OK)
			return PL_OK;
		/* A row that is damaged must not hide the others. */
		*hit = (struct hit){ 0 };
		shard_failed(h,
		    &h->visits.items[h->found.items[h->position - 1].visit],
		    &why);
		gather(h, needed(h));
	}
	(void)err;
	return PL_END;
}

enum pl_status
pl_hits_next_place(struct pl_hits *h, const struct pl_shard_info **shard,
    uint32_t *rowid, struct pl_error *err)
{
	const struct found *f;

	(void)err;
	h->current = 0;
	gather(h, needed(h));
	if (h->position >= h->certain)
		return PL_END;
	founds_settle(&h->found, h->position, &h->pool, &h->visits);
	f = &h->found.items[h->position++];
	*shard = h->visits.items[f->visit].info;
	*rowid = f->rowid;
	return PL_OK;
}

enum pl_status
pl_hits_seek(struct pl_hits *h, uint64_t position, struct pl_error *err)
{
	if (position > h->position)
		return pl_hits_skip(h, position - h->position, err);
	h->current = 0;
	h->position = (size_t)position;
	return PL_OK;
}

enum pl_status
pl_hits_skip(struct pl_hits *h, uint64_t count, struct pl_error *err)
{
	(void)err;
	h->current = 0;
	if (count == 0)
		return PL_OK;
	uint64_t to = (uint64_t)h->position + count;
	if (to < count)
		to = UINT64_MAX;
	gather(h, to);
	h->position = to < h->certain ? (size_t)to : h->certain;
	return PL_OK;
}

enum pl_status
pl_hits_total(
    struct pl_hits *h, uint64_t *total, bool *exact, struct pl_error *err)
{
	(void)err;
	hits_count(h);
	*total = h->total;
	*exact = h->answered == h->visits.pending;
	return PL_OK;
}

uint64_t
pl_hits_duplicates(const struct pl_hits *h)
{
	return h->duplicates;
}

enum pl_status
pl_hits_text(struct pl_hits *h, struct pl_record *record,
    const struct hit_span **spans, size_t *span_count, size_t most,
    struct pl_error *err)
{
	struct pl_shard *shard;
	struct pl_error why;
	enum pl_status rc;

	*record = (struct pl_record){ 0 };
	*spans = NULL;
	*span_count = 0;
	if (h->current == 0)
		return pl_fail(err, PL_ENOTFOUND, "no hit is at hand");
	const struct found *f = &h->found.items[h->current - 1];
	struct visit *visit = &h->visits.items[f->visit];
	rc = pool_get(&h->pool, visit->info, &shard, &why);
	if (rc == PL_OK)
		rc = pl_shard_text(shard, f->rowid, record, &why);
	if (rc != PL_OK) {
		/* It is a hit all the same. */
		*record = (struct pl_record){ 0 };
		shard_failed(h, visit, &why);
		return PL_OK;
	}
	if (most > 0)
		highlight_column(&h->highlight, h->plan, record, most);
	*spans = h->highlight.spans;
	*span_count = most > 0 ? h->highlight.count : 0;
	return PL_OK;
}

const struct incomplete *
pl_hits_incomplete(struct pl_hits *h, size_t *count)
{
	incompletes_of_changes(&h->incomplete, h->ix);
	*count = h->incomplete.count;
	return h->incomplete.items;
}

const struct forgottens *
pl_hits_forgotten(const struct pl_hits *h)
{
	return &h->forgotten;
}
