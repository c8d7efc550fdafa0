#include "indexer/run/day.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/run/holding.h"
#include "schema/sha256.h"

void
day_worker_init(struct day_worker *w)
{
	w->parser = object_parser_new();
	w->hasher = pl_hasher_new();
	buf_init(&w->bytes, BUF_UNLIMITED); /* held by SOURCE_OBJECT_MAX */
}

void
day_worker_release(struct day_worker *w)
{
	object_parser_free(w->parser);
	pl_hasher_free(w->hasher);
	buf_release(&w->bytes);
}

void
day_release(struct day *d)
{
	for (size_t i = 0; d->lists != NULL && i < d->source_count; i++)
		source_list_release(&d->lists[i]);
	for (size_t i = 0; d->outs != NULL && i < d->source_count; i++)
		pl_kept_out_release(&d->outs[i]);
	for (size_t i = 0; i < d->absent_count; i++) {
		free(d->absents[i].absent.key);
		free(d->absents[i].absent.reason);
	}
	pl_shard_close(d->old);
	arena_release(&d->keys);
	free(d->lists);
	free(d->outs);
	free(d->file);
	free(d->entries);
	free(d->absents);
	free(d->from);
	free(d->until);
	*d = (struct day){ 0 };
}

uint64_t
day_objects(const struct day *d)
{
	return d->settled ? d->listed : d->count;
}

static struct day_entry *
add_entry(struct day *d)
{
	d->entries =
	    xgrow(d->entries, d->count, &d->capacity, sizeof *d->entries);
	d->entries[d->count] = (struct day_entry){ 0 };
	return &d->entries[d->count++];
}

/* Leave out what was forgotten though the archive still has it. */
static enum pl_status
drop_kept_out(struct day *d, struct pl_writer *writer, size_t source,
    struct pl_error *err)
{
	struct source_list *list = &d->lists[source];
	struct pl_kept_out *out = &d->outs[source];
	size_t kept = 0;
	enum pl_status rc;

	rc = pl_writer_kept_out(
	    writer, d->sources[source].archive.id, d->day, out, err);
	if (rc != PL_OK)
		return rc;
	for (size_t i = 0; i < list->count; i++) {
		if (pl_kept_out_has(out, list->objects[i].key))
			d->kept_out++;
		else
			list->objects[kept++] = list->objects[i];
	}
	list->count = kept;
	return PL_OK;
}

static enum pl_status
list_sources(struct day *d, struct pl_writer *writer, struct pl_error *err)
{
	d->lists = xcalloc(d->source_count, sizeof *d->lists);
	d->outs = xcalloc(d->source_count, sizeof *d->outs);
	for (size_t i = 0; i < d->source_count; i++) {
		const struct run_source *s = &d->sources[i];

		if (s->source == NULL)
			continue;
		enum pl_status rc =
		    source_list(s->source, d->day, &d->lists[i], err);
		if (rc == PL_OK)
			rc = drop_kept_out(d, writer, i, err);
		if (rc != PL_OK)
			return rc;
		d->listed += d->lists[i].count;
	}
	return PL_OK;
}

static void
add_found(struct day *d)
{
	for (size_t i = 0; i < d->source_count; i++)
		for (size_t k = 0; k < d->lists[i].count; k++) {
			struct day_entry *e = add_entry(d);

			e->found = &d->lists[i].objects[k];
			e->key = e->found->key;
			e->archive = d->sources[i].archive.id;
			e->source = i;
		}
}

/* The run's source that an object of the shard belongs to. */
static size_t
source_of(const struct day *d, int64_t archive, struct span key)
{
	for (size_t i = 0; i < d->source_count; i++)
		if (d->sources[i].archive.id == archive &&
		    d->sources[i].source != NULL &&
		    span_starts(key, d->sources[i].scope))
			return i;
	return DAY_NO_SOURCE;
}

static enum pl_status
add_old(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct day *d = context;
	struct day_entry *e;

	if (o->place.day != d->day)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is the shard of another day: it holds '%.*s'",
		    d->file, SPAN_ARG(o->key));
	e = add_entry(d);
	e->key = arena_add(&d->keys, o->key);
	e->archive = o->archive;
	e->source = source_of(d, o->archive, o->key);
	e->row = row;
	e->size = o->size;
	e->mtime = o->mtime;
	e->ctime = o->ctime;
	e->inode = o->inode;
	e->hour = o->place.hour;
	e->records = o->records;
	e->hashed = o->hashed;
	memcpy(e->sha256, o->sha256, sizeof e->sha256);
	return PL_OK;
}

