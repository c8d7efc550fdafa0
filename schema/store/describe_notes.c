/* Notes on the objects of a shard that are partly indexed or rejected. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/describe.h"

/* The notes that stood before, by archive and key: since when. */
struct old_notes {
	struct pl_note *notes;
	size_t count, capacity;
};

struct description {
	struct db *store;
	const char *name;
	int64_t now;
	struct old_notes old;
};

static int
compare_notes(const void *a, const void *b)
{
	const struct pl_note *x = a, *y = b;

	if (x->archive != y->archive)
		return (x->archive > y->archive) - (x->archive < y->archive);
	return strcmp(x->key, y->key);
}

static void
old_notes_release(struct old_notes *old)
{
	for (size_t i = 0; i < old->count; i++) {
		free((char *)old->notes[i].key);
		free((char *)old->notes[i].reason);
	}
	free(old->notes);
}

static enum pl_status
read_old(struct description *d, struct pl_error *err)
{
	struct old_notes *old = &d->old;
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_SHARD_NOTES, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(d->name));
	while (
	    (rc = stmt_step(d->store, STMT_STORE_SHARD_NOTES, err)) == PL_OK) {
		struct span key = column_span(q, 1);
		struct span reason = column_span(q, 2);

		old->notes = xgrow(old->notes, old->count, &old->capacity,
		    sizeof *old->notes);
		old->notes[old->count++] = (struct pl_note){
			.archive = sqlite3_column_int64(q, 0),
			.key = xstrndup(key.p, key.n),
			.reason = xstrndup(reason.p, reason.n),
			.since = sqlite3_column_int64(q, 3),
		};
	}
	stmt_end(d->store, STMT_STORE_SHARD_NOTES);
	if (old->count > 1)
		qsort(
		    old->notes, old->count, sizeof *old->notes, compare_notes);
	return rc < 0 ? rc : PL_OK;
}

/* A note's "since" is when that object first had that reason. */
static int64_t
since(const struct description *d, const struct pl_object *o)
{
	char *key = xstrndup(o->key.p, o->key.n);
	struct pl_note wanted = { .archive = o->archive, .key = key };
	const struct pl_note *old = d->old.count > 0
	    ? bsearch(&wanted, d->old.notes, d->old.count, sizeof wanted,
		  compare_notes)
	    : NULL;

	free(key);
	return old != NULL && span_is(o->reason, old->reason) ? old->since
							      : d->now;
}

static enum pl_status
put_note(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	const struct description *d = context;
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_PUT_SHARD_NOTE, &q, err);

	(void)row;
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, o->archive);
	bind_span(q, 2, o->key);
	bind_span(q, 3, span_str(d->name));
	bind_int(q, 4,
	    o->outcome == PL_OUTCOME_PARTLY ? PL_NOTE_PARTLY
					    : PL_NOTE_REJECTED);
	bind_span(q, 5, o->reason);
	bind_instant(q, 6, o->place.hour);
	/* What was accepted was this content; of an object that cannot be
	 * read, this reason. */
	if (o->hashed)
		bind_blob(q, 7, o->sha256, sizeof o->sha256);
	else
		bind_blob(q, 7, o->reason.p, o->reason.n);
	bind_int(q, 8, since(d, o));
	return stmt_run(d->store, STMT_STORE_PUT_SHARD_NOTE, err);
}

enum pl_status
describe_notes(struct db *store, const char *name, struct pl_shard *shard,
    struct pl_error *err)
{
	struct description d = {
		.store = store, .name = name, .now = instant_now()
	};
	enum pl_status rc = read_old(&d, err);

	if (rc == PL_OK)
		rc = describe_drop(
		    store, STMT_STORE_DROP_SHARD_NOTES, name, err);
	if (rc == PL_OK)
		rc =
		    shard_visit(shard, STMT_SHARD_TROUBLED, put_note, &d, err);
	old_notes_release(&d.old);
	return rc;
}
