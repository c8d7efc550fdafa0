#include "schema/store/describe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/sha256.h"

struct description {
	struct db *store;
	const char *name;
	struct pl_shard *shard;
	struct pl_shard_info info;
	struct describe_file file;
};

enum pl_status
describe_drop(struct db *store, enum statement which, const char *name,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(store, which, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(name));
	return stmt_run(store, which, err);
}

static enum pl_status
count_objects(struct description *d, struct pl_error *err)
{
	struct db *db = &d->shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_OUTCOMES, &q, err);

	if (rc != PL_OK)
		return rc;
	rc = stmt_step(db, STMT_SHARD_OUTCOMES, err);
	for (int i = 0; i <= PL_OUTCOME_REJECTED && rc == PL_OK; i++)
		d->info.objects[i] = (uint64_t)sqlite3_column_int64(q, i);
	stmt_end(db, STMT_SHARD_OUTCOMES);
	return rc;
}

/* The parameters that tell which file it is. */
static void
bind_file(sqlite3_stmt *q, const struct description *d)
{
	const struct stat *st = &d->file.st;

	bind_span(q, 1, span_str(d->name));
	bind_span(q, 2, span_str(d->info.file));
	bind_instant(q, 3, d->info.day);
	bind_int(q, 4, st->st_size);
	bind_int(q, 5, store_mtime(st));
	bind_int(q, 6, (int64_t)st->st_ino);
	bind_blob(q, 7, d->file.sha256, sizeof d->file.sha256);
}

static enum pl_status
put_shard(struct description *d, struct pl_error *err)
{
	const struct pl_shard_info *info = &d->info;
	struct span unicode;
	sqlite3_stmt *q;
	enum pl_status rc =
	    shard_setting(d->shard, SHARD_UNICODE, &unicode, err);

	if (rc == PL_OK)
		rc = stmt_begin(d->store, STMT_STORE_PUT_SHARD, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_file(q, d);
	bind_span(q, 8, unicode);
	bind_int(q, 9, info->least);
	bind_int(q, 10, info->greatest);
	for (int i = 0; i < 3; i++)
		bind_int(q, 11 + i, (int64_t)info->objects[i]);
	bind_int(q, 14, (int64_t)info->records);
	bind_int(q, 15, (int64_t)info->duplicates);
	return stmt_run(d->store, STMT_STORE_PUT_SHARD, err);
}

static enum pl_status
put_damaged(struct description *d, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_PUT_DAMAGED, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_file(q, d);
	return stmt_run(d->store, STMT_STORE_PUT_DAMAGED, err);
}

static enum pl_status
replace_rows(struct description *d, struct pl_error *err)
{
	enum pl_status rc =
	    describe_records(d->store, d->name, d->shard, &d->info, err);

	if (rc == PL_OK)
		rc = describe_archives(d->store, d->name, d->shard, err);
	if (rc == PL_OK)
		rc = describe_notes(d->store, d->name, d->shard, err);
	if (rc == PL_OK)
		rc = count_objects(d, err);
	if (rc == PL_OK)
		rc = put_shard(d, err);
	return rc;
}

/* All of it, or nothing. */
static enum pl_status
replace(struct description *d, const char *path, struct pl_error *err)
{
	struct pl_error ignored;
	enum pl_status rc = shard_open_path(path, &d->shard, err);

	if (rc == PL_OK)
		rc = db_exec(d->store, "savepoint describe", err);
	if (rc != PL_OK)
		return rc;
	rc = replace_rows(d, err);
	if (rc == PL_OK)
		return db_exec(d->store, "release describe", err);
	if (db_exec(d->store, "rollback to describe; release describe",
		&ignored) != PL_OK)
		return pl_fail(err, ignored.status, "%s", ignored.text);
	return rc;
}

enum pl_status
describe_read_file(
    const char *path, struct describe_file *out, struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum pl_status rc;

	if (fd < 0 || fstat(fd, &out->st) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	else if (!S_ISREG(out->st.st_mode))
		rc = pl_fail(err, PL_EFORMAT, "'%s' is no file", path);
	else
		rc = pl_sha256_file(fd, out->sha256, err);
	if (fd >= 0)
		close(fd);
	return rc;
}

enum pl_status
store_describe(struct db *store, const char *index, const char *name,
    const struct describe_file *known, struct pl_error *err)
{
	struct description d = { .store = store, .name = name };
	struct pl_error ignored;
	char *file = store_shard_file(name);
	char *path = xasprintf("%s/%s", index, file);
	enum pl_status rc = PL_OK;

	d.info.file = file;
	d.info.day = store_shard_day(name);
	if (known != NULL)
		d.file = *known;
	else
		rc = describe_read_file(path, &d.file, err);
	d.info.bytes = (uint64_t)d.file.st.st_size;
	if (rc == PL_OK)
		rc = replace(&d, path, err);
	if ((rc == PL_EFORMAT || rc == PL_EVERSION) &&
	    put_damaged(&d, &ignored) != PL_OK)
		rc = pl_fail(err, ignored.status, "%s", ignored.text);
	pl_shard_close(d.shard);
	free(file);
	free(path);
	return rc;
}
