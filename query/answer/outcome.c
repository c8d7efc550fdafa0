#include "query/answer/outcome.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/answer/eval.h"

void
outcome_release(struct outcome *o)
{
	pl_set_release(&o->hits);
	free(o->why);
	*o = (struct outcome){ 0 };
}

static struct pl_error *
keep(const struct pl_error *why)
{
	struct pl_error *copy = xmalloc(sizeof *copy);

	*copy = *why;
	return copy;
}

/* What the evaluation left undecided makes the answer incomplete. */
static void
note_doubts(
    struct outcome *o, struct eval_doubts *doubts, const struct pl_set *maybe)
{
	pl_set_and(&doubts->limited, maybe);
	o->limited = pl_set_count(&doubts->limited);
	pl_set_and(&doubts->unreadable, maybe);
	if (pl_set_next(&doubts->unreadable, 0) != 0)
		o->why = keep(&doubts->why);
}

static enum pl_status
leave_out_duplicates(struct outcome *o, struct pl_shard *shard,
    struct answer *a, struct pl_error *err)
{
	struct pl_set copies = { 0 };
	uint32_t before = pl_set_count(&a->yes);
	enum pl_status rc = pl_shard_duplicates(shard, &copies, err);

	if (rc == PL_OK) {
		pl_set_subtract(&a->yes, &copies);
		pl_set_subtract(&a->maybe, &copies);
		o->duplicates = before - pl_set_count(&a->yes);
	}
	pl_set_release(&copies);
	return rc;
}

static bool
may_hold_duplicates(const struct answer *a, const struct hits_options *options,
    const struct pl_shard_info *info)
{
	return !options->duplicates && info->duplicates > 0 &&
	    (pl_set_next(&a->yes, 0) != 0 || pl_set_next(&a->maybe, 0) != 0);
}

static enum pl_status
find(struct outcome *o, struct plan *plan, const struct hits_options *options,
    struct pool *pool, const struct pl_shard_info *info, struct pl_error *err)
{
	struct pl_set candidates = { 0 };
	struct eval_doubts doubts = { 0 };
	struct answer a = { 0 };
	struct pl_shard *shard;
	enum pl_status rc = pool_pass(pool, info, &shard, err);

	if (rc == PL_OK)
		rc = pl_shard_all(shard, &candidates, err);
	if (rc != PL_OK)
		goto done;
	eval_doubts_init(&doubts, candidates.limit);
	rc = eval_plan(
	    plan, shard, options->plan, &candidates, &doubts, &a, err);
	if (rc == PL_OK && may_hold_duplicates(&a, options, info))
		rc = leave_out_duplicates(o, shard, &a, err);
	if (rc != PL_OK)
		goto done;
	note_doubts(o, &doubts, &a.maybe);
	o->count = pl_set_count(&a.yes);
	o->hits = a.yes;
	a.yes = (struct pl_set){ 0 }; /* handed over */
done:
	answer_release(&a);
	eval_doubts_release(&doubts);
	pl_set_release(&candidates);
	return rc;
}

void
outcome_find(struct outcome *out, struct plan *plan,
    const struct hits_options *options, struct pool *pool,
    const struct pl_shard_info *info)
{
	struct pl_error why;

	*out = (struct outcome){ 0 };
	if (find(out, plan, options, pool, info, &why) != PL_OK)
		*out = (struct outcome){ .why = keep(&why) };
}
