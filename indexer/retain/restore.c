#include "indexer/retain/restore.h"

#include <sys/stat.h>

#include "indexer/retain/sweep.h"

struct restoring {
	struct pl_writer *writer;
	struct restored *out;
	int64_t run; /* the greatest of them */
	enum pl_status rc;
	struct pl_error err;
};

/* The number that an archive has now, by the one that a receipt gives it. */
static enum pl_status
number_of(struct restoring *r, const struct run_sources *s, int64_t archive,
    int64_t *id)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct pl_archive *a = &s->sources[i].archive;
		struct stat st;

		if (a->id != archive)
			continue;
		return pl_writer_add_archive(r->writer, a->root,
		    stat(a->root, &st) == 0 && S_ISREG(st.st_mode), id,
		    &r->err);
	}
	return pl_fail(&r->err, PL_EFORMAT,
	    "a receipt names an archive without its root");
}

static enum pl_status
restore_limit(struct restoring *r, const struct run_sources *s, int64_t before)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < s->count && rc == PL_OK; i++) {
		int64_t id;

		rc = number_of(r, s, s->sources[i].archive.id, &id);
		if (rc == PL_OK)
			rc = pl_writer_keep_out_before(
			    r->writer, id, before, &r->err);
	}
	if (before > r->out->before)
		r->out->before = before;
	return rc;
}

static enum pl_status
restore_keys(struct restoring *r, const struct sweep_plan *plan)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < plan->count && rc == PL_OK; i++)
		for (size_t k = 0; k < plan->days[i].count && rc == PL_OK;
		     k++) {
			const struct gone_object *o = &plan->days[i].gone[k];
			int64_t id;

			rc = number_of(r, &plan->sources, o->archive, &id);
			if (rc == PL_OK)
				rc = pl_writer_keep_out(r->writer, id,
				    plan->days[i].day, o->key, &r->err);
			r->out->objects += rc == PL_OK;
		}
	return rc;
}

static void
restore(
    void *context, const char *file, struct span summary, struct span document)
{
	struct restoring *r = context;
	struct sweep_options options = { 0 };
	struct sweep_result result = { 0 };

	(void)file;
	(void)summary;
	if (r->rc != PL_OK)
		return;
	if (!receipt_read(document, &options, &result)) {
		r->out->unread++;
	} else {
		r->out->receipts++;
		if (result.run > r->run)
			r->run = result.run;
		if (options.mode == SWEEP_BEFORE)
			r->rc = restore_limit(
			    r, &result.plan.sources, options.before);
		if (options.mode == SWEEP_LISTING)
			r->rc = restore_keys(r, &result.plan);
	}
	sweep_result_release(&result);
}

enum pl_status
receipts_restore(struct pl_writer *w, const char *index, struct restored *out,
    struct pl_error *err)
{
	struct pl_index ix = { .path = index };
	struct restoring r = { .writer = w, .out = out };
	enum pl_status rc;

	*out = (struct restored){ .before = INSTANT_NONE };
	rc = pl_index_receipts(&ix, restore, &r, err);
	if (rc == PL_OK && r.rc != PL_OK)
		rc = pl_fail(err, r.rc, "%s", r.err.text);
	if (rc == PL_OK)
		pl_writer_number_runs_after(w, r.run);
	return rc;
}
