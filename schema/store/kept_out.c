/* What was forgotten though an archive still has it: by age, or since it has
 * expired where the archive was copied from.  It is not taken in again. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/writer.h"

static enum pl_status
change_key(struct pl_writer *w, enum statement which, int64_t archive,
    int64_t day, struct span key, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, which, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_int(q, 2, day);
	bind_span(q, 3, key);
	return stmt_run(&w->db, which, err);
}

enum pl_status
pl_writer_keep_out(struct pl_writer *w, int64_t archive, int64_t day,
    struct span key, struct pl_error *err)
{
	return change_key(w, STMT_STORE_PUT_FORGOTTEN, archive, day, key, err);
}

enum pl_status
pl_writer_let_in(struct pl_writer *w, int64_t archive, int64_t day,
    struct span key, struct pl_error *err)
{
	return change_key(
	    w, STMT_STORE_DROP_FORGOTTEN, archive, day, key, err);
}

static char *
limit_key(int64_t archive)
{
	return xasprintf("before:%" PRId64, archive);
}

enum pl_status
pl_writer_keep_out_before(
    struct pl_writer *w, int64_t archive, int64_t day, struct pl_error *err)
{
	char *key = limit_key(archive), *value, *before;
	enum pl_status rc = writer_get_setting(w, key, &before, err);

	value = day != INSTANT_NONE ? xasprintf("%" PRId64, day) : NULL;
	if (rc == PL_OK &&
	    (value == NULL || before == NULL ||
		strtoll(before, NULL, 10) < day))
		rc = writer_put_setting(w, key, value, err);
	free(key);
	free(value);
	free(before);
	return rc;
}

static enum pl_status
read_limit(
    struct db *db, int64_t archive, int64_t *before, struct pl_error *err)
{
	char *key = limit_key(archive), *value;
	enum pl_status rc = store_get_setting(db, key, &value, err);

	*before = value != NULL ? strtoll(value, NULL, 10) : INSTANT_NONE;
	free(key);
	free(value);
	return rc;
}

enum pl_status
pl_writer_kept_out_before(
    struct pl_writer *w, int64_t archive, int64_t *day, struct pl_error *err)
{
	enum pl_status rc = writer_edit(w, err);

	*day = INSTANT_NONE;
	return rc == PL_OK ? read_limit(&w->db, archive, day, err) : rc;
}

enum pl_status
pl_writer_kept_out_keys(struct pl_writer *w, int64_t archive,
    pl_kept_out_visitor *visit, void *context, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_FORGOTTEN_ALL, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	while (
	    (rc = stmt_step(&w->db, STMT_STORE_FORGOTTEN_ALL, err)) == PL_OK)
		visit(context, sqlite3_column_int64(q, 0), column_span(q, 1));
	stmt_end(&w->db, STMT_STORE_FORGOTTEN_ALL);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_index_kept_out_counts(struct pl_index *ix, int64_t archive, uint64_t *keys,
    int64_t *before, struct pl_error *err)
{
	struct db *db = &((struct store_image *)ix)->db;
	sqlite3_stmt *q;
	enum pl_status rc = read_limit(db, archive, before, err);

	*keys = 0;
	if (rc == PL_OK)
		rc = stmt_begin(db, STMT_STORE_FORGOTTEN_COUNT, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	rc = stmt_step(db, STMT_STORE_FORGOTTEN_COUNT, err);
	if (rc == PL_OK)
		*keys = (uint64_t)sqlite3_column_int64(q, 0);
	stmt_end(db, STMT_STORE_FORGOTTEN_COUNT);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_keys(struct db *db, int64_t archive, int64_t day, struct pl_kept_out *out,
    struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_FORGOTTEN, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_int(q, 2, day);
	while ((rc = stmt_step(db, STMT_STORE_FORGOTTEN, err)) == PL_OK) {
		struct span key = column_span(q, 0);

		out->all = out->all || key.n == 0;
		out->keys =
		    xgrow(out->keys, out->count, &capacity, sizeof *out->keys);
		out->keys[out->count++] = xstrndup(key.p, key.n);
	}
	stmt_end(db, STMT_STORE_FORGOTTEN);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_kept_out(struct db *db, int64_t archive, int64_t day,
    struct pl_kept_out *out, struct pl_error *err)
{
	int64_t before;
	enum pl_status rc = read_limit(db, archive, &before, err);

	out->all = day != INSTANT_NONE && day < before;
	if (rc == PL_OK)
		rc = read_keys(db, archive, day, out, err);
	if (rc != PL_OK)
		pl_kept_out_release(out);
	return rc;
}

enum pl_status
pl_index_kept_out(struct pl_index *ix, int64_t archive, int64_t day,
    struct pl_kept_out *out, struct pl_error *err)
{
	struct store_image *image = (struct store_image *)ix;

	*out = (struct pl_kept_out){ 0 };
	return read_kept_out(&image->db, archive, day, out, err);
}

enum pl_status
pl_writer_kept_out(struct pl_writer *w, int64_t archive, int64_t day,
    struct pl_kept_out *out, struct pl_error *err)
{
	enum pl_status rc;

	*out = (struct pl_kept_out){ 0 };
	pthread_mutex_lock(&w->mutex);
	rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = read_kept_out(&w->db, archive, day, out, err);
	pthread_mutex_unlock(&w->mutex);
	return rc;
}

static int
compare_key(const void *wanted, const void *item)
{
	const struct span *key = wanted;

	return span_compare(*key, span_str(*(char *const *)item));
}

bool
pl_kept_out_has(const struct pl_kept_out *k, struct span key)
{
	return k->all ||
	    (k->count > 0 &&
		bsearch(&key, k->keys, k->count, sizeof *k->keys,
		    compare_key) != NULL);
}

void
pl_kept_out_release(struct pl_kept_out *k)
{
	for (size_t i = 0; i < k->count; i++)
		free(k->keys[i]);
	free(k->keys);
	*k = (struct pl_kept_out){ 0 };
}
