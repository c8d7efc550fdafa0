/* After a sweep: the index is looked through for what it forgot. */
#include "indexer/retain/verify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/check.h"

/* So many findings are named. */
#define FOUND_MAX 50

void
verification_release(struct verification *v)
{
	for (size_t i = 0; i < v->found_count; i++)
		free(v->found[i]);
	free(v->found);
	*v = (struct verification){ 0 };
}

void
verification_add(struct verification *out, char *text)
{
	for (size_t i = 0; i < out->found_count; i++)
		if (strcmp(out->found[i], text) == 0) {
			free(text);
			return;
		}
	if (out->found_count == FOUND_MAX) {
		free(text);
		return;
	}
	out->found = xgrow(out->found, out->found_count, &out->found_capacity,
	    sizeof *out->found);
	out->found[out->found_count++] = text;
}

static void
add_found(struct verifying *v, const char *what)
{
	verification_add(v->out, xasprintf("%s in '%s'", what, v->where));
}

/* ---- a day that was made anew ---- */

void
verify_say(void *context, const struct needle *needle)
{
	(void)needle;
	add_found(context, "text of a forgotten record");
}

static void
look_into_block(void *context, struct span text)
{
	struct verifying *v = context;

	v->out->blocks++;
	needles_find(&v->needles, text, verify_say, v);
}

static int
compare_words(const void *a, const void *b)
{
	return span_compare(((const struct canary *)a)->word,
	    ((const struct canary *)b)->word);
}

static void
look_at_term(void *context, struct span term)
{
	struct verifying *v = context;
	const struct canaries *c = v->canaries;
	struct canary key = { .word = term };
	const struct canary *hit;

	v->out->terms++;
	if (c->count == 0)
		return;
	hit = bsearch(&key, c->items, c->count, sizeof key, compare_words);
	if (hit == NULL)
		return;
	/* The same word may be a canary of several days. */
	while (hit > c->items && span_equal(hit[-1].word, term))
		hit--;
	for (; hit < c->items + c->count && span_equal(hit->word, term); hit++)
		if (hit->day == v->day)
			add_found(v, "a word of a forgotten record");
}

static void
say_finding(void *context, const char *what)
{
	add_found(context, what);
}

static enum pl_status
verify_day(
    struct verifying *v, const struct gone_day *day, struct pl_error *err)
{
	const struct pl_shard_info *info = sweep_find_shard(v->ix, day->day);
	struct pl_shard *shard;
	enum pl_status rc;

	if (info == NULL)
		return PL_OK;
	v->out->days++;
	v->day = day;
	v->where = info->file;
	for (size_t i = 0; i < v->canaries->count; i++)
		if (v->canaries->items[i].day == day)
			needles_add(&v->needles, v->canaries->items[i].bytes,
			    &v->canaries->items[i]);
	needles_ready(&v->needles);
	/* The blocks hold the remaining records' text and nothing else, and
	 * the full-text index their words and nothing else. */
	rc = pl_check_shard(v->ix, info, say_finding, v, err);
	if (rc == PL_OK)
		rc = pl_shard_open(v->ix, info, &shard, err);
	if (rc == PL_OK) {
		rc = pl_shard_blocks(shard, look_into_block, v, err);
		if (rc == PL_OK)
			rc = pl_shard_terms(shard, look_at_term, v, err);
		pl_shard_close(shard);
	}
	needles_release(&v->needles);
	return rc;
}

enum pl_status
canaries_verify(struct canaries *c, const struct sweep_plan *plan,
    const char *index, struct verification *out, struct pl_error *err)
{
	struct verifying v = { .canaries = c, .plan = plan, .out = out };
	enum pl_status rc = pl_index_open(index, &v.ix, err);

	*out = (struct verification){ 0 };
	if (c->count > 1)
		qsort(c->items, c->count, sizeof *c->items, compare_words);
	for (size_t i = 0; i < plan->count && rc == PL_OK; i++)
		if (!plan->days[i].whole)
			rc = verify_day(&v, &plan->days[i], err);
	if (rc == PL_OK)
		rc = verify_files(&v, index, err);
	pl_index_close(v.ix);
	return rc;
}
