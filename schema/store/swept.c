/* What sweeps forgot of each day: a search that would have looked there says
 * so. */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/writer.h"

enum pl_status
store_read_swept(
    struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_SWEPT, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_SWEPT, err)) == PL_OK) {
		size_t n = image->public.swept_count++;

		image->swept =
		    xgrow(image->swept, n, &capacity, sizeof *image->swept);
		image->swept[n] = (struct pl_swept){
			.run = sqlite3_column_int64(q, 0),
			.day = sqlite3_column_int64(q, 1),
			.time = sqlite3_column_int64(q, 2),
			.objects = (uint64_t)sqlite3_column_int64(q, 3),
			.records = (uint64_t)sqlite3_column_int64(q, 4),
			.least = sqlite3_column_int64(q, 5),
			.greatest = sqlite3_column_int64(q, 6),
		};
	}
	stmt_end(db, STMT_STORE_SWEPT);
	image->public.swept = image->swept;
	return rc < 0 ? rc : PL_OK;
}

/* A sweep that did not end may have forgotten what it told, or not.  What it
 * left, the next one tells again. */
static enum pl_status
replace_unended(
    struct pl_writer *w, int64_t day, uint64_t objects, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_REPLACE_SWEPT, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, day);
	bind_int(q, 2, (int64_t)objects);
	return stmt_run(&w->db, STMT_STORE_REPLACE_SWEPT, err);
}

enum pl_status
pl_writer_put_swept(struct pl_writer *w, int64_t day, uint64_t objects,
    uint64_t records, struct pl_error *err)
{
	char *shard;
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	assert(w->run != 0);
	if (rc == PL_OK)
		rc = replace_unended(w, day, objects, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_SWEPT, &q, err);
	if (rc != PL_OK)
		return rc;
	shard = store_shard_name(day);
	bind_int(q, 1, w->run);
	bind_int(q, 2, day);
	bind_int(q, 3, instant_now());
	bind_int(q, 4, (int64_t)objects);
	bind_int(q, 5, (int64_t)records);
	bind_span(q, 6, span_str(shard));
	rc = stmt_run(&w->db, STMT_STORE_PUT_SWEPT, err);
	free(shard);
	return rc;
}

enum pl_status
pl_writer_drop_swept(struct pl_writer *w, int64_t day, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_DROP_SWEPT, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	bind_int(q, 2, day);
	return stmt_run(&w->db, STMT_STORE_DROP_SWEPT, err);
}
