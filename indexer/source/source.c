#include "indexer/source/source.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/source/source_impl.h"

/* What several threads count together. */
struct source_tally {
	pthread_mutex_t lock;
	uint64_t passed[SOURCE_PASSED];
};

static const struct source_kind *const kinds[] = {
	[false] = &source_folder,
	[true] = &source_bundle,
};

static const char *const passed_names[SOURCE_PASSED] = {
	[SOURCE_PROBE] = "probe",
	[SOURCE_REPORT] = "report",
	[SOURCE_CUSTOMIZATION] = "customization",
	[SOURCE_OTHER_SERVICE] = "other-service",
	[SOURCE_FOREIGN] = "foreign",
	[SOURCE_LINK] = "link",
	[SOURCE_SPECIAL] = "special",
	[SOURCE_BUNDLE] = "bundle",
	[SOURCE_FORGOTTEN] = "forgotten",
};

const char *
source_passed_name(enum source_passed why)
{
	assert(why < SOURCE_PASSED);
	return passed_names[why];
}

/* Days */

void
source_add_day(struct source *s, int64_t day)
{
	/* Members and folders of a day mostly come together. */
	if (s->day_count > 0 && s->days[s->day_count - 1].day == day)
		return;
	s->days =
	    xgrow(s->days, s->day_count, &s->day_capacity, sizeof *s->days);
	s->days[s->day_count++] = (struct source_day){ .day = day };
}

static int
by_day(const void *a, const void *b)
{
	const struct source_day *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

static void
finish_days(struct source *s)
{
	size_t kept = 0;

	if (s->day_count > 1)
		qsort(s->days, s->day_count, sizeof *s->days, by_day);
	for (size_t i = 0; i < s->day_count; i++)
		if (kept == 0 || s->days[kept - 1].day != s->days[i].day)
			s->days[kept++] = s->days[i];
	s->day_count = kept;
	s->day_starts = xcalloc(kept + 1, sizeof *s->day_starts);
	for (size_t i = 0; i < kept; i++)
		s->day_starts[i] = s->days[i].day;
}

const int64_t *
source_days(const struct source *s, size_t *count)
{
	*count = s->day_count;
	return s->day_starts;
}

static struct source_day *
find_day(struct source *s, int64_t day)
{
	struct source_day wanted = { .day = day };

	if (s->day_count == 0)
		return NULL;
	return bsearch(
	    &wanted, s->days, s->day_count, sizeof *s->days, by_day);
}

/* Opening and closing */

enum pl_status
source_open(const char *root, const char *scope, bool bundle,
    struct source **out, struct pl_error *err)
{
	struct source *s = xcalloc(1, sizeof *s);

	*out = NULL;
	s->kind = kinds[bundle];
	s->root = xstrdup(root);
	s->scope = xstrdup(scope);
	s->troubles = troubles_new();
	s->tally = xcalloc(1, sizeof *s->tally);
	if (pthread_mutex_init(&s->tally->lock, NULL) != 0)
		abort();
	enum pl_status rc = s->kind->open(s, s->tally->passed, err);
	if (rc != PL_OK)
		goto done;
	finish_days(s);
	*out = s;
	s = NULL; /* handed over */
done:
	source_close(s);
	return rc;
}

void
source_close(struct source *s)
{
	if (s == NULL)
		return;
	s->kind->close(s->self);
	troubles_free(s->troubles);
	pthread_mutex_destroy(&s->tally->lock);
	free(s->tally);
	free(s->days);
	free(s->day_starts);
	free(s->signature);
	free(s->scope);
	free(s->root);
	free(s);
}

const char *
source_signature(const struct source *s)
{
	return s->signature ? s->signature : "";
}

/* Objects */

/* A day that is listed again adds nothing to what was passed over. */
static void
count_passed(struct source *s, struct source_day *day,
    const uint64_t passed[SOURCE_PASSED])
{
	pthread_mutex_lock(&s->tally->lock);
	if (!day->listed)
		for (int i = 0; i < SOURCE_PASSED; i++)
			s->tally->passed[i] += passed[i];
	day->listed = true;
	pthread_mutex_unlock(&s->tally->lock);
}

enum pl_status
source_list(struct source *s, int64_t day, struct source_list *out,
    struct pl_error *err)
{
	struct source_list_builder b = { .troubles = s->troubles };
	uint64_t passed[SOURCE_PASSED] = { 0 };
	struct source_day *known = find_day(s, day);
	enum pl_status rc = PL_OK;

	*out = (struct source_list){ 0 };
	if (known == NULL)
		return PL_OK;
	rc = s->kind->list(s, day, &b, passed, err);
	if (rc == PL_OK) {
		count_passed(s, known, passed);
		source_list_finish(&b, out);
	}
	arena_release(&b.keys);
	free(b.objects);
	return rc;
}

enum pl_status
source_load(struct source *s, const struct source_object *const *objects,
    size_t count, size_t budget, size_t *loaded, struct pl_error *err)
{
	*loaded = 0;
	if (count == 0)
		return PL_OK;
	return s->kind->load(s, objects, count, budget, loaded, err);
}

enum pl_status
source_read(struct source *s, const struct source_object *o, struct buf *out,
    struct source_object *seen, struct pl_error *err)
{
	buf_clear(out);
	*seen = *o;
	enum pl_status rc = s->kind->read(s, o, out, seen, err);
	if (rc != PL_OK)
		buf_clear(out);
	return rc;
}

void
source_passed_counts(const struct source *s, uint64_t counts[SOURCE_PASSED])
{
	pthread_mutex_lock(&s->tally->lock);
	for (int i = 0; i < SOURCE_PASSED; i++)
		counts[i] = s->tally->passed[i];
	pthread_mutex_unlock(&s->tally->lock);
}

const struct source_trouble *
source_troubles(const struct source *s, size_t *count)
{
	return troubles_all(s->troubles, count);
}

int64_t
source_instant(int64_t seconds, int64_t nanoseconds)
{
	int64_t instant;

	if (__builtin_mul_overflow(seconds, NS_PER_SECOND, &instant) ||
	    __builtin_add_overflow(instant, nanoseconds, &instant))
		return 0;
	return instant;
}
