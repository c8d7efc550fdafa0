#include "indexer/retain/check.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/retain/sweep.h"

void
check_result_release(struct check_result *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->findings[i].where);
		free(r->findings[i].what);
		free(r->findings[i].mend);
	}
	free(r->findings);
	*r = (struct check_result){ 0 };
}

void
check_add(struct checking *c, char *where, const char *what, char *mend)
{
	struct check_result *r = c->result;

	r->findings =
	    xgrow(r->findings, r->count, &r->capacity, sizeof *r->findings);
	r->findings[r->count++] =
	    (struct finding){ where, xstrdup(what), mend };
}

char *
check_mend_day(int64_t day)
{
	char name[INSTANT_TEXT] = "undated";

	if (day != INSTANT_NONE)
		instant_format_day(day, name);
	return xasprintf("promptlog-index rebuild --days %s", name);
}

/* What is told of the file in hand. */
struct texts {
	char **items; /* owned */
	size_t count, capacity;
};

static void
add_text(void *context, const char *what)
{
	struct texts *t = context;

	t->items = xgrow(t->items, t->count, &t->capacity, sizeof *t->items);
	t->items[t->count++] = xstrdup(what);
}

static void
texts_release(struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->items[i]);
	free(t->items);
	*t = (struct texts){ 0 };
}

static void
add_to_index(struct checking *c, const char *what)
{
	const char *mend = "promptlog-index rebuild";

	if (strstr(what, "does not know of") != NULL)
		mend = "promptlog-index update";
	if (strstr(what, "does not belong") != NULL)
		mend = "look what it is, and move it away";
	check_add(c, xstrdup("index.db"), what, xstrdup(mend));
}

/* A writer may have begun since index.db was read: what was found is looked
 * for again in what is there now. */
static enum pl_status
check_index(struct checking *c, struct pl_error *err)
{
	struct texts t = { 0 };
	struct pl_index *now = NULL;
	enum pl_status rc = pl_check_index(c->ix, add_text, &t, err);

	if (rc == PL_OK && t.count > 0 &&
	    pl_index_open(c->options->index, &now, err) == PL_OK) {
		texts_release(&t);
		rc = pl_check_index(now, add_text, &t, err);
	}
	for (size_t i = 0; i < t.count && rc == PL_OK; i++)
		add_to_index(c, t.items[i]);
	pl_index_close(now);
	texts_release(&t);
	return rc;
}

static const struct pl_shard_info *
find_shard(const struct pl_index *ix, const char *name)
{
	for (size_t i = 0; i < ix->shard_count; i++)
		if (strcmp(ix->shards[i].name, name) == 0)
			return &ix->shards[i];
	return NULL;
}

/* A writer may have replaced the shard since index.db was read: then what was
 * found says nothing, and it is looked at again as it is now. */
static enum pl_status
look_again(struct checking *c, const struct pl_shard_info *info,
    struct texts *f, struct pl_error *err)
{
	const struct pl_shard_info *now;
	struct pl_index *ix;
	enum pl_status rc = pl_index_open(c->options->index, &ix, err);

	if (rc != PL_OK)
		return rc;
	now = find_shard(ix, info->name);
	if (now == NULL ||
	    memcmp(now->sha256, info->sha256, sizeof now->sha256) != 0) {
		texts_release(f);
		if (now != NULL)
			rc = pl_check_shard(ix, now, add_text, f, err);
	}
	pl_index_close(ix);
	return rc;
}

static enum pl_status
check_shard(
    struct checking *c, const struct pl_shard_info *info, struct pl_error *err)
{
	struct texts f = { 0 };
	enum pl_status rc = pl_check_shard(c->ix, info, add_text, &f, err);

	if (rc == PL_OK && f.count > 0)
		rc = look_again(c, info, &f, err);
	for (size_t i = 0; i < f.count; i++)
		check_add(c, xstrdup(info->file), f.items[i],
		    check_mend_day(info->day));
	texts_release(&f);
	c->result->shards++;
	c->result->records += info->records;
	c->result->bytes += info->bytes;
	atomic_fetch_add(&c->progress->bytes, info->bytes);
	atomic_fetch_add(&c->progress->steps, 1);
	return rc;
}

static enum pl_status
check_shards(struct checking *c, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < c->ix->shard_count && rc == PL_OK; i++)
		if (!stop_asked() &&
		    days_have(&c->options->days, c->ix->shards[i].day))
			rc = check_shard(c, &c->ix->shards[i], err);
	return rc;
}

static void
take_begun(
    void *context, const char *file, struct span summary, struct span document)
{
	(void)summary;
	if (receipt_is_begun(document))
		add_text(context, file);
}

static bool
has_writer(const char *index)
{
	struct pl_index *ix;
	struct pl_error ignored;
	bool running = pl_index_open(index, &ix, &ignored) == PL_OK &&
	    ix->run_count > 0 && ix->runs[ix->run_count - 1].running;

	pl_index_close(ix);
	return running;
}

/* A sweep that is at work has a receipt that is begun, too. */
static enum pl_status
check_receipts(struct checking *c, struct pl_error *err)
{
	const char *index = c->options->index;
	bool busy = has_writer(index);
	struct texts t = { 0 };
	enum pl_status rc = pl_index_receipts(c->ix, take_begun, &t, err);

	busy = busy || (t.count > 0 && has_writer(index));
	for (size_t i = 0; i < t.count && rc == PL_OK && !busy; i++)
		check_add(c, xstrdup(t.items[i]),
		    "is of a sweep that did not end: what it forgot is not "
		    "verified",
		    xstrdup("promptlog-index sweep --yes"));
	texts_release(&t);
	return rc;
}

/* An index.db that cannot be opened is a finding, and nothing more can be told
 * of the index then. */
static enum pl_status
open_index(struct checking *c, struct pl_error *err)
{
	enum pl_status rc = pl_index_open(c->options->index, &c->ix, err);

	if (rc != PL_EFORMAT)
		return rc;
	check_add(c, xstrdup("index.db"), err->text,
	    xstrdup("promptlog-index rebuild"));
	return PL_OK;
}

/* Days that were asked for are to be there. */
static enum pl_status
check_days(const struct checking *c, struct pl_error *err)
{
	const struct days *days = &c->options->days;

	for (size_t i = 0; i < c->ix->shard_count; i++)
		if (days_have(days, c->ix->shards[i].day))
			return PL_OK;
	if (days->least == INSTANT_NONE && days->past == INT64_MAX)
		return PL_OK;
	return pl_fail(
	    err, PL_ENOTFOUND, "the index has no shard of these days");
}

enum pl_status
check_run(const struct check_options *options, struct check_result *result,
    struct pl_error *err)
{
	struct progress progress;
	struct checking c = {
		.options = options, .result = result, .progress = &progress
	};
	enum pl_status rc;

	*result = (struct check_result){ 0 };
	rc = open_index(&c, err);
	if (rc != PL_OK || c.ix == NULL)
		return rc;
	progress_begin(
	    &progress, options->progress, &progress_days, c.ix->shard_count);
	rc = check_days(&c, err);
	if (rc == PL_OK)
		rc = check_index(&c, err);
	if (rc == PL_OK)
		rc = check_shards(&c, err);
	if (rc == PL_OK)
		rc = check_receipts(&c, err);
	if (rc == PL_OK && (options->archive || options->recall))
		rc = check_archives(&c, err);
	progress_end(&progress);
	pl_index_close(c.ix);
	result->interrupted = stop_asked();
	return rc;
}