/* By key and archive; what was found before what is in the shard. */
static int
compare_entries(const void *a, const void *b)
{
	const struct day_entry *x = a, *y = b;
	int order = span_compare(x->key, y->key);

	if (order != 0)
		return order;
	if (x->archive != y->archive)
		return (x->archive > y->archive) - (x->archive < y->archive);
	return (x->found == NULL) - (y->found == NULL);
}

/* Both sides of one object become one entry. */
static void
join_sides(struct day *d)
{
	size_t kept = 0;

	if (d->count > 1)
		qsort(
		    d->entries, d->count, sizeof *d->entries, compare_entries);
	for (size_t i = 0; i < d->count; i++) {
		struct day_entry *e = &d->entries[i];
		struct day_entry *before = kept ? &d->entries[kept - 1] : NULL;

		if (before != NULL && before->found != NULL &&
		    e->found == NULL && before->archive == e->archive &&
		    span_equal(before->key, e->key)) {
			const struct source_object *found = before->found;
			struct span key = before->key;

			*before = *e;
			before->found = found;
			before->key = key;
			continue;
		}
		d->entries[kept++] = *e;
	}
	d->count = kept;
}

/* An object that could not be read is tried again, whatever its times say. */
static bool
is_unchanged(const struct day *d, const struct day_entry *e)
{
	return e->row != 0 && e->hashed && d->sources[e->source].trusted &&
	    !d->sources[e->source].anew && e->size == e->found->size &&
	    e->mtime == e->found->mtime && e->ctime == e->found->ctime &&
	    e->inode == e->found->inode;
}

void
day_note(struct day *d, const struct day_entry *e, enum pl_note_kind kind,
    const char *reason)
{
	d->absents = xgrow(d->absents, d->absent_count, &d->absent_capacity,
	    sizeof *d->absents);
	d->absents[d->absent_count++] = (struct day_absent) {
		.source = e->source,
		.absent = {
			.key = xstrndup(e->key.p, e->key.n),
			.kind = kind,
			.reason = xstrdup(reason),
			.hour = e->hour,
		},
	};
}

bool
day_has(const struct day *d, const struct day_entry *e)
{
	return (d->from == NULL ||
		   span_compare(e->key, span_str(d->from)) >= 0) &&
	    (d->until == NULL || span_compare(e->key, span_str(d->until)) < 0);
}

static enum day_state
state_of(const struct day *d, const struct day_entry *e)
{
	if (e->source == DAY_NO_SOURCE)
		return DAY_KEPT;
	/* What a hold kept when the rest of its day went is not looked for. */
	if (e->found == NULL)
		return pl_kept_out_has(&d->outs[e->source], e->key)
		    ? DAY_KEPT
		    : DAY_VANISHED;
	return is_unchanged(d, e) ? DAY_UNCHANGED : DAY_READ;
}

static void
classify(struct day *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct day_entry *e = &d->entries[i];

		e->state = state_of(d, e);
		if (e->state != DAY_READ)
			continue;
		d->reads++;
		d->replaces =
		    d->replaces || e->row != 0 || d->sources[e->source].anew;
	}
}

/* Whether the run reads the whole of an archive. */
static bool
is_whole(const struct day *d, int64_t archive)
{
	for (size_t i = 0; i < d->source_count; i++)
		if (d->sources[i].archive.id == archive &&
		    d->sources[i].source != NULL &&
		    d->sources[i].scope[0] == '\0')
			return true;
	return false;
}

static bool
is_lossy(const struct day *d)
{
	return d->source_count > 0 && d->sources[0].lossy;
}

static uint64_t
count_found(const struct day *d, int64_t archive)
{
	uint64_t found = 0;

	for (size_t i = 0; i < d->source_count; i++)
		if (d->sources[i].archive.id == archive)
			found += d->lists[i].count;
	return found;
}

static void
day_name(const struct day *d, char out[INSTANT_TEXT])
{
	if (d->day != INSTANT_NONE)
		instant_format_day(d->day, out);
	else
		strcpy(out, "undated");
}

/* What is held is not given up; of a shard that cannot be read, anything may
 * be. */
static enum pl_status
give_up(struct day *d, const struct pl_writer *writer, uint64_t objects,
    const char *why, struct pl_error *err)
{
	const struct pl_hold *hold = hold_find_day(writer, d->day);

	if (hold != NULL)
		return pl_fail(err, PL_EGUARD,
		    "%s; what would be given up may be what the hold '%.80s' "
		    "keeps, so it is left as it is: put a copy of it back, or "
		    "release the hold",
		    why, hold->name);
	d->counts.lost += objects;
	return PL_OK;
}

/* There should be a shard and it cannot be had: whether building it from this
 * run alone would lose objects, of other archives or such as have vanished. */
