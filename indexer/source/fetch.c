#include "indexer/source/fetch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/source/key.h"

/* What a pass over a bundle may take into memory. */
#define LOAD_BYTES ((size_t)256 << 20)

/* A key of the batch at hand. */
struct expected {
	bool found;
	struct source_object object; /* its key in any case */
};

struct fetch {
	char *root;
	bool bundle;
	struct source *source;   /* NULL: none is open */
	char *scope;             /* the folder it was opened for */
	struct source_list list; /* of a day of it */
	bool listed;
	int64_t day;
	/* Bundles only. */
	struct expected *batch;
	size_t count, next, loaded;
};

static void
close_source(struct fetch *f)
{
	source_list_release(&f->list);
	source_close(f->source);
	free(f->scope);
	f->source = NULL;
	f->scope = NULL;
	f->listed = false;
}

enum pl_status
fetch_open(
    const char *root, bool bundle, struct fetch **out, struct pl_error *err)
{
	struct fetch *f = xcalloc(1, sizeof *f);
	enum pl_status rc = PL_OK;

	*out = NULL;
	f->root = xstrdup(root);
	f->bundle = bundle;
	if (bundle)
		rc = source_open(root, "", true, &f->source, err);
	if (rc == PL_OK) {
		*out = f;
		f = NULL; /* handed over */
	}
	fetch_close(f);
	return rc;
}

void
fetch_close(struct fetch *f)
{
	if (f == NULL)
		return;
	close_source(f);
	free(f->batch);
	free(f->root);
	free(f);
}

/* The source of a folder is opened for the folder that the key lies in. */
static enum pl_status
enter_folder(struct fetch *f, struct span key, struct pl_error *err)
{
	const char *slash = memrchr(key.p, '/', key.n);
	struct span scope =
	    span_of(key.p, slash != NULL ? (size_t)(slash - key.p) + 1 : 0);
	enum pl_status rc;

	if (f->bundle ||
	    (f->source != NULL && span_equal(scope, span_str(f->scope))))
		return PL_OK;
	close_source(f);
	f->scope = xstrndup(scope.n > 0 ? scope.p : "", scope.n);
	rc = source_open(f->root, f->scope, false, &f->source, err);
	if (rc != PL_OK)
		close_source(f);
	return rc;
}

static enum pl_status
list_day(struct fetch *f, int64_t day, struct pl_error *err)
{
	enum pl_status rc;

	if (f->listed && f->day == day)
		return PL_OK;
	source_list_release(&f->list);
	f->listed = false;
	rc = source_list(f->source, day, &f->list, err);
	f->listed = rc == PL_OK;
	f->day = day;
	return rc;
}

static int
compare_key(const void *key, const void *object)
{
	const struct span *k = key;
	const struct source_object *o = object;

	return span_compare(*k, o->key);
}

static const struct source_object *
look_up(const struct fetch *f, struct span key)
{
	if (f->list.count == 0)
		return NULL;
	return bsearch(&key, f->list.objects, f->list.count,
	    sizeof *f->list.objects, compare_key);
}

/* Find the object, first among those of the day that its key tells: in a
 * bundle it can be nowhere else. */
static enum pl_status
find(struct fetch *f, struct span key, const struct source_object **out,
    struct pl_error *err)
{
	struct pl_place place;
	size_t count = 0;
	const int64_t *days;
	enum pl_status rc = enter_folder(f, key, err);

	*out = NULL;
	if (rc != PL_OK)
		return rc;
	key_place(key, &place);
	rc = list_day(f, place.day, err);
	if (rc == PL_OK)
		*out = look_up(f, key);
	days = source_days(f->source, &count);
	for (size_t i = 0;
	     rc == PL_OK && *out == NULL && !f->bundle && i < count; i++) {
		rc = list_day(f, days[i], err);
		if (rc == PL_OK)
			*out = look_up(f, key);
	}
	if (rc == PL_OK && *out == NULL)
		return pl_fail(err, PL_ENOTFOUND,
		    "the archive no longer holds '%.*s'", SPAN_ARG(key));
	return rc;
}

void
fetch_expect(struct fetch *f, const struct span *keys, size_t count)
{
	const struct source_object *o;

	f->count = f->next = f->loaded = 0;
	if (!f->bundle || count > FETCH_BATCH_MAX)
		return;
	f->batch = xreallocarray(f->batch, count + 1, sizeof *f->batch);
	f->count = count;
	for (size_t i = 0; i < count; i++) {
		struct expected *e = &f->batch[i];

		*e = (struct expected){ 0 };
		e->found = find(f, keys[i], &o, NULL) == PL_OK;
		if (e->found)
			e->object = *o;
		/* The list's own text goes with the list. */
		e->object.key = keys[i];
	}
}

/* Take from the bundle, in one pass, what fits of the batch from its next key
 * on. */
static enum pl_status
load(struct fetch *f, struct pl_error *err)
{
	const struct source_object **objects =
	    xcalloc(f->count + 1, sizeof *objects);
	size_t found = 0, fit = 0;
	enum pl_status rc;

	for (size_t i = f->next; i < f->count; i++)
		if (f->batch[i].found)
			objects[found++] = &f->batch[i].object;
	rc = source_load(f->source, objects, found, LOAD_BYTES, &fit, err);
	free(objects);
	f->loaded = f->next;
	while (rc == PL_OK && f->loaded < f->count &&
	    (fit > 0 || !f->batch[f->loaded].found))
		fit -= f->batch[f->loaded++].found;
	return rc;
}

static enum pl_status
read_object(struct fetch *f, const struct source_object *o, struct buf *out,
    struct pl_error *err)
{
	struct source_object seen;
	struct pl_error why;
	enum pl_status rc = source_read(f->source, o, out, &seen, &why);

	if (rc == PL_OK)
		return rc;
	return pl_fail(
	    err, rc, "the object '%.*s' %s", SPAN_ARG(o->key), why.text);
}

/* The next key of the batch, if it is that one. */
static enum pl_status
read_expected(
    struct fetch *f, struct span key, struct buf *out, struct pl_error *err)
{
	struct expected *e = &f->batch[f->next];
	enum pl_status rc = PL_OK;

	if (!e->found) {
		f->next++;
		return pl_fail(err, PL_ENOTFOUND,
		    "the archive no longer holds '%.*s'", SPAN_ARG(key));
	}
	if (f->next >= f->loaded)
		rc = load(f, err);
	f->next++;
	if (rc == PL_OK)
		rc = read_object(f, &e->object, out, err);
	return rc;
}

enum pl_status
fetch_read(
    struct fetch *f, struct span key, struct buf *out, struct pl_error *err)
{
	const struct source_object *object;
	enum pl_status rc;

	buf_clear(out);
	if (key.n == 0)
		return pl_fail(
		    err, PL_ENOTFOUND, "no object has an empty key");
	if (f->next < f->count &&
	    span_equal(f->batch[f->next].object.key, key))
		return read_expected(f, key, out, err);
	rc = find(f, key, &object, err);
	if (rc == PL_OK)
		rc = read_object(f, object, out, err);
	return rc;
}
