/* What index.db says of a shard is made from the shard, all of it and always
 * in this one way: after a commit, after a crash, after a rebuild. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/sha256.h"
#include "schema/shard/shard.h"
#include "schema/store/store.h"

struct description {
	struct db *store;
	struct pl_shard *shard;
	const char *name;
	int64_t now;
	/* notes that stood before: since when */
	struct pl_note *old;
	size_t old_count, old_capacity;
	struct pl_error *err;
};

static int
compare_notes(const void *a, const void *b)
{
	const struct pl_note *x = a, *y = b;

	if (x->archive != y->archive)
		return (x->archive > y->archive) - (x->archive < y->archive);
	return strcmp(x->key, y->key);
}

static enum pl_status
read_old_notes(struct description *d, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_SHARD_NOTES, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(d->name));
	while (
	    (rc = stmt_step(d->store, STMT_STORE_SHARD_NOTES, err)) == PL_OK) {
		struct span key = column_span(q, 1);
		struct span reason = column_span(q, 2);

		d->old = xgrow(
		    d->old, d->old_count, &d->old_capacity, sizeof *d->old);
		d->old[d->old_count++] = (struct pl_note){
			.archive = sqlite3_column_int64(q, 0),
			.key = xstrndup(key.p, key.n),
			.reason = xstrndup(reason.p, reason.n),
			.since = sqlite3_column_int64(q, 3),
		};
	}
	stmt_end(d->store, STMT_STORE_SHARD_NOTES);
	if (d->old_count > 1)
		qsort(d->old, d->old_count, sizeof *d->old, compare_notes);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
drop_by_shard(
    struct description *d, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(d->store, which, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(d->name));
	return stmt_run(d->store, which, err);
}

static enum pl_status
put_name(struct description *d, enum pl_name_kind kind, struct span name,
    int64_t records, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (name.n == 0)
		return PL_OK;
	rc = stmt_begin(d->store, STMT_STORE_PUT_SHARD_NAME, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	bind_span(q, 2, name);
	bind_span(q, 3, span_str(d->name));
	bind_int(q, 4, records);
	return stmt_run(d->store, STMT_STORE_PUT_SHARD_NAME, err);
}

/* Copy one of the counting statements: name, records. */
static enum pl_status
put_names(struct description *d, enum statement which, enum pl_name_kind kind,
    struct pl_error *err)
{
	struct db *db = &d->shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, which, err)) == PL_OK) {
		struct span name = column_span(q, 0);

		if (kind == PL_NAME_TYPE) {
			int64_t type = strtoll(name.p, NULL, 10);

			name = span_str(pl_type_name(
			    type > 0 && type < PL_TYPES ? (enum pl_type)type
							: PL_TYPE_UNKNOWN));
		}
		rc = put_name(d, kind, name, sqlite3_column_int64(q, 1), err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(db, which);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
put_places(struct description *d, struct pl_error *err)
{
	static const enum pl_name_kind kinds[] = { PL_NAME_ACCOUNT,
		PL_NAME_REGION, PL_NAME_LOG_TYPE };
	struct db *db = &d->shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_COUNT_PLACES, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_SHARD_COUNT_PLACES, err)) == PL_OK) {
		for (int i = 0; i < 3 && rc == PL_OK; i++)
			rc = put_name(d, kinds[i], column_span(q, i),
			    sqlite3_column_int64(q, 3), err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(db, STMT_SHARD_COUNT_PLACES);
	return rc < 0 ? rc : PL_OK;
}

/* A note's "since" is when that object first had that reason. */
static int64_t
since(const struct description *d, const struct pl_object *o)
{
	char *key = xstrndup(o->key.p, o->key.n);
	struct pl_note wanted = { .archive = o->archive, .key = key };
	const struct pl_note *old = d->old_count > 0
	    ? bsearch(
		  &wanted, d->old, d->old_count, sizeof wanted, compare_notes)
	    : NULL;

	free(key);
	return old != NULL && span_is(o->reason, old->reason) ? old->since
							      : d->now;
}

static enum pl_status
put_note(
    struct description *d, const struct pl_object *o, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_PUT_SHARD_NOTE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, o->archive);
	bind_span(q, 2, o->key);
	bind_span(q, 3, span_str(d->name));
	bind_int(q, 4,
	    o->outcome == PL_OUTCOME_PARTLY ? PL_NOTE_PARTLY
					    : PL_NOTE_REJECTED);
	bind_span(q, 5, o->reason);
	if (o->place.hour != INSTANT_NONE)
		bind_int(q, 6, o->place.hour);
	/* What was accepted was this content; of an object that cannot be
	 * read, this reason. */
	if (o->hashed)
		bind_blob(q, 7, o->sha256, sizeof o->sha256);
	else
		bind_blob(q, 7, o->reason.p, o->reason.n);
	bind_int(q, 8, since(d, o));
	return stmt_run(d->store, STMT_STORE_PUT_SHARD_NOTE, err);
}

static enum pl_status
visit_object(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct description *d = context;
	sqlite3_stmt *q;
	enum pl_status rc;

	(void)row;
	rc = stmt_begin(d->store, STMT_STORE_PUT_SHARD_ARCHIVE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(d->name));
	bind_int(q, 2, o->archive);
	rc = stmt_run(d->store, STMT_STORE_PUT_SHARD_ARCHIVE, err);
	if (rc == PL_OK && o->outcome != PL_OUTCOME_INDEXED)
		rc = put_note(d, o, err);
	return rc;
}

