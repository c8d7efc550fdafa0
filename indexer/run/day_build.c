/* Building a day's shard: new objects are added to a copy of it; where an
 * object changed, the shard is made anew from the archive and, for all that
 * did not change, from the old one, which keeps everything that was read. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/run/day.h"
#include "indexer/run/holding.h"
#include "schema/sha256.h"

#define DAY_GONE "no longer in the archive"

struct build {
	struct day *day;
	struct day_worker *worker;
	struct pl_writer *writer;
	struct progress *progress;
	struct pl_shard_writer *shard;
	struct pl_place place; /* of the object in hand, for the sink */
	uint64_t effects;      /* what the shard would differ in */
};

static enum pl_status
put_record(void *context, const struct pl_record *record, struct pl_error *err)
{
	struct build *b = context;

	return pl_shard_writer_record(b->shard, &b->place, record, err);
}

static const struct pl_archive *
archive_of(const struct build *b, const struct day_entry *e)
{
	return &b->day->sources[e->source].archive;
}

/* What is held is not given up. */
static enum pl_status
check_unheld(struct build *b, const struct day_entry *e, struct pl_error *err)
{
	const struct pl_hold *hold;
	enum pl_status rc =
	    hold_find(b->writer, b->day->old, e->row, b->day->day, &hold, err);

	if (rc == PL_OK && hold != NULL)
		rc = pl_fail(err, PL_EGUARD,
		    "'%s' would be given up, and the hold '%.80s' keeps it: "
		    "put a copy of '%s' back",
		    b->day->file, hold->name, b->day->file);
	return rc;
}

/* Whether the old shard still has the texts of an object: what it has not is
 * given up in a lossy run, and the reason for failing in any other. */
static enum pl_status
check_texts(struct build *b, const struct day_entry *e, bool *lost,
    struct pl_error *err)
{
	const uint32_t *rowids;
	size_t count;
	enum pl_status rc =
	    pl_shard_object_records(b->day->old, e->row, &rowids, &count, err);

	*lost = false;
	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		struct pl_record record;

		rc = pl_shard_text(b->day->old, rowids[i], &record, err);
	}
	if (rc != PL_EFORMAT || !b->day->sources[0].lossy)
		return rc;
	rc = check_unheld(b, e, err);
	if (rc != PL_OK)
		return rc;
	*lost = true;
	b->day->counts.lost++;
	b->effects++;
	return PL_OK;
}

/* Copy the object from the old shard; with `seen`, as it is now in the
 * archive. */
static enum pl_status
carry(struct build *b, const struct day_entry *e,
    const struct source_object *seen, struct pl_error *err)
{
	struct pl_archive archive = { .id = e->archive, .root = "" };
	struct pl_object o;
	bool lost = false;
	enum pl_status rc = PL_OK;

	if (!b->day->replaces)
		return PL_OK; /* it is in the copy */
	if (b->day->sources[0].lossy)
		rc = check_texts(b, e, &lost, err);
	if (rc == PL_OK && !lost)
		rc = pl_shard_object(b->day->old, e->row, &o, err);
	if (rc != PL_OK || lost)
		return rc;
	if (seen != NULL) {
		o.size = seen->size;
		o.mtime = seen->mtime;
		o.ctime = seen->ctime;
		o.inode = seen->inode;
	}
	if (e->source != DAY_NO_SOURCE)
		archive = *archive_of(b, e);
	return pl_shard_writer_carry(
	    b->shard, &archive, b->day->old, e->row, &o, err);
}

/* The object that is in hand from now on. */
static struct pl_object
take_object(struct build *b, const struct day_entry *e,
    const struct source_object *seen)
{
	source_place(e->key, b->day->day, &b->place);
	return (struct pl_object){
		.archive = e->archive,
		.key = e->key,
		.place = b->place,
		.size = seen->size,
		.mtime = seen->mtime,
		.ctime = seen->ctime,
		.inode = seen->inode,
	};
}

/* The reason that the shard has for an object, and whether it could be read.
 */
