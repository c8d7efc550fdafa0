/* Each record of the manifest against its object in an archive at hand: the
 * object's SHA-256, and what the record gives when it is read from there
 * anew. */
#include <stdlib.h>

#include "base/mem.h"
#include "query/export/bundle.h"
#include "query/export/objects.h"
#include "query/verify/verify.h"

/* So many records whose objects are nowhere, and none beside them whose object
 * is there, are told in one line. */
#define FOREIGN_LEAST 4

/* A record waiting to be compared. */
struct waiting {
	char *id, *key; /* owned */
	char *why;      /* what the last archive said against it; owned */
	int64_t ordinal;
	uint8_t object[PL_SHA256_BYTES], digest[PL_SHA256_BYTES];
	bool hashed;  /* whether `object` is known */
	bool damaged; /* the export has no text of it */
	bool done;
	bool asked, nowhere; /* no archive that was asked has the object */
};

struct batch {
	struct waiting items[OBJECTS_BATCH_MAX];
	size_t count;
};

struct comparison {
	struct verification *v;
	struct objects **children; /* one for each archive; owned */
	struct batch *batch;       /* owned */
};

static void
wait_for(struct batch *b, const struct manifest_record *r)
{
	struct waiting *w = &b->items[b->count++];
	size_t n = r->object.n > OBJECTS_KEY_MAX ? 0 : r->object.n;

	*w = (struct waiting){
		.id = xstrndup(r->id.n > 0 ? r->id.p : "", r->id.n),
		.key = xstrndup(n > 0 ? r->object.p : "", n),
		.ordinal = r->ordinal,
		.damaged = r->damaged,
	};
	w->hashed = pl_sha256_parse(buf_span(&r->object_sha256), w->object);
	if (!pl_sha256_parse(buf_span(&r->digest), w->digest))
		memset(w->digest, 0, sizeof w->digest);
}

static void
batch_clear(struct batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->items[i].id);
		free(b->items[i].key);
		free(b->items[i].why);
	}
	b->count = 0;
}

