#include "query/export/originals.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/stop.h"
#include "query/export/objects.h"
#include "query/export/provenance.h"

#define COMPONENT_MAX  255
#define NAME_BYTES_MAX 1024

/* Whether file systems and archives take it. */
static bool
is_usable(struct span name)
{
	size_t begin = 0;

	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '/')
			continue;
		if (i == begin || i - begin > COMPONENT_MAX)
			return false;
		begin = i + 1;
	}
	return name.n <= NAME_BYTES_MAX;
}

void
original_name(struct buf *out, const struct selected *item)
{
	char hash[PL_SHA256_TEXT];
	struct buf key;

	buf_init(&key, BUF_UNLIMITED);
	package_name(&key, item->row.key, true);
	buf_addf(out, ORIGINALS_FOLDER "/%" PRId64 "/", item->row.archive);
	if (is_usable(buf_span(&key))) {
		buf_addspan(out, buf_span(&key));
	} else {
		provenance_hash(item, hash);
		buf_addf(out, "sha256-%s", hash);
	}
	buf_release(&key);
}

/* ---- which ---- */

struct original {
	const struct pl_archive *archive;
	char *key;  /* owned */
	char *name; /* of the member; owned */
	bool hashed;
	uint8_t sha256[PL_SHA256_BYTES];
};

struct originals {
	struct original *items; /* owned; by name, so by archive */
	size_t count, capacity;
};

static void
originals_release(struct originals *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].key);
		free(list->items[i].name);
	}
	free(list->items);
}

static void
list_original(struct originals *list, const struct selected *item)
{
	struct buf name;

	buf_init(&name, BUF_UNLIMITED);
	original_name(&name, item);
	list->items = xgrow(
	    list->items, list->count, &list->capacity, sizeof *list->items);
	struct original *o = &list->items[list->count++];
	*o = (struct original){ .archive = item->archive,
		.key = xstrndup(item->row.key.p, item->row.key.n),
		.name = buf_take(&name),
		.hashed = item->object.hashed };
	memcpy(o->sha256, item->object.sha256, sizeof o->sha256);
}

static int
compare(const void *a, const void *b)
{
	const struct original *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Each object once, in order. */
static void
sort_originals(struct originals *list)
{
	size_t kept = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare);
	for (size_t i = 0; i < list->count; i++) {
		if (kept > 0 &&
		    compare(&list->items[kept - 1], &list->items[i]) == 0) {
			free(list->items[i].key);
			free(list->items[i].name);
		} else {
			list->items[kept++] = list->items[i];
		}
	}
	list->count = kept;
}

static enum pl_status
list_originals(
    struct originals *list, struct selection *s, struct pl_error *err)
{
	struct selected item;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; rc == PL_OK && i < s->count; i++) {
		rc = selection_read(s, i, &item, err);
		if (rc != PL_OK)
			break;
		if (item.archive != NULL)
			list_original(list, &item);
		else
			incompletes_once(&s->causes, "original", item.row.id,
			    "the index no longer knows its archive");
	}
	sort_originals(list);
	return rc;
}

/* ---- reading them ---- */

static enum pl_status
add_answer(struct package *package, struct selection *s,
    const struct original *o, const struct object_answer *answer,
    struct pl_error *err)
{
	if (answer->failed[0] != '\0') {
		incompletes_add(
		    &s->causes, "original", o->key, answer->failed);
		return PL_OK;
	}
	if (!o->hashed ||
	    memcmp(o->sha256, answer->sha256, sizeof o->sha256) != 0) {
		incompletes_add(&s->causes, "original", o->key,
		    "it is no longer what was indexed: its SHA-256 differs");
		return PL_OK;
	}
	return package_add(package, o->name, answer->bytes, err);
}

/* An archive that cannot be read at all is a cause, and no failure. */
static enum pl_status
lose_archive(struct selection *s, const struct original *o,
    const struct pl_error *why, struct pl_error *err)
{
	if (stop_asked())
		return pl_fail(err, PL_ESTOP, "stopped");
	incompletes_once(&s->causes, "original", o->archive->root, why->text);
	return PL_END;
}

static enum pl_status
add_batch(struct package *package, struct selection *s, struct objects *from,
    const struct original *o, size_t count, struct progress *progress,
    struct pl_error *err)
{
	struct span keys[OBJECTS_BATCH_MAX] = { 0 };
	struct object_answer answer;
	struct pl_error why;
	enum pl_status rc;

	for (size_t i = 0; i < count; i++)
		keys[i] = span_str(o[i].key);
	if (objects_ask(from, keys, count, &why) != PL_OK)
		return lose_archive(s, o, &why, err);
	for (size_t i = 0; i < count; i++) {
		if (stop_asked())
			return pl_fail(err, PL_ESTOP, "stopped");
		if (objects_next(from, &answer, &why) != PL_OK)
			return lose_archive(s, o, &why, err);
		rc = add_answer(package, s, &o[i], &answer, err);
		if (rc != PL_OK)
			return rc;
		atomic_fetch_add(&progress->steps, 1);
		atomic_fetch_add(&progress->bytes, answer.bytes.n);
	}
	return PL_OK;
}

/* Those of one archive, through one child. */
static enum pl_status
add_archive(struct package *package, struct selection *s,
    const struct original *o, size_t count, struct progress *progress,
    struct pl_error *err)
{
	const struct pl_archive *archive = o->archive;
	struct objects *from;
	struct pl_error why;
	enum pl_status rc = PL_OK;

	if (objects_open(archive->bundle ? "bundle" : "folder", archive->root,
		true, &from, &why) != PL_OK)
		return lose_archive(s, o, &why, err);
	for (size_t done = 0, n; rc == PL_OK && done < count; done += n) {
		n = count - done < OBJECTS_BATCH_MAX ? count - done
						     : OBJECTS_BATCH_MAX;
		rc = add_batch(package, s, from, o + done, n, progress, err);
	}
	objects_close(from);
	return rc;
}

static int
compare_name(const void *name, const void *member)
{
	return strcmp(name, ((const struct package_member *)member)->name);
}

bool
originals_have(
    const struct package_member *originals, size_t count, const char *name)
{
	return count > 0 &&
	    bsearch(name, originals, count, sizeof *originals, compare_name) !=
	    NULL;
}

enum pl_status
originals_add(struct package *package, struct selection *s,
    struct progress *progress, struct pl_error *err)
{
	struct originals list = { 0 };
	enum pl_status rc = list_originals(&list, s, err);

	for (size_t first = 0, n; rc >= 0 && first < list.count; first += n) {
		const struct original *o = &list.items[first];

		for (n = 1;
		     first + n < list.count && o[n].archive == o->archive;)
			n++;
		rc = add_archive(package, s, o, n, progress, err);
	}
	originals_release(&list);
	return rc < 0 ? rc : PL_OK;
}
