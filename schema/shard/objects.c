#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/shard.h"

static void
fill_object(sqlite3_stmt *q, struct buf *key, struct pl_object *out)
{
	int64_t outcome = sqlite3_column_int64(q, 10);
	int64_t type = sqlite3_column_int64(q, 17);

	*out = (struct pl_object){ 0 };
	out->archive = sqlite3_column_int64(q, 1);
	buf_clear(key);
	buf_addspan(key, column_span(q, 2));
	buf_addspan(key, column_span(q, 3));
	out->key = buf_span(key);
	out->size = (uint64_t)sqlite3_column_int64(q, 4);
	out->mtime = sqlite3_column_int64(q, 5);
	out->ctime = sqlite3_column_int64(q, 6);
	out->inode = (uint64_t)sqlite3_column_int64(q, 7);
	out->inflated = (uint64_t)sqlite3_column_int64(q, 8);
	if (sqlite3_column_bytes(q, 9) == PL_SHA256_BYTES) {
		out->hashed = true;
		memcpy(
		    out->sha256, sqlite3_column_blob(q, 9), PL_SHA256_BYTES);
	}
	out->outcome = outcome >= 0 && outcome <= PL_OUTCOME_REJECTED
	    ? (enum pl_outcome)outcome
	    : PL_OUTCOME_REJECTED;
	out->reason = column_span(q, 11);
	out->records = (uint32_t)sqlite3_column_int64(q, 13);
	out->place.account = column_span(q, 14);
	out->place.region = column_span(q, 15);
	out->place.log_type = column_span(q, 16);
	out->place.type = type >= 0 && type < PL_TYPES ? (enum pl_type)type
						       : PL_TYPE_UNKNOWN;
	out->place.hour = column_instant(q, 18);
	out->place.day = column_instant(q, 19);
}

enum pl_status
shard_visit(struct pl_shard *s, enum statement which, pl_object_visitor *visit,
    void *context, struct pl_error *err)
{
	struct pl_object object;
	struct buf key;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&key, BUF_UNLIMITED);
	while ((rc = stmt_step(&s->db, which, err)) == PL_OK) {
		fill_object(q, &key, &object);
		rc = visit(context, sqlite3_column_int64(q, 0), &object, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, which);
	buf_release(&key);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_objects(struct pl_shard *s, pl_object_visitor *visit, void *context,
    struct pl_error *err)
{
	return shard_visit(s, STMT_SHARD_OBJECTS, visit, context, err);
}

enum pl_status
pl_shard_object(struct pl_shard *s, int64_t row, struct pl_object *out,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	*out = (struct pl_object){ 0 };
	stmt_end(&s->db, STMT_SHARD_OBJECT);
	rc = stmt_begin(&s->db, STMT_SHARD_OBJECT, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, row);
	rc = stmt_step(&s->db, STMT_SHARD_OBJECT, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: object %lld is missing", s->db.path,
		    (long long)row);
	if (rc == PL_OK)
		fill_object(q, &s->object_key, out);
	else
		stmt_end(&s->db, STMT_SHARD_OBJECT);
	return rc;
}

enum pl_status
pl_shard_object_records(struct pl_shard *s, int64_t row,
    const uint32_t **rowids, size_t *count, struct pl_error *err)
{
	sqlite3_stmt *q;
	int64_t first = 0, records = 0;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_OBJECT_RANGE, &q, err);

	*rowids = NULL;
	*count = 0;
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, row);
	rc = stmt_step(&s->db, STMT_SHARD_OBJECT_RANGE, err);
	if (rc == PL_OK) {
		first = sqlite3_column_int64(q, 0);
		records = sqlite3_column_int64(q, 1);
	}
	stmt_end(&s->db, STMT_SHARD_OBJECT_RANGE);
	if (rc < 0)
		return rc;
	if (rc == PL_END)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: object %lld is missing", s->db.path,
		    (long long)row);
	rc = shard_check_range(s, first, records, err);
	if (rc != PL_OK)
		return rc;
	while (s->rowid_capacity < (size_t)records)
		s->rowids = xgrow(s->rowids, s->rowid_capacity,
		    &s->rowid_capacity, sizeof *s->rowids);
	for (int64_t i = 0; i < records; i++)
		s->rowids[i] = (uint32_t)(first + i);
	*rowids = s->rowids;
	*count = (size_t)records;
	return PL_OK;
}

enum pl_status
shard_check_day(struct pl_shard *s, int64_t day, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_STRANGE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_instant(q, 1, day);
	rc = stmt_step(&s->db, STMT_SHARD_STRANGE, err);
	if (rc == PL_OK)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is the shard of another day: it holds '%.*s%.*s'",
		    s->db.path, SPAN_ARG(column_span(q, 0)),
		    SPAN_ARG(column_span(q, 1)));
	stmt_end(&s->db, STMT_SHARD_STRANGE);
	return rc < 0 ? rc : PL_OK;
}