static enum pl_status
check_anew(struct day *d, struct pl_writer *writer, const char *why,
    struct pl_error *err)
{
	char name[INSTANT_TEXT];
	struct pl_shard_share *shares;
	size_t count;
	enum pl_status rc =
	    pl_writer_shard_archives(writer, d->day, &shares, &count, err);

	day_name(d, name);
	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		uint64_t found = count_found(d, shares[i].archive);

		if (!is_whole(d, shares[i].archive))
			rc = pl_fail(err, PL_EGUARD,
			    "%s; it also held objects that are not part of "
			    "this run, so it is left as it is: run "
			    "'promptlog-index update' for all archives",
			    why);
		else if (found < shares[i].objects && is_lossy(d))
			rc = give_up(
			    d, writer, shares[i].objects - found, why, err);
		else if (found < shares[i].objects)
			rc = pl_fail(err, PL_EGUARD,
			    "%s; of %" PRIu64 " objects that it held, the "
			    "archives now give %" PRIu64 ", so it is left as "
			    "it is: put a copy of it back, or give up the "
			    "rest with 'promptlog-index rebuild --lossy "
			    "--days %s'",
			    why, shares[i].objects, found, name);
	}
	free(shares);
	d->lost = rc == PL_OK && is_lossy(d);
	return rc;
}

/* What the shard holds, or nothing of it. */
static enum pl_status
read_old(struct day *d, struct pl_error *err)
{
	size_t listed = d->count;
	struct pl_shard *old = NULL;
	enum pl_status rc = pl_shard_open_file(d->file, &old, err);

	if (rc == PL_OK)
		rc = pl_shard_objects(old, add_old, d, err);
	pl_shard_close(old);
	if (rc != PL_OK)
		d->count = listed;
	return rc;
}

static bool
is_rebuilt(const struct day *d)
{
	return d->source_count > 0 && d->sources[0].anew;
}

/* Made anew from the archives alone, it would lose what a hold keeps of
 * objects that have changed there since; a rebuild reads what it can of the
 * shard. */
static enum pl_status
check_doubted(struct day *d, struct pl_writer *writer, struct pl_error *err)
{
	const struct pl_hold *hold = hold_find_day(writer, d->day);
	char name[INSTANT_TEXT];
	char *text;
	enum pl_status rc;

	day_name(d, name);
	if (hold != NULL)
		return pl_fail(err, PL_EGUARD,
		    "'%s' is not the file that was put there: something else "
		    "changed it, and it may hold what the hold '%.80s' keeps, "
		    "so it is left as it is: 'promptlog-index rebuild --days "
		    "%s' keeps what can be read of it",
		    d->file, hold->name, name);
	text = xasprintf("'%s' is not the file that was put there: something "
			 "else changed it, and 'promptlog-index rebuild "
			 "--days %s' keeps what can be read of it",
	    d->file, name);
	rc = check_anew(d, writer, text, err);
	free(text);
	return rc;
}

static enum pl_status
open_old(struct day *d, struct pl_writer *writer, struct pl_error *err)
{
	struct pl_error why;
	bool there = d->exists;
	enum pl_status rc;

	d->exists = false; /* until it has been read */
	if (!there) {
		char *text = xasprintf("'%s' is missing", d->file);

		rc = check_anew(d, writer, text, err);
		free(text);
		return rc;
	}
	if (pl_writer_is_doubted(writer, d->day) && !is_rebuilt(d))
		return check_doubted(d, writer, err);
	rc = read_old(d, &why);
	d->exists = rc == PL_OK;
	if (rc == PL_EFORMAT || rc == PL_EDB)
		return check_anew(d, writer, why.text, err);
	return rc == PL_OK ? rc : pl_fail(err, rc, "%s", why.text);
}

/* Object by object. */
static enum pl_status
compare(struct day *d, struct pl_writer *writer, struct pl_error *err)
{
	add_found(d);
	enum pl_status rc = open_old(d, writer, err);
	if (rc == PL_OK) {
		join_sides(d);
		classify(d);
	}
	return rc;
}

enum pl_status
day_open(struct pl_writer *writer, int64_t day,
    const struct run_source *sources, size_t source_count, struct day *out,
    struct pl_error *err)
{
	enum pl_status rc;

	*out = (struct day){
		.day = day, .sources = sources, .source_count = source_count
	};
	rc = list_sources(out, writer, err);
	if (rc == PL_OK)
		rc = pl_writer_shard_file(
		    writer, day, &out->file, &out->exists, err);
	if (rc == PL_OK)
		rc = day_glance(out, writer, &out->settled, err);
	if (rc == PL_OK && !out->settled)
		rc = compare(out, writer, err);
	if (rc != PL_OK)
		day_release(out);
	return rc;
}