static enum pl_status
read_counts(
    struct description *d, struct pl_shard_info *info, struct pl_error *err)
{
	struct db *db = &d->shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_SUMMARY, &q, err);

	if (rc != PL_OK)
		return rc;
	rc = stmt_step(db, STMT_SHARD_SUMMARY, err);
	if (rc == PL_OK) {
		info->records = (uint64_t)sqlite3_column_int64(q, 2);
		info->duplicates = (uint64_t)sqlite3_column_int64(q, 3);
		info->least =
		    info->records ? sqlite3_column_int64(q, 0) : INT64_MAX;
		info->greatest =
		    info->records ? sqlite3_column_int64(q, 1) : INSTANT_NONE;
	}
	stmt_end(db, STMT_SHARD_SUMMARY);
	if (rc == PL_OK)
		rc = stmt_begin(db, STMT_SHARD_OUTCOMES, &q, err);
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_SHARD_OUTCOMES, err)) == PL_OK) {
		int64_t outcome = sqlite3_column_int64(q, 0);

		if (outcome >= 0 && outcome <= PL_OUTCOME_REJECTED)
			info->objects[outcome] =
			    (uint64_t)sqlite3_column_int64(q, 1);
	}
	stmt_end(db, STMT_SHARD_OUTCOMES);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
put_shard(struct description *d, const struct pl_shard_info *info,
    const struct stat *st, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(d->store, STMT_STORE_PUT_SHARD, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(d->name));
	bind_span(q, 2, span_str(info->file));
	if (info->day != INSTANT_NONE)
		bind_int(q, 3, info->day);
	bind_int(q, 4, st->st_size);
	bind_int(
	    q, 5, st->st_mtim.tv_sec * NS_PER_SECOND + st->st_mtim.tv_nsec);
	bind_int(q, 6, (int64_t)st->st_ino);
	bind_blob(q, 7, info->sha256, sizeof info->sha256);
	bind_int(q, 8, info->least);
	bind_int(q, 9, info->greatest);
	for (int i = 0; i < 3; i++)
		bind_int(q, 10 + i, (int64_t)info->objects[i]);
	bind_int(q, 13, (int64_t)info->records);
	bind_int(q, 14, (int64_t)info->duplicates);
	return stmt_run(d->store, STMT_STORE_PUT_SHARD, err);
}

static enum pl_status
replace_rows(struct description *d, const struct pl_shard_info *info,
    const struct stat *st, struct pl_error *err)
{
	static const struct {
		enum statement which;
		enum pl_name_kind kind;
	} counts[] = {
		{ STMT_SHARD_COUNT_USERS, PL_NAME_USER },
		{ STMT_SHARD_COUNT_MODELS, PL_NAME_MODEL },
		{ STMT_SHARD_COUNT_TYPES, PL_NAME_TYPE },
	};
	static const enum statement drops[] = { STMT_STORE_DROP_SHARD_NAMES,
		STMT_STORE_DROP_SHARD_ARCHIVES, STMT_STORE_DROP_SHARD_NOTES };
	enum pl_status rc = read_old_notes(d, err);

	for (size_t i = 0; i < 3 && rc == PL_OK; i++)
		rc = drop_by_shard(d, drops[i], err);
	for (size_t i = 0; i < 3 && rc == PL_OK; i++)
		rc = put_names(d, counts[i].which, counts[i].kind, err);
	if (rc == PL_OK)
		rc = put_places(d, err);
	if (rc == PL_OK)
		rc = pl_shard_objects(d->shard, visit_object, d, err);
	if (rc == PL_OK)
		rc = put_shard(d, info, st, err);
	return rc;
}

static enum pl_status
hash_file(const char *path, struct stat *st, uint8_t sha256[PL_SHA256_BYTES],
    struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum pl_status rc;

	if (fd < 0 || fstat(fd, st) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	else
		rc = pl_sha256_file(fd, sha256, err);
	if (fd >= 0)
		close(fd);
	return rc;
}

enum pl_status
store_describe(struct db *store, const char *index, const char *name,
    struct pl_error *err)
{
	struct description d = {
		.store = store, .name = name, .now = instant_now()
	};
	char *file = store_shard_file(name);
	char *path = xasprintf("%s/%s", index, file);
	struct pl_shard_info info = { .name = name, .file = file };
	struct stat st;
	enum pl_status rc;

	info.day = INSTANT_NONE;
	if (strcmp(name, STORE_UNDATED) != 0) {
		char *midnight = xasprintf("%sT00:00:00Z", name);

		instant_parse(span_str(midnight), &info.day);
		free(midnight);
	}
	rc = hash_file(path, &st, info.sha256, err);
	if (rc == PL_OK)
		rc = shard_open_path(path, &d.shard, err);
	if (rc == PL_OK)
		rc = read_counts(&d, &info, err);
	if (rc == PL_OK)
		rc = replace_rows(&d, &info, &st, err);
	pl_shard_close(d.shard);
	for (size_t i = 0; i < d.old_count; i++) {
		free((char *)d.old[i].key);
		free((char *)d.old[i].reason);
	}
	free(d.old);
	free(file);
	free(path);
	return rc;
}
