/* How far a rebuild is: it goes on where it stopped. */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/store/writer.h"

#define SETTING_REBUILD "rebuild"

static enum pl_status
run_plain(struct pl_writer *w, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, which, &q, err);

	return rc == PL_OK ? stmt_run(&w->db, which, err) : rc;
}

static enum pl_status
read_days(struct pl_writer *w, enum statement which, int64_t **days,
    size_t *count, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, which, &q, err);

	*days = NULL;
	*count = 0;
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&w->db, which, err)) == PL_OK) {
		*days = xgrow(*days, *count, &capacity, sizeof **days);
		(*days)[(*count)++] = sqlite3_column_int64(q, 0);
	}
	stmt_end(&w->db, which);
	return rc < 0 ? rc : PL_OK;
}

static bool
has_shard(const struct pl_writer *w, int64_t day)
{
	char *name = store_shard_name(day);
	char *file = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, file);
	bool has = access(path, F_OK) == 0;

	free(name);
	free(file);
	free(path);
	return has;
}

/* A day whose shard is gone again is not done. */
static void
drop_missing(const struct pl_writer *w, int64_t *days, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		if (has_shard(w, days[i]))
			days[kept++] = days[i];
	*count = kept;
}

enum pl_status
pl_writer_begin_rebuild(struct pl_writer *w, const char *name, int64_t **days,
    size_t *count, struct pl_error *err)
{
	char *begun;
	enum pl_status rc =
	    writer_get_setting(w, SETTING_REBUILD, &begun, err);

	*days = NULL;
	*count = 0;
	if (rc != PL_OK)
		return rc;
	if (begun == NULL || strcmp(begun, name) != 0) {
		rc = run_plain(w, STMT_STORE_DROP_REBUILT, err);
		if (rc == PL_OK)
			rc = writer_put_setting(w, SETTING_REBUILD, name, err);
	} else {
		rc = read_days(w, STMT_STORE_REBUILT, days, count, err);
		drop_missing(w, *days, count);
	}
	free(begun);
	return rc;
}

enum pl_status
pl_writer_rebuilt(struct pl_writer *w, int64_t day, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	pthread_mutex_lock(&w->mutex);
	rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_REBUILT, &q, err);
	if (rc == PL_OK) {
		bind_int(q, 1, day);
		rc = stmt_run(&w->db, STMT_STORE_PUT_REBUILT, err);
	}
	pthread_mutex_unlock(&w->mutex);
	return rc;
}

enum pl_status
pl_writer_end_rebuild(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = writer_put_setting(w, SETTING_REBUILD, NULL, err);

	return rc == PL_OK ? run_plain(w, STMT_STORE_DROP_REBUILT, err) : rc;
}

enum pl_status
pl_writer_days(
    struct pl_writer *w, int64_t **days, size_t *count, struct pl_error *err)
{
	struct store_image image = { 0 };
	enum pl_status rc = writer_edit(w, err);

	*days = NULL;
	*count = 0;
	if (rc == PL_OK)
		rc = store_read_shards(&image, &w->db, err);
	if (rc == PL_OK) {
		*count = image.public.shard_count;
		*days = xcalloc(*count + 1, sizeof **days);
		for (size_t i = 0; i < *count; i++)
			(*days)[i] = image.shards[i].day;
	}
	store_image_release(&image);
	return rc;
}

enum pl_status
pl_writer_records(struct pl_writer *w, uint64_t *count, struct pl_error *err)
{
	struct store_image image = { 0 };
	enum pl_status rc = writer_edit(w, err);

	*count = 0;
	if (rc == PL_OK)
		rc = store_read_shards(&image, &w->db, err);
	for (size_t i = 0; i < image.public.shard_count; i++)
		*count += image.shards[i].records;
	store_image_release(&image);
	return rc;
}
