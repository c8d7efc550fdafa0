/* The archives against the index: which objects there are, how large they are,
 * what their bytes are. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/parse/arena.h"
#include "indexer/retain/check.h"
#include "indexer/source/trouble.h"
#include "schema/sha256.h"

/* So much of a bundle is held in memory at once. */
#define LOAD_BYTES ((size_t)64 << 20)

/* An object that the shard has of the archive in hand. */
struct known {
	struct span key;
	int64_t row;
	uint64_t size;
	bool hashed, seen;
	uint8_t sha256[PL_SHA256_BYTES];
};

/* A day of an archive. */
struct day_check {
	struct checking *checking;
	const struct pl_archive *archive;
	struct source *source;
	struct object_parser *parser;
	int64_t day;
	struct pl_shard *shard; /* NULL: the index has none, or none whole */
	struct arena keys;
	struct known *known; /* by key; owned */
	size_t count, capacity;
	struct source_list list;
	const struct source_object **wanted; /* to be read; owned */
	size_t wanted_count;
};

static void
say(struct day_check *d, struct span key, const char *what, const char *mend)
{
	check_add(d->checking, xstrndup(key.p, key.n), what, xstrdup(mend));
}

static enum pl_status
add_known(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct day_check *d = context;

	(void)err;
	if (o->archive != d->archive->id)
		return PL_OK;
	d->known = xgrow(d->known, d->count, &d->capacity, sizeof *d->known);
	struct known *k = &d->known[d->count++];
	*k = (struct known){ .key = arena_add(&d->keys, o->key),
		.row = row,
		.size = o->size,
		.hashed = o->hashed };
	memcpy(k->sha256, o->sha256, sizeof k->sha256);
	return PL_OK;
}

static int
compare_known(const void *a, const void *b)
{
	return span_compare(
	    ((const struct known *)a)->key, ((const struct known *)b)->key);
}

static struct known *
find_known(struct day_check *d, struct span key)
{
	struct known wanted = { .key = key };

	return d->count == 0 ? NULL
			     : bsearch(&wanted, d->known, d->count,
				   sizeof wanted, compare_known);
}

/* What of the day's objects has to be read. */
static void
choose(struct day_check *d)
{
	const struct check_options *options = d->checking->options;

	d->wanted = xcalloc(d->list.count + 1, sizeof *d->wanted);
	for (size_t i = 0; i < d->list.count; i++) {
		const struct source_object *o = &d->list.objects[i];
		struct known *k = find_known(d, o->key);

		if (k != NULL)
			k->seen = true;
		if (k == NULL)
			say(d, o->key, "is not in the index",
			    "promptlog-index update");
		else if (options->archive && k->hashed && k->size != o->size)
			say(d, o->key, "has another size than in the index",
			    "promptlog-index update");
		else if (options->archive || recall_draws(options, o->key))
			d->wanted[d->wanted_count++] = o;
	}
}

/* What cannot be looked at may be there: that is said of it as such. */
static void
say_vanished(struct day_check *d)
{
	const struct source_trouble *troubles = NULL;
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++) {
		if (d->known[i].seen)
			continue;
		if (troubles == NULL)
			troubles = source_troubles(d->source, &count);
		if (!troubles_hide(troubles, count, d->known[i].key))
			say(d, d->known[i].key,
			    "is in the index, and no longer in the archive",
			    "put it back, or 'promptlog-index accept' it, or "
			    "forget it by 'promptlog-index sweep'");
	}
}

static enum pl_status
check_object(struct day_check *d, const struct source_object *o,
    struct span bytes, struct pl_error *err)
{
	const struct check_options *options = d->checking->options;
	const struct known *k = find_known(d, o->key);
	uint8_t sha256[PL_SHA256_BYTES];

	d->checking->result->compared++;
	atomic_fetch_add(&d->checking->progress->items, 1);
	pl_sha256(bytes, sha256);
	if (!k->hashed) {
		say(d, o->key, "can be read now, and could not be before",
		    "promptlog-index update");
		return PL_OK;
	}
	if (memcmp(sha256, k->sha256, sizeof sha256) != 0) {
		char *mend = check_mend_day(d->day);

		/* An update would not notice, were its times as they were. */
		say(d, o->key, "has another SHA-256 than in the index", mend);
		free(mend);
		return PL_OK;
	}
	if (!options->recall || !recall_draws(options, o->key))
		return PL_OK;
	return recall_object(d->checking, d->parser, d->shard, k->row, o->key,
	    d->day, bytes, err);
}

static enum pl_status
read_wanted(struct day_check *d, struct pl_error *err)
{
	size_t ready = 0;
	struct buf bytes;
	enum pl_status rc = PL_OK;

	buf_init(&bytes, BUF_UNLIMITED);
	for (size_t i = 0; i < d->wanted_count && rc == PL_OK; i++) {
		struct source_object seen;
		struct pl_error why;
		size_t more = 0;

		if (stop_asked())
			break;
		if (i == ready) {
			rc = source_load(d->source, d->wanted + i,
			    d->wanted_count - i, LOAD_BYTES, &more, err);
			ready += more;
		}
		if (rc != PL_OK)
			break;
		if (source_read(d->source, d->wanted[i], &bytes, &seen,
			&why) != PL_OK) {
			const struct known *k =
			    find_known(d, d->wanted[i]->key);

			/* What could not be read before is known. */
			if (k->hashed)
				say(d, d->wanted[i]->key, why.text,
				    "make it readable, then 'promptlog-index "
				    "update'");
			continue;
		}
		rc = check_object(d, d->wanted[i], buf_span(&bytes), err);
	}
	buf_release(&bytes);
	return rc;
}