static int
by_key(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0
	    ? order
	    : (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

/* What the object says against the record, or NULL. */
static const char *
judge(const struct waiting *w, const struct object_answer *answer)
{
	if (!w->hashed ||
	    memcmp(w->object, answer->sha256, sizeof w->object) != 0)
		return "lies in an object that is another now: its SHA-256 "
		       "differs";
	if (w->damaged)
		return NULL;
	for (size_t i = 0; i < answer->record_count; i++) {
		const struct object_record *r = &answer->records[i];

		if (r->ordinal != w->ordinal)
			continue;
		return memcmp(r->digest, w->digest, sizeof w->digest) == 0
		    ? NULL
		    : "is not what its object says";
	}
	return "is not in its object";
}

static void
take_answer(struct waiting *w, const struct object_answer *answer)
{
	const char *why;

	free(w->why);
	w->why = NULL;
	w->nowhere = answer->failed[0] != '\0' && (w->nowhere || !w->asked);
	w->asked = true;
	if (answer->failed[0] != '\0') {
		w->why = xstrdup(answer->failed);
		return;
	}
	why = judge(w, answer);
	w->done = why == NULL;
	if (why != NULL)
		w->why = xasprintf("record %lld of '%s' %s",
		    (long long)w->ordinal, w->key, why);
}

/* Ask one archive for the objects of all that are not done. */
static enum pl_status
ask(struct objects *child, struct batch *b, struct pl_error *err)
{
	struct span keys[OBJECTS_BATCH_MAX] = { 0 };
	struct object_answer answer;
	size_t count = 0, next = 0;
	enum pl_status rc;

	for (size_t i = 0; i < b->count; i++) {
		struct span key = span_str(b->items[i].key);

		if (!b->items[i].done && key.n > 0 &&
		    (count == 0 || !span_equal(keys[count - 1], key)))
			keys[count++] = key;
	}
	rc = objects_ask(child, keys, count, err);
	for (size_t i = 0; rc == PL_OK && i < count; i++) {
		rc = objects_next(child, &answer, err);
		for (; rc == PL_OK && next < b->count &&
		     strcmp(b->items[next].key, keys[i].p) <= 0;
		     next++)
			if (!b->items[next].done &&
			    span_is(keys[i], b->items[next].key))
				take_answer(&b->items[next], &answer);
	}
	return rc;
}

/* Whether all of them are nowhere: then the archive is another one. */
static bool
is_foreign(const struct batch *b)
{
	size_t nowhere = 0;

	for (size_t i = 0; i < b->count; i++)
		nowhere += b->items[i].nowhere;
	return nowhere == b->count && nowhere >= FOREIGN_LEAST;
}

/* A record is right if one of the archives bears it out. */
static enum pl_status
compare_batch(struct comparison *c, struct pl_error *err)
{
	struct batch *b = c->batch;
	enum pl_status rc = PL_OK;

	if (b->count > 1)
		qsort(b->items, b->count, sizeof *b->items, by_key);
	for (size_t i = 0; rc == PL_OK && i < c->v->options->archive_count;
	     i++)
		rc = ask(c->children[i], b, err);
	if (rc == PL_OK && is_foreign(b)) {
		findings_add(&c->v->findings, b->items[0].id,
		    "%s; and so it is with %zu other records: "
		    "is that the archive they are from?",
		    b->items[0].why, b->count - 1);
		goto done;
	}
	for (size_t i = 0; rc == PL_OK && i < b->count; i++) {
		const struct waiting *w = &b->items[i];

		if (w->done)
			c->v->result->compared++;
		else
			findings_add(&c->v->findings, w->id, "%s",
			    w->why != NULL ? w->why : "names no object");
	}
done:
	batch_clear(b);
	return rc;
}

/* All records; what reading the manifest met goes to *why, what the archives
 * refused fails. */
static enum pl_status
compare_all(struct comparison *c, struct manifest_reader *m,
    struct pl_error *why, struct pl_error *err)
{
	enum pl_status rc, failed = PL_OK;

	while (
	    failed == PL_OK && (rc = manifest_next_record(m, why)) == PL_OK) {
		wait_for(c->batch, &m->record);
		if (c->batch->count == OBJECTS_BATCH_MAX)
			failed = compare_batch(c, err);
	}
	if (failed == PL_OK)
		failed = compare_batch(c, err);
	if (failed == PL_OK)
		failed = verify_damage(c->v, BUNDLE_MANIFEST, rc, why, err);
	return failed;
}

static enum pl_status
open_children(struct comparison *c, struct pl_error *err)
{
	const struct verify_options *o = c->v->options;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; rc == PL_OK && i < o->archive_count; i++)
		rc = objects_open(
		    "find", o->archives[i], false, &c->children[i], err);
	return rc;
}

enum pl_status
verify_originals(struct verification *v, struct pl_error *err)
{
	struct comparison c = { .v = v };
	struct manifest_reader m = { .complete = false };
	struct reader_stream s;
	struct pl_error why;
	enum pl_status rc = verify_stream(v, BUNDLE_MANIFEST, &s, &why);

	c.children = xcalloc(v->options->archive_count, sizeof *c.children);
	c.batch = xcalloc(1, sizeof *c.batch);
	if (rc == PL_OK)
		rc = manifest_begin(&m, &s.source, &why);
	if (rc == PL_OK)
		rc = open_children(&c, err);
	else
		/* Said when the files were looked at. */
		rc = PL_END;
	if (rc == PL_OK)
		rc = compare_all(&c, &m, &why, err);
	for (size_t i = 0; i < v->options->archive_count; i++)
		objects_close(c.children[i]);
	batch_clear(c.batch);
	free(c.batch);
	free(c.children);
	manifest_end(&m);
	reader_stream_close(&s);
	return rc == PL_END ? PL_OK : rc;
}