static enum pl_status
same_refusal(struct build *b, const struct day_entry *e, const char *reason,
    bool *same, struct pl_error *err)
{
	struct pl_object o;
	enum pl_status rc;

	*same = false;
	if (e->row == 0 || e->hashed)
		return PL_OK;
	rc = pl_shard_object(b->day->old, e->row, &o, err);
	if (rc == PL_OK)
		*same = span_is(o.reason, reason);
	return rc;
}

/* The object went away after it was listed: as though it had not been. */
static enum pl_status
put_gone(struct build *b, const struct day_entry *e, struct pl_error *err)
{
	if (e->row == 0)
		return PL_OK;
	day_note(b->day, e, PL_NOTE_VANISHED, DAY_GONE);
	return carry(b, e, NULL, err);
}

/* The archive does not give the object.  One that is in the index stays there
 * as it was, with a note; another is listed as rejected. */
static enum pl_status
put_unreadable(struct build *b, const struct day_entry *e, const char *reason,
    struct pl_error *err)
{
	struct pl_object o = take_object(b, e, e->found);
	bool same = false;
	enum pl_status rc;

	b->day->counts.rejected++;
	if (e->hashed) {
		day_note(b->day, e, PL_NOTE_UNREADABLE, reason);
		return carry(b, e, NULL, err);
	}
	rc = same_refusal(b, e, reason, &same, err);
	if (rc != PL_OK)
		return rc;
	if (same)
		return carry(b, e, NULL, err);
	b->effects++;
	o.outcome = PL_OUTCOME_REJECTED;
	o.reason = span_str(reason);
	pl_shard_writer_begin(b->shard);
	return pl_shard_writer_end(b->shard, archive_of(b, e), &o, err);
}

static void
count_outcome(struct summary *counts, const struct object_result *result)
{
	switch (result->outcome) {
	case PL_OUTCOME_INDEXED:
		counts->indexed++;
		break;
	case PL_OUTCOME_PARTLY:
		counts->partly++;
		break;
	case PL_OUTCOME_REJECTED:
		counts->rejected++;
		break;
	}
	counts->records += result->records;
}

/* Inflate, cut, parse and store. */
static enum pl_status
put_object(struct build *b, const struct day_entry *e,
    const struct source_object *seen, const uint8_t *sha256,
    struct pl_error *err)
{
	struct pl_object o = take_object(b, e, seen);
	struct object_result result;
	enum pl_status rc;

	b->effects++;
	pl_shard_writer_begin(b->shard);
	rc = object_parse(b->worker->parser, buf_span(&b->worker->bytes),
	    &o.place, put_record, b, &result, err);
	if (rc != PL_OK)
		return rc;
	count_outcome(&b->day->counts, &result);
	o.hashed = true;
	memcpy(o.sha256, sha256, sizeof o.sha256);
	o.inflated = result.inflated;
	o.outcome = result.outcome;
	o.reason = span_str(result.reason);
	o.records = result.records;
	return pl_shard_writer_end(b->shard, archive_of(b, e), &o, err);
}

/* The object says something else than before.  What is held of it stays, and
 * the rest with it; it is told each time, until the hold is released. */
static enum pl_status
replace_object(struct build *b, const struct day_entry *e,
    const struct source_object *seen, const uint8_t *sha256,
    struct pl_error *err)
{
	const struct pl_hold *hold;
	char *reason;
	enum pl_status rc =
	    hold_find(b->writer, b->day->old, e->row, b->day->day, &hold, err);

	if (rc != PL_OK)
		return rc;
	if (hold == NULL) {
		b->day->counts.replaced++;
		return put_object(b, e, seen, sha256, err);
	}
	reason = xasprintf("it changed, and the hold '%s' keeps what it said "
			   "before",
	    hold->name);
	b->day->counts.rejected++;
	b->day->counts.held_back++;
	day_note(b->day, e, PL_NOTE_UNREADABLE, reason);
	free(reason);
	return carry(b, e, NULL, err);
}

static bool
same_times(const struct day_entry *e, const struct source_object *seen)
{
	return e->size == seen->size && e->mtime == seen->mtime &&
	    e->ctime == seen->ctime && e->inode == seen->inode;
}

