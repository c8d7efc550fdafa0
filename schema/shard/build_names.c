/* Names and folders, numbered: each lies in a shard once. */
#include "schema/shard/build.h"

enum pl_status
build_number_name(struct pl_shard_writer *w, enum pl_name_kind kind,
    struct span text, int64_t *id, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	*id = 0;
	if (text.n == 0)
		return PL_OK;
	rc = stmt_begin(&w->db, STMT_SHARD_FIND_NAME, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, kind);
	bind_span(s, 2, text);
	rc = stmt_step(&w->db, STMT_SHARD_FIND_NAME, err);
	if (rc == PL_OK)
		*id = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_FIND_NAME);
	if (rc != PL_END)
		return rc;
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_NAME, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, kind);
	bind_span(s, 2, text);
	rc = stmt_run(&w->db, STMT_SHARD_PUT_NAME, err);
	if (rc == PL_OK)
		*id = sqlite3_last_insert_rowid(w->db.handle);
	return rc;
}

enum pl_status
build_number_folder(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct span key, struct span *name,
    int64_t *id, struct pl_error *err)
{
	const char *slash = key.n ? memrchr(key.p, '/', key.n) : NULL;
	size_t n = slash ? (size_t)(slash - key.p) + 1 : 0;
	struct span path = span_of(key.p, n);
	sqlite3_stmt *s;
	enum pl_status rc;

	*name = span_of(key.p + n, key.n - n);
	rc = stmt_begin(&w->db, STMT_SHARD_FIND_FOLDER, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, archive->id);
	bind_span(s, 2, path);
	rc = stmt_step(&w->db, STMT_SHARD_FIND_FOLDER, err);
	if (rc == PL_OK)
		*id = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_FIND_FOLDER);
	if (rc != PL_END)
		return rc;
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_FOLDER, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, archive->id);
	bind_span(s, 2, path);
	rc = stmt_run(&w->db, STMT_SHARD_PUT_FOLDER, err);
	*id = sqlite3_last_insert_rowid(w->db.handle);
	return rc;
}
