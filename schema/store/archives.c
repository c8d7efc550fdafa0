/* The archives that an index knows. */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/store/writer.h"

const struct pl_archive *
pl_writer_archives(const struct pl_writer *w, size_t *count)
{
	*count = w->known.public.archive_count;
	return w->known.archives;
}

const char *
pl_writer_signature(const struct pl_writer *w, int64_t archive)
{
	for (size_t i = 0; i < w->known.public.archive_count; i++)
		if (w->known.archives[i].id == archive)
			return w->known.signatures[i];
	return "";
}

/* Whether the folder `inner` is, or lies below, the folder `outer`. */
static bool
lies_within(const char *inner, const char *outer)
{
	size_t n = strlen(outer);

	return strncmp(inner, outer, n) == 0 &&
	    (inner[n] == '/' || n == 0 || outer[n - 1] == '/');
}

/* What an archive is made of: the AWSLogs in its root, where there is one;
 * what lies beside that is not part of it.  To be freed. */
static char *
extent(const char *root)
{
	char *logs = xasprintf("%s/AWSLogs", root);

	if (access(logs, F_OK) == 0)
		return logs;
	free(logs);
	return xstrdup(root);
}

static bool
overlap(const char *a, const char *b)
{
	char *x = extent(a), *y = extent(b);
	bool within = lies_within(x, y) || lies_within(y, x);

	free(x);
	free(y);
	return within;
}

static enum pl_status
check_overlap(const struct pl_writer *w, const char *root, bool bundle,
    struct pl_error *err)
{
	for (size_t i = 0; i < w->known.public.archive_count; i++) {
		const struct pl_archive *a = &w->known.archives[i];

		if (bundle || a->bundle)
			continue;
		if (overlap(root, a->root))
			return pl_fail(err, PL_EGUARD,
			    "the archive '%s' overlaps the known archive "
			    "'%s': the same objects would be indexed twice",
			    root, a->root);
	}
	return PL_OK;
}

static enum pl_status
put_archive(
    struct pl_writer *w, const char *root, bool bundle, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_ARCHIVE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(root));
	bind_int(q, 2, bundle);
	bind_int(q, 3, instant_now());
	rc = stmt_run(&w->db, STMT_STORE_PUT_ARCHIVE, err);
	if (rc != PL_OK)
		return rc;
	store_image_release(&w->known);
	return store_read_archives(&w->known, &w->db, err);
}

enum pl_status
pl_writer_add_archive(struct pl_writer *w, const char *root, bool bundle,
    int64_t *id, struct pl_error *err)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < w->known.public.archive_count; i++) {
			if (strcmp(w->known.archives[i].root, root) != 0)
				continue;
			*id = w->known.archives[i].id;
			return PL_OK;
		}
		enum pl_status rc = check_overlap(w, root, bundle, err);
		if (rc == PL_OK)
			rc = put_archive(w, root, bundle, err);
		if (rc != PL_OK)
			return rc;
	}
	return pl_fail(err, PL_EDB, "cannot remember the archive '%s'", root);
}

enum pl_status
pl_writer_set_signature(struct pl_writer *w, int64_t archive,
    const char *signature, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_SET_SIGNATURE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_span(q, 2, span_str(signature));
	return stmt_run(&w->db, STMT_STORE_SET_SIGNATURE, err);
}

enum pl_status
pl_writer_archive_days(struct pl_writer *w, int64_t archive, int64_t **days,
    size_t *count, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*days = NULL;
	*count = 0;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_ARCHIVE_DAYS, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	while (
	    (rc = stmt_step(&w->db, STMT_STORE_ARCHIVE_DAYS, err)) == PL_OK) {
		*days = xgrow(*days, *count, &capacity, sizeof **days);
		(*days)[(*count)++] = sqlite3_column_type(q, 0) == SQLITE_NULL
		    ? INSTANT_NONE
		    : sqlite3_column_int64(q, 0);
	}
	stmt_end(&w->db, STMT_STORE_ARCHIVE_DAYS);
	return rc < 0 ? rc : PL_OK;
}