/* What a sweep forgot for good is not missing.  What a hold kept then is in
 * the index, and no run looks for it any more. */
static enum pl_status
drop_kept_out(struct day_check *d, struct pl_error *err)
{
	struct pl_kept_out out;
	size_t kept = 0;
	enum pl_status rc = pl_index_kept_out(
	    d->checking->ix, d->archive->id, d->day, &out, err);

	if (rc != PL_OK)
		return rc;
	for (size_t i = 0; i < d->list.count; i++) {
		struct span key = d->list.objects[i].key;

		if (!pl_kept_out_has(&out, key))
			d->list.objects[kept++] = d->list.objects[i];
		else if (find_known(d, key) == NULL)
			d->checking->result->kept_out++;
	}
	d->list.count = kept;
	for (size_t i = 0; i < d->count; i++)
		d->known[i].seen = pl_kept_out_has(&out, d->known[i].key);
	pl_kept_out_release(&out);
	return PL_OK;
}

static const struct pl_shard_info *
find_shard(const struct pl_index *ix, int64_t day)
{
	for (size_t i = 0; i < ix->shard_count; i++)
		if (ix->shards[i].day == day)
			return &ix->shards[i];
	return NULL;
}

static enum pl_status
list_day(struct day_check *d, struct pl_error *err)
{
	size_t count;
	const int64_t *days = source_days(d->source, &count);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < count && rc == PL_OK; i++)
		if (days[i] == d->day)
			rc = source_list(d->source, d->day, &d->list, err);
	return rc == PL_OK ? drop_kept_out(d, err) : rc;
}

static enum pl_status
check_day(struct day_check *d, struct pl_error *err)
{
	const struct pl_shard_info *info = find_shard(d->checking->ix, d->day);
	struct pl_error why;
	enum pl_status rc = PL_OK;

	/* A shard that is damaged was found to be so before. */
	if (info != NULL &&
	    pl_shard_open(d->checking->ix, info, &d->shard, &why) != PL_OK)
		return PL_OK;
	if (d->shard != NULL)
		rc = pl_shard_objects(d->shard, add_known, d, &why);
	if (rc != PL_OK)
		return PL_OK;
	if (d->count > 1)
		qsort(d->known, d->count, sizeof *d->known, compare_known);
	rc = list_day(d, err);
	if (rc == PL_OK) {
		choose(d);
		if (d->checking->options->archive)
			say_vanished(d);
		rc = read_wanted(d, err);
	}
	return rc;
}

static void
release_day(struct day_check *d)
{
	source_list_release(&d->list);
	pl_shard_close(d->shard);
	arena_release(&d->keys);
	free(d->known);
	free(d->wanted);
}

static int
compare_days(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The days of the archive and of the index, each once; to be freed. */
static int64_t *
all_days(const struct pl_index *ix, const struct source *source, size_t *count)
{
	size_t n, kept = 0;
	const int64_t *have = source_days(source, &n);
	int64_t *days = xcalloc(n + ix->shard_count + 1, sizeof *days);

	for (size_t i = 0; i < n; i++)
		days[i] = have[i];
	for (size_t i = 0; i < ix->shard_count; i++)
		days[n++] = ix->shards[i].day;
	qsort(days, n, sizeof *days, compare_days);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || days[kept - 1] != days[i])
			days[kept++] = days[i];
	*count = kept;
	return days;
}

static void
add_troubles(struct checking *c, const struct source *source)
{
	size_t count;
	const struct source_trouble *troubles =
	    source_troubles(source, &count);

	for (size_t i = 0; i < count; i++)
		check_add(c, xstrdup(troubles[i].key), troubles[i].reason,
		    xstrdup("make it readable, then promptlog-index update"));
}

static enum pl_status
check_archive(struct checking *c, const struct pl_archive *archive,
    struct source *source, struct object_parser *parser, struct pl_error *err)
{
	size_t count;
	int64_t *days = all_days(c->ix, source, &count);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < count && rc == PL_OK && !stop_asked(); i++) {
		struct day_check d = { .checking = c,
			.archive = archive,
			.source = source,
			.parser = parser,
			.day = days[i] };

		if (!days_have(&c->options->days, days[i]))
			continue;
		rc = check_day(&d, err);
		release_day(&d);
	}
	add_troubles(c, source);
	free(days);
	return rc;
}

enum pl_status
check_archives(struct checking *c, struct pl_error *err)
{
	struct object_parser *parser = object_parser_new();
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < c->ix->archive_count && rc == PL_OK; i++) {
		const struct pl_archive *a = &c->ix->archives[i];
		struct source *source;
		struct pl_error why;

		if (source_open(a->root, "", a->bundle, &source, &why) !=
		    PL_OK) {
			check_add(c, xstrdup(a->root), why.text,
			    xstrdup("mount it, or put it back"));
			continue;
		}
		rc = check_archive(c, a, source, parser, err);
		source_close(source);
	}
	object_parser_free(parser);
	return rc;
}
