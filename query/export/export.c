#include "query/export/export.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/stop.h"
#include "base/where.h"
#include "query/answer/plan.h"
#include "query/export/bundle.h"
#include "query/notes.h"

/* An update every few minutes must not keep an export from ever being made. */
#define TRIES_MAX 5

struct export
{
	const struct export_options *options;
	struct export_result *result;
	struct query_zone zone;
	bool zoned; /* zone is open */
	struct node *tree;
	struct buf understood;
	struct pl_index *index;
	struct plan *plan;
	struct selection selection;
	struct export_about about;
	struct export_writing writing;
	struct progress progress;
};

/* What a try made. */
static void
close_index(struct export *e)
{
	highlight_release(&e->writing.highlight);
	selection_close(&e->selection);
	plan_free(e->plan);
	pl_index_close(e->index);
	e->plan = NULL;
	e->index = NULL;
}

static void
release(struct export *e)
{
	buf_release(&e->understood);
	node_free(e->tree);
	if (e->zoned)
		query_zone_close(&e->zone);
}

static enum pl_status
parse(struct export *e, struct pl_error *err)
{
	const struct export_options *o = e->options;
	const struct query_clock clock = { instant_now(), o->zone };
	enum pl_status rc = query_zone_open(o->zone, &e->zone, err);

	if (rc != PL_OK)
		return rc;
	e->zoned = true;
	rc = query_parse(buf_span(&o->query), &clock, &e->tree, err);
	if (rc == PL_OK)
		query_print(&e->understood, e->tree);
	return rc;
}

static enum pl_status
open_index(struct export *e, struct pl_error *err)
{
	char *path;
	enum pl_status rc = pl_where_index(e->options->index, &path, err);

	if (rc == PL_OK)
		rc = pl_index_open(path, &e->index, err);
	free(path);
	if (rc == PL_OK)
		rc = plan_make(e->index, e->tree, PLAN_AUTO, &e->plan, err);
	return rc;
}

static void
describe(struct export *e)
{
	const struct export_options *o = e->options;

	e->about = (struct export_about){
		.query = buf_span(&o->query),
		.understood = buf_span(&e->understood),
		.hits_only = o->hits_only,
		.originals = o->originals,
		.zone = &e->zone,
	};
	plan_time_range(e->plan, &e->about.least, &e->about.below);
	e->writing.about = &e->about;
	e->writing.selection = &e->selection;
	e->writing.plan = e->plan;
	highlight_init(&e->writing.highlight);
}

/* ---- writing ---- */

static enum pl_status
write_into(struct export *e, struct aside *file, struct texts *texts,
    struct pl_error *err)
{
	struct stream s;
	enum pl_status rc;

	stream_open(&s, file->fd, file->path);
	e->writing.to = &s;
	e->writing.texts = texts;
	rc = format_write(e->options->format, &e->writing, &e->progress, err);
	if (rc == PL_OK)
		rc = stream_finish(&s, err);
	s.fd = -1; /* the file's own */
	stream_close(&s);
	return rc;
}

/* Both go into their places once nothing can fail any more but that; the
 * folder of texts first: a load file that is there has them. */
static enum pl_status
write_file(struct export *e, struct pl_error *err)
{
	const struct export_options *o = e->options;
	struct texts texts = { 0 };
	struct aside file = { .fd = -1 };
	enum pl_status rc = PL_OK;

	if (o->format->texts)
		rc = texts_beside(&texts, o->path, o->force, err);
	if (rc == PL_OK)
		rc = aside_open(&file, o->path, false, o->force, err);
	if (rc == PL_OK)
		rc = write_into(e, &file, &texts, err);
	if (rc == PL_OK)
		rc = texts_ready(&texts, err);
	if (rc == PL_OK)
		rc = aside_ready(&file, err);
	if (rc == PL_OK)
		rc = texts_place(&texts, err);
	if (rc == PL_OK) {
		rc = aside_place(&file, err);
		if (rc != PL_OK)
			texts_withdraw(&texts);
	}
	aside_close(&file);
	texts_close(&texts);
	return rc;
}

static enum pl_status
write_bundle(struct export *e, struct pl_error *err)
{
	const struct export_options *o = e->options;
	struct package bundle;
	enum pl_status rc = package_open(
	    &bundle, package_kind_for(o->path), o->path, o->force, err);

	if (rc == PL_OK)
		rc = bundle_write(&bundle, &e->writing, &e->progress,
		    e->result->manifest, err);
	if (rc == PL_OK)
		rc = package_commit(&bundle, err);
	package_close(&bundle);
	e->result->has_manifest = rc == PL_OK;
	return rc;
}

