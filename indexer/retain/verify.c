/* After a sweep: the index is looked through for what it forgot. */
#include "indexer/retain/verify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/run/crew.h"
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

/* ---- several threads ---- */

struct part *
parts_add(struct parts *p)
{
	p->items = xgrow(p->items, p->count, &p->capacity, sizeof *p->items);
	p->items[p->count] = (struct part){ 0 };
	return &p->items[p->count++];
}

void
parts_do(
    struct parts *p, void (*work)(void *context, size_t part), void *context)
{
	crew_do(p->count, p->v->plan->jobs, work, context);
}

static void
add_counts(struct verification *out, const struct verification *found)
{
	out->days += found->days;
	out->blocks += found->blocks;
	out->terms += found->terms;
	out->files += found->files;
}

enum pl_status
parts_join(struct parts *p, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < p->count; i++) {
		struct part *part = &p->items[i];

		add_counts(p->v->out, &part->found);
		for (size_t k = 0; k < part->found.found_count; k++)
			verification_add(
			    p->v->out, xstrdup(part->found.found[k]));
		if (rc == PL_OK && part->rc != PL_OK)
			rc = pl_fail(err, part->rc, "%s", part->why.text);
		verification_release(&part->found);
		free(part->path);
	}
	free(p->items);
	return rc;
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

/* An index is read by one thread. */
static void
do_day(void *context, size_t i)
{
	const struct parts *p = context;
	struct part *part = &p->items[i];
	struct verifying mine = {
		.canaries = p->v->canaries,
		.plan = p->v->plan,
		.out = &part->found,
	};

	part->rc = pl_index_open(p->v->index, &mine.ix, &part->why);
	if (part->rc == PL_OK)
		part->rc = verify_day(&mine, part->day, &part->why);
	pl_index_close(mine.ix);
}

static enum pl_status
verify_days(struct verifying *v, struct pl_error *err)
{
	struct parts p = { .v = v };

	for (size_t i = 0; i < v->plan->count; i++)
		if (!v->plan->days[i].whole)
			parts_add(&p)->day = &v->plan->days[i];
	parts_do(&p, do_day, &p);
	return parts_join(&p, err);
}

enum pl_status
canaries_verify(struct canaries *c, const struct sweep_plan *plan,
    const char *index, struct verification *out, struct pl_error *err)
{
	struct verifying v = {
		.index = index, .canaries = c, .plan = plan, .out = out
	};
	enum pl_status rc = pl_index_open(index, &v.ix, err);

	*out = (struct verification){ 0 };
	if (c->count > 1)
		qsort(c->items, c->count, sizeof *c->items, compare_words);
	if (rc == PL_OK)
		rc = verify_days(&v, err);
	if (rc == PL_OK)
		rc = verify_files(&v, err);
	pl_index_close(v.ix);
	return rc;
}