static enum pl_status
read_entry(struct build *b, const struct day_entry *e, struct pl_error *err)
{
	struct buf *bytes = &b->worker->bytes;
	uint8_t sha256[PL_SHA256_BYTES];
	struct source_object seen;
	struct pl_error why;
	enum pl_status rc = source_read(
	    b->day->sources[e->source].source, e->found, bytes, &seen, &why);

	if (rc == PL_ENOTFOUND)
		return put_gone(b, e, err);
	if (rc != PL_OK)
		return put_unreadable(b, e, why.text, err);
	b->day->counts.bytes += bytes->n;
	atomic_fetch_add(&b->progress->bytes, bytes->n);
	pl_hasher_add(b->worker->hasher, buf_span(bytes));
	pl_hasher_end(b->worker->hasher, sha256);
	if (e->hashed && memcmp(sha256, e->sha256, sizeof sha256) != 0)
		return replace_object(b, e, &seen, sha256, err);
	if (!e->hashed || b->day->sources[e->source].anew)
		return put_object(b, e, &seen, sha256, err);
	/* The same bytes under other times. */
	b->day->counts.unchanged++;
	if (!same_times(e, &seen))
		b->effects++;
	return carry(b, e, &seen, err);
}

/* An object that is to be read, but not now: not loaded yet, or a stop was
 * asked for. */
static enum pl_status
leave_entry(struct build *b, const struct day_entry *e, struct pl_error *err)
{
	return e->row != 0 ? carry(b, e, NULL, err) : PL_OK;
}

static enum pl_status
put_entries(struct build *b, struct pl_error *err)
{
	for (size_t i = 0; i < b->day->count; i++) {
		const struct day_entry *e = &b->day->entries[i];
		enum pl_status rc;

		if (e->state != DAY_READ || !day_has(b->day, e) ||
		    stop_asked()) {
			rc = leave_entry(b, e, err);
		} else {
			rc = read_entry(b, e, err);
			atomic_fetch_add(&b->progress->items, 1);
		}
		if (rc != PL_OK)
			return rc;
	}
	return PL_OK;
}

static void
count_untouched(struct day *d)
{
	if (d->from == NULL)
		d->counts.passed[SOURCE_FORGOTTEN] += d->kept_out;
	if (d->from == NULL && d->settled)
		d->counts.unchanged += d->listed;
	for (size_t i = 0; i < d->count; i++) {
		const struct day_entry *e = &d->entries[i];

		if (!day_has(d, e))
			continue;
		if (e->state == DAY_UNCHANGED)
			d->counts.unchanged++;
		else if (e->state == DAY_VANISHED)
			day_note(d, e, PL_NOTE_VANISHED, DAY_GONE);
	}
}

enum pl_status
day_build(struct day *d, struct pl_writer *writer, struct day_worker *worker,
    struct progress *progress, struct pl_error *err)
{
	struct build b = {
		.day = d,
		.worker = worker,
		.writer = writer,
		.progress = progress,
	};
	enum pl_status rc = PL_OK;

	count_untouched(d);
	atomic_fetch_add(&progress->items, d->counts.unchanged);
	if (d->reads == 0)
		return d->lost ? pl_writer_remove(writer, &d->day, 1, err)
			       : PL_OK;
	if (d->exists)
		rc = pl_shard_open_file(d->file, &d->old, err);
	if (rc == PL_OK)
		rc = pl_shard_writer_open(
		    d->file, d->exists && !d->replaces, &b.shard, err);
	if (rc == PL_OK)
		rc = put_entries(&b, err);
	if (rc != PL_OK || b.effects == 0)
		goto done;
	rc = pl_shard_writer_seal(b.shard, err);
	if (rc == PL_OK)
		rc = pl_writer_commit(writer, d->day, b.shard, err);
	if (rc == PL_OK) {
		d->counts.days += !d->replaced;
		d->replaced = true;
	}
done:
	pl_shard_writer_close(b.shard);
	pl_shard_close(d->old);
	d->old = NULL; /* a day may stay open when it is done */
	return rc;
}