/* From here on there is something to be cleared away: a signal, a limit on
 * the size of files or a child that ended must not end the program. */
static void
guard_files(void)
{
	umask(077);
	stop_install();
	signal(SIGPIPE, SIG_IGN);
}

static uint64_t
count_steps(const struct export *e)
{
	const struct selection *s = &e->selection;
	uint64_t passes = 1;

	if (e->options->format == NULL)
		for (passes = 0; export_formats[passes] != NULL;)
			passes++;
	/* About as many originals as records. */
	return s->conversation_count * passes +
	    (e->options->originals ? s->count : 0);
}

static enum pl_status
write_all(struct export *e, struct pl_error *err)
{
	static const struct progress_words words = { "steps", "records" };
	enum pl_status rc;

	guard_files();
	progress_begin(
	    &e->progress, e->options->progress, &words, count_steps(e));
	rc = e->options->format != NULL ? write_file(e, err)
					: write_bundle(e, err);
	progress_end(&e->progress);
	return rc;
}

static void
note_result(struct export *e)
{
	struct selection *s = &e->selection;

	e->result->conversations = s->conversation_count;
	e->result->records = s->count;
	e->result->hits = s->hits;
	e->result->copies = s->copies;
	e->result->causes = s->causes;
	s->causes = (struct incompletes){ 0 };
	notes_add_covered(&e->result->covered, e->index, &e->zone);
	forgottens_text(&e->result->forgotten, &s->forgotten);
}

/* An index that is updated meanwhile takes days away that were asked already:
 * all is done anew then, so that an export is of one state of it. */
static bool
is_overtaken(const struct export *e, enum pl_status rc)
{
	const struct incompletes *causes = &e->selection.causes;
	bool lost = rc == PL_EFORMAT || rc == PL_EGUARD;

	for (size_t i = 0; rc == PL_OK && !lost && i < causes->count; i++)
		lost = strcmp(causes->items[i].kind, "shard") == 0 ||
		    strcmp(causes->items[i].kind, "index") == 0;
	return lost && e->index != NULL && pl_index_changed(e->index);
}

static enum pl_status
try_once(struct export *e, bool last, bool *again, struct pl_error *err)
{
	enum pl_status rc = open_index(e, err);

	if (rc == PL_OK)
		rc = selection_open(&e->selection, e->index, e->tree,
		    e->options->hits_only, err);
	*again = !last && is_overtaken(e, rc);
	if (rc == PL_OK && !*again) {
		describe(e);
		rc = write_all(e, err);
		*again = !last && rc != PL_OK && is_overtaken(e, rc);
	}
	if (last && rc != PL_OK && is_overtaken(e, rc))
		rc = pl_fail(err, PL_EGUARD,
		    "the index was updated each of %d times that it was read: "
		    "export again when that has ended",
		    TRIES_MAX);
	if (rc == PL_OK && !*again)
		note_result(e);
	return rc;
}

static enum pl_status
prepare(struct export *e, struct pl_error *err)
{
	const struct export_options *o = e->options;
	bool folder = o->format == NULL &&
	    package_kind_for(o->path) == package_kind_folder();
	enum pl_status rc = parse(e, err);

	/* Before the search, which may take long. */
	return rc == PL_OK ? aside_check(o->path, folder, o->force, err) : rc;
}

enum pl_status
export_run(const struct export_options *o, struct export_result *result,
    struct pl_error *err)
{
	struct export e = { .options = o, .result = result };
	bool again = true;
	enum pl_status rc;

	*result = (struct export_result){ 0 };
	buf_init(&result->covered, BUF_UNLIMITED);
	buf_init(&result->forgotten, BUF_UNLIMITED);
	buf_init(&e.understood, BUF_UNLIMITED);
	rc = prepare(&e, err);
	for (int tries = 1; rc == PL_OK && again; tries++) {
		rc = try_once(&e, tries == TRIES_MAX, &again, err);
		close_index(&e);
		if (again)
			rc = PL_OK;
	}
	release(&e);
	return rc;
}

void
export_result_release(struct export_result *r)
{
	incompletes_release(&r->causes);
	buf_release(&r->covered);
	buf_release(&r->forgotten);
}
