/* Sweeps that were killed, or failed: the next one says what they forgot, and
 * verifies it.  Words to look for are gone with the text by then, so it is the
 * structure of the shards that tells: that they hold the text and the words of
 * what they say they hold, and nothing else. */
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/retain/sweep.h"

struct earlier {
	const struct sweep_options *options;
	struct sweep_result *result;
	char **documents; /* beside result->earlier; owned */
	size_t capacity, document_capacity;
};

static void
take_begun(
    void *context, const char *file, struct span summary, struct span document)
{
	struct earlier *e = context;
	struct sweep_result *r = e->result;

	(void)summary;
	if (!receipt_is_begun(document))
		return;
	e->documents = xgrow(e->documents, r->earlier_count,
	    &e->document_capacity, sizeof *e->documents);
	e->documents[r->earlier_count] = xstrndup(document.p, document.n);
	r->earlier = xgrow(
	    r->earlier, r->earlier_count, &e->capacity, sizeof *r->earlier);
	r->earlier[r->earlier_count++] =
	    (struct earlier_sweep){ .receipt = xstrdup(file) };
}

static int
compare_objects(const void *a, const void *b)
{
	const struct gone_object *x = a, *y = b;
	int order = span_compare(x->key, y->key);

	return order ? order
		     : (x->archive > y->archive) - (x->archive < y->archive);
}

/* An object that is in the shard was not forgotten: its row is kept. */
static enum pl_status
mark_kept(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct gone_day *day = context;
	struct gone_object key = { .key = o->key, .archive = o->archive };
	struct gone_object *gone =
	    bsearch(&key, day->gone, day->count, sizeof key, compare_objects);

	(void)err;
	if (gone != NULL &&
	    (!gone->hashed || !o->hashed ||
		memcmp(gone->sha256, o->sha256, sizeof o->sha256) == 0))
		gone->row = row;
	return PL_OK;
}

/* Leave of a day what is gone. */
static enum pl_status
keep_gone(
    struct gone_day *day, const struct pl_index *ix, struct pl_error *err)
{
	const struct pl_shard_info *info = sweep_find_shard(ix, day->day);
	struct pl_shard *shard = NULL;
	size_t kept = 0;
	enum pl_status rc = PL_OK;

	day->whole = info == NULL;
	qsort(day->gone, day->count, sizeof *day->gone, compare_objects);
	if (info != NULL)
		rc = pl_shard_open(ix, info, &shard, err);
	if (rc == PL_OK && info != NULL)
		rc = pl_shard_objects(shard, mark_kept, day, err);
	pl_shard_close(shard);
	for (size_t i = 0; i < day->count && rc == PL_OK; i++)
		if (day->gone[i].row == 0)
			day->gone[kept++] = day->gone[i];
	if (rc == PL_OK)
		day->count = kept;
	return rc;
}

static enum pl_status
keep_gone_days(struct sweep_plan *plan, const struct pl_index *ix, bool *all,
    struct pl_error *err)
{
	size_t kept = 0;

	*all = true;
	for (size_t i = 0; i < plan->count; i++) {
		struct gone_day *day = &plan->days[i];
		size_t meant = day->count;
		enum pl_status rc = keep_gone(day, ix, err);

		if (rc != PL_OK)
			return rc;
		*all = *all && day->count == meant;
		for (size_t k = 0; k < day->count; k++)
			plan->records += day->gone[k].records;
		plan->objects += day->count;
		plan->whole += day->count > 0 && day->whole;
		if (day->count == 0)
			free(day->gone);
		else
			plan->days[kept++] = *day;
	}
	plan->count = kept;
	if (kept == 0)
		plan->user_count = 0;
	return PL_OK;
}

static enum pl_status
finish(struct earlier *e, size_t which, const struct pl_index *ix,
    struct pl_writer *w, struct pl_error *err)
{
	struct earlier_sweep *out = &e->result->earlier[which];
	struct sweep_options options = { .index = e->options->index };
	struct sweep_result r = { .afterwards = true,
		.plan.jobs = e->options->jobs };
	struct canaries none = { 0 };
	bool all;
	enum pl_status rc = PL_OK;

	if (!receipt_read(span_str(e->documents[which]), &options, &r))
		rc = pl_fail(
		    err, PL_EFORMAT, "the receipt cannot be understood");
	if (rc == PL_OK)
		rc = keep_gone_days(&r.plan, ix, &all, err);
	if (rc == PL_OK)
		rc = canaries_verify(
		    &none, &r.plan, options.index, &r.verification, err);
	r.ended = instant_now();
	if (rc == PL_OK)
		rc = receipt_put(
		    w, &options, &r, all ? "ended" : "interrupted", err);
	if (rc == PL_OK) {
		out->verified = true;
		out->verification = r.verification;
		r.verification = (struct verification){ 0 };
	}
	sweep_result_release(&r);
	return rc;
}

static enum pl_status
finish_all(struct earlier *e, struct pl_writer *w, struct pl_error *err)
{
	struct pl_index *ix;
	enum pl_status rc = pl_writer_publish(w, err);

	if (rc == PL_OK)
		rc = pl_index_open(e->options->index, &ix, err);
	if (rc != PL_OK)
		return rc;
	for (size_t i = 0; i < e->result->earlier_count && rc == PL_OK; i++) {
		struct pl_error why;

		rc = finish(e, i, ix, w, &why);
		if (rc == PL_OK)
			continue;
		/* Damage may be mended before the next sweep. */
		e->result->earlier[i].why = xstrdup(why.text);
		rc = rc == PL_EFORMAT || rc == PL_EDB
		    ? PL_OK
		    : pl_fail(err, rc, "%s", why.text);
	}
	pl_index_close(ix);
	return rc;
}

enum pl_status
sweep_finish_earlier(const struct sweep_options *options,
    struct sweep_result *r, struct pl_writer *w, struct pl_error *err)
{
	struct earlier e = { .options = options, .result = r };
	struct pl_index *ix;
	enum pl_status rc = pl_index_open(options->index, &ix, err);

	if (rc != PL_OK)
		return rc;
	rc = pl_index_receipts(ix, take_begun, &e, err);
	pl_index_close(ix);
	if (rc == PL_OK && options->yes && r->earlier_count > 0)
		rc = finish_all(&e, w, err);
	for (size_t i = 0; i < r->earlier_count; i++)
		free(e.documents[i]);
	free(e.documents);
	return rc;
}
