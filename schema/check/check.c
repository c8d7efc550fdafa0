#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/check/impl.h"
#include "schema/store/store.h"

void
check_say(struct check *c, const char *format, ...)
{
	char text[480];
	va_list list;

	if (++c->findings > PL_CHECK_FINDINGS_MAX)
		return;
	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	c->visit(c->context, text);
}

void
check_end(struct check *c)
{
	char text[64];

	if (c->findings <= PL_CHECK_FINDINGS_MAX)
		return;
	snprintf(text, sizeof text, "%llu more",
	    (unsigned long long)c->findings - PL_CHECK_FINDINGS_MAX);
	c->visit(c->context, text);
}

bool
check_failed(struct check *c, enum pl_status rc, const struct pl_error *err)
{
	if (rc == PL_OK)
		return false;
	check_say(c, "%s", err->text);
	return true;
}

enum pl_status
check_integrity(struct check *c, struct db *db, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_CHECK_INTEGRITY, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_CHECK_INTEGRITY, err)) == PL_OK) {
		struct span line = column_span(q, 0);

		if (!span_is(line, "ok"))
			check_say(c, "SQLite says: %.*s", SPAN_ARG(line));
	}
	stmt_end(db, STMT_CHECK_INTEGRITY);
	return rc < 0 ? rc : PL_OK;
}

static bool
is_known(const struct pl_index *ix, const char *file)
{
	for (size_t i = 0; i < ix->shard_count; i++)
		if (strcmp(ix->shards[i].file, file) == 0)
			return true;
	return false;
}

/* Whether an update would take it for a day's shard. */
static bool
is_shard(const struct pl_index *ix, const char *below, const char *name)
{
	char *path = xasprintf("%s/%s/%s.db", ix->path, below, name);
	struct pl_shard *s = NULL;
	struct pl_error ignored;
	bool is = store_is_shard(below, name) &&
	    shard_open_path(path, &s, &ignored) == PL_OK &&
	    shard_check_day(s, store_shard_day(name), &ignored) == PL_OK;

	pl_shard_close(s);
	free(path);
	return is;
}

static void
say_stranger(struct check *c, const struct pl_index *ix, const char *below,
    const char *entry)
{
	char *name = xstrndup(entry, strlen(entry) - strlen(".db"));

	check_say(c,
	    is_shard(ix, below, name)
		? "'%s/%s' is a shard that index.db does not know of"
		: "'%s/%s' does not belong to the index",
	    below, entry);
	free(name);
}

/* Files of shards in one folder that index.db does not know. */
static void
find_strangers(struct check *c, const struct pl_index *ix, const char *below)
{
	char *folder = xasprintf("%s/%s", ix->path, below);
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		char *file = xasprintf("%s/%s", below, e->d_name);

		if (span_ends(span_str(file), ".db") && !is_known(ix, file))
			say_stranger(c, ix, below, e->d_name);
		if (strcmp(below, STORE_DAYS) == 0 &&
		    strspn(e->d_name, "0123456789") == 4)
			find_strangers(c, ix, file);
		free(file);
	}
	if (d != NULL)
		closedir(d);
	free(folder);
}

enum pl_status
pl_check_index(struct pl_index *ix, pl_check_visitor *visit, void *context,
    struct pl_error *err)
{
	struct store_image *image = (struct store_image *)ix;
	struct check c = { .visit = visit, .context = context };
	struct pl_error why;

	(void)err;
	check_failed(&c, check_integrity(&c, &image->db, &why), &why);
	/* A writer at work may have put shards in place that it has not told
	 * of yet. */
	if (ix->run_count == 0 || !ix->runs[ix->run_count - 1].running)
		find_strangers(&c, ix, STORE_DAYS);
	check_end(&c);
	return PL_OK;
}

static void
check_opened(struct check *c, const char *path, int64_t day,
    const struct word_sums *sums)
{
	struct pl_shard *s;
	struct pl_error why;

	if (check_failed(c, pl_shard_open_file(path, &s, &why), &why))
		return;
	check_failed(c, shard_check_day(s, day, &why), &why);
	uint64_t before = c->findings;
	check_failed(c, check_records(c, s, sums, &why), &why);
	if (c->findings == before)
		check_failed(c, check_copies(c, s, &why), &why);
	pl_shard_close(s);
}

static void
ignore(void *context, const char *what)
{
	(void)context;
	(void)what;
}

bool
check_is_sound(const char *path, const struct pl_shard_info *info)
{
	struct check c = { .visit = ignore };
	struct word_sums sums = { 0 };
	struct pl_error why;

	if (!check_failed(&c, check_file(&c, path, info, &sums, &why), &why))
		check_opened(&c, path, info->day, &sums);
	free(sums.sums);
	return c.findings == 0;
}

enum pl_status
pl_check_shard(struct pl_index *ix, const struct pl_shard_info *info,
    pl_check_visitor *visit, void *context, struct pl_error *err)
{
	char *path = xasprintf("%s/%s", ix->path, info->file);
	struct check c = { .visit = visit, .context = context };
	struct word_sums sums = { 0 };
	struct pl_error why;

	(void)err;
	/* A file that is no database at all has nothing more to tell. */
	if (!check_failed(&c, check_file(&c, path, info, &sums, &why), &why)) {
		check_opened(&c, path, info->day, &sums);
		check_failed(&c, check_described(&c, ix, info, &why), &why);
	}
	check_end(&c);
	free(sums.sums);
	free(path);
	return PL_OK;
}
