#include "indexer/run/run_sources.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/source/key.h"

void
run_sources_add(
    struct run_sources *s, const char *root, const char *scope, bool bundle)
{
	s->sources =
	    xgrow(s->sources, s->count, &s->capacity, sizeof *s->sources);
	s->sources[s->count++] = (struct run_source){
		.archive = { .root = xstrdup(root), .bundle = bundle },
		.scope = xstrdup(scope),
	};
}

static void
release_source(struct run_source *s)
{
	source_close(s->source);
	free((char *)s->archive.root);
	free(s->scope);
}

void
run_sources_release(struct run_sources *s)
{
	for (size_t i = 0; i < s->count; i++)
		release_source(&s->sources[i]);
	free(s->sources);
	*s = (struct run_sources){ 0 };
}

/* By root, and a scope before those within it. */
static int
compare_sources(const void *a, const void *b)
{
	const struct run_source *x = a, *y = b;
	int order = strcmp(x->archive.root, y->archive.root);

	return order ? order : strcmp(x->scope, y->scope);
}

void
run_sources_drop_covered(struct run_sources *s)
{
	size_t kept = 0;

	if (s->count > 1)
		qsort(
		    s->sources, s->count, sizeof *s->sources, compare_sources);
	for (size_t i = 0; i < s->count; i++) {
		struct run_source *before =
		    kept ? &s->sources[kept - 1] : NULL;

		if (before != NULL &&
		    strcmp(before->archive.root, s->sources[i].archive.root) ==
			0 &&
		    span_starts(span_str(s->sources[i].scope), before->scope))
			release_source(&s->sources[i]);
		else
			s->sources[kept++] = s->sources[i];
	}
	s->count = kept;
}

enum pl_status
run_sources_find(struct run_sources *out, char *const *paths, size_t count,
    struct pl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct source_found *found;
		size_t n;
		enum pl_status rc = source_find(paths[i], &found, &n, err);

		if (rc != PL_OK)
			return rc;
		for (size_t k = 0; k < n; k++)
			run_sources_add(out, found[k].root, found[k].scope,
			    found[k].bundle);
		source_found_release(found, n);
	}
	run_sources_drop_covered(out);
	return PL_OK;
}

void
run_sources_known(struct run_sources *out, const struct pl_writer *w)
{
	size_t count;
	const struct pl_archive *known = pl_writer_archives(w, &count);

	for (size_t i = 0; i < count; i++)
		run_sources_add(out, known[i].root, "", known[i].bundle);
	run_sources_drop_covered(out);
}

/* The real path of what need not exist yet. */
static char *
real_path(const char *path)
{
	char *real = realpath(path, NULL);
	const char *slash = strrchr(path, '/');

	if (real != NULL || slash == path)
		return real != NULL ? real : xstrdup(path);
	char *folder =
	    slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
	char *above = real_path(folder);
	real = xasprintf("%s/%s", above, slash ? slash + 1 : path);
	free(folder);
	free(above);
	return real;
}

/* Whether a path is that folder, or lies in it. */
static bool
is_within(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0' || folder[n - 1] == '/');
}

enum pl_status
run_sources_guard(
    const struct run_sources *s, const char *index, struct pl_error *err)
{
	char *real = real_path(index);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < s->count && rc == PL_OK; i++) {
		const struct pl_archive *a = &s->sources[i].archive;
		char *logs = xasprintf("%s/" KEY_LOGS, a->root);
		bool tree = access(logs, F_OK) == 0;

		/* What lies beside AWSLogs is no part of an archive. */
		if (!a->bundle && is_within(real, tree ? logs : a->root))
			rc = pl_fail(err, PL_EGUARD,
			    "the index '%s' would lie within the archive "
			    "'%s', which is only read: name another folder "
			    "with --index",
			    index, a->root);
		free(logs);
	}
	free(real);
	return rc;
}

enum pl_status
run_sources_register(
    struct run_sources *s, struct pl_writer *w, struct pl_error *err)
{
	for (size_t i = 0; i < s->count; i++) {
		struct pl_archive *a = &s->sources[i].archive;
		enum pl_status rc =
		    pl_writer_add_archive(w, a->root, a->bundle, &a->id, err);

		if (rc != PL_OK)
			return rc;
	}
	return PL_OK;
}

enum pl_status
run_sources_open(struct run_sources *s, struct pl_error *failure)
{
	enum pl_status first = PL_OK;

	for (size_t i = 0; i < s->count; i++) {
		struct run_source *r = &s->sources[i];
		struct pl_error why;
		enum pl_status rc = source_open(r->archive.root, r->scope,
		    r->archive.bundle, &r->source, &why);

		if (rc != PL_OK && first == PL_OK) {
			first = rc;
			*failure = why;
		}
	}
	return first;
}

void
run_sources_trust(struct run_sources *s, const struct pl_writer *w)
{
	for (size_t i = 0; i < s->count; i++) {
		struct run_source *r = &s->sources[i];

		r->trusted = r->source != NULL &&
		    (!r->archive.bundle ||
			strcmp(source_signature(r->source),
			    pl_writer_signature(w, r->archive.id)) == 0);
	}
}

static int
compare_days(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t *
add_days(int64_t *days, size_t *count, const int64_t *more, size_t n)
{
	days = xreallocarray(days, *count + n, sizeof *days);
	for (size_t i = 0; i < n; i++)
		days[(*count)++] = more[i];
	return days;
}

/* Of the days that the index has of a source's archive, those that its scope
 * may be of: where that is a day's folder, one, and no other shard need be
 * looked into. */
static size_t
keep_within(const struct run_source *s, int64_t *days, size_t count)
{
	struct span scope = span_str(s->scope);
	size_t kept = 0;
	int64_t day;

	if (!key_folder_anchored(scope) || !key_folder_day(scope, &day))
		return count;
	for (size_t i = 0; i < count; i++)
		if (days[i] == day)
			days[kept++] = days[i];
	return kept;
}

enum pl_status
run_sources_days(const struct run_sources *s, struct pl_writer *w,
    int64_t **days, size_t *count, struct pl_error *err)
{
	int64_t *all = NULL;
	size_t n = 0, kept = 0;

	*days = NULL;
	*count = 0;
	for (size_t i = 0; i < s->count; i++) {
		size_t more;
		int64_t *known;

		if (s->sources[i].source == NULL)
			continue;
		const int64_t *have = source_days(s->sources[i].source, &more);
		all = add_days(all, &n, have, more);
		enum pl_status rc = pl_writer_archive_days(
		    w, s->sources[i].archive.id, &known, &more, err);
		if (rc != PL_OK) {
			free(all);
			return rc;
		}
		more = keep_within(&s->sources[i], known, more);
		all = add_days(all, &n, known, more);
		free(known);
	}
	if (n > 1)
		qsort(all, n, sizeof *all, compare_days);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || all[kept - 1] != all[i])
			all[kept++] = all[i];
	*days = all;
	*count = kept;
	return PL_OK;
}

enum pl_status
run_sources_begin(
    const struct run_sources *s, struct pl_writer *w, struct pl_error *err)
{
	struct pl_run_scope *scopes = xcalloc(s->count, sizeof *scopes);
	enum pl_status rc;

	for (size_t i = 0; i < s->count; i++)
		scopes[i] = (struct pl_run_scope){ s->sources[i].archive.id,
			s->sources[i].scope };
	rc = pl_writer_begin_run(w, scopes, s->count, err);
	free(scopes);
	return rc;
}
