#include "schema/shard/request.h"
#include "schema/shard/shard.h"

/* The public id needs the object's hash where there is no requestId. */
static void
fill_id(struct pl_shard *s, sqlite3_stmt *q, struct pl_row *out)
{
	uint8_t none[PL_SHA256_BYTES] = { 0 };
	const uint8_t *sha256 = sqlite3_column_bytes(q, 18) == PL_SHA256_BYTES
	    ? sqlite3_column_blob(q, 18)
	    : none;

	buf_clear(&s->request);
	if (sqlite3_column_type(q, 4) == SQLITE_BLOB &&
	    sqlite3_column_bytes(q, 4) == REQUEST_PACKED) {
		char text[REQUEST_TEXT];

		request_unpack(sqlite3_column_blob(q, 4), text);
		buf_adds(&s->request, text);
	} else {
		buf_addspan(&s->request, column_span(q, 4));
	}
	out->request = buf_span(&s->request);
	pl_record_id(out->request, sha256, out->ordinal, out->id);
}

static void
fill_row(struct pl_shard *s, sqlite3_stmt *q, struct pl_row *out)
{
	out->ordinal = (uint32_t)sqlite3_column_int64(q, 0);
	out->time = sqlite3_column_int64(q, 1);
	int64_t type = sqlite3_column_int64(q, 2);
	out->type = type >= 0 && type < PL_TYPES ? (enum pl_type)type
						 : PL_TYPE_UNKNOWN;
	out->flags = (unsigned)sqlite3_column_int64(q, 3);
	out->begin = (uint64_t)sqlite3_column_int64(q, 5);
	out->end = (uint64_t)sqlite3_column_int64(q, 6);
	out->length = (uint32_t)sqlite3_column_int64(q, 7);
	out->object = sqlite3_column_int64(q, 8);
	out->user = column_span(q, 9);
	out->model = column_span(q, 10);
	out->conversation = column_span(q, 11);
	out->file = column_span(q, 12);
	out->archive = sqlite3_column_int64(q, 13);
	buf_clear(&s->key);
	buf_addspan(&s->key, column_span(q, 14));
	buf_addspan(&s->key, column_span(q, 15));
	out->key = buf_span(&s->key);
	out->account = column_span(q, 16);
	out->region = column_span(q, 17);
	fill_id(s, q, out);
}

/* The statement stays open, so that its texts stay valid until the next. */
enum pl_status
pl_shard_row(struct pl_shard *s, uint32_t rowid, struct pl_row *out,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	*out = (struct pl_row){ .rowid = rowid };
	stmt_end(&s->db, STMT_SHARD_RECORD);
	rc = stmt_begin(&s->db, STMT_SHARD_RECORD, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, rowid);
	rc = stmt_step(&s->db, STMT_SHARD_RECORD, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: record %u is missing", s->db.path,
		    rowid);
	if (rc == PL_OK) {
		fill_row(s, q, out);
	} else {
		stmt_end(&s->db, STMT_SHARD_RECORD);
		*out = (struct pl_row){ 0 };
	}
	return rc;
}

/* Looking for a record costs as much as stepping over so many. */
#define STEP_MOST 8

enum pl_status
shard_seek(struct pl_shard *s, enum statement which, uint32_t rowid,
    sqlite3_stmt **out, struct pl_error *err)
{
	sqlite3_stmt *q = s->db.slots[which];
	int64_t at = s->db.busy[which] ? sqlite3_column_int64(q, 0) : 0;
	enum pl_status rc = PL_OK;

	if (at == 0 || at > rowid || rowid - at > STEP_MOST) {
		stmt_end(&s->db, which);
		rc = stmt_begin(&s->db, which, &q, err);
		if (rc == PL_OK)
			bind_int(q, 1, rowid);
		at = 0;
	}
	while (rc == PL_OK && at < rowid) {
		rc = stmt_step(&s->db, which, err);
		if (rc == PL_OK)
			at = sqlite3_column_int64(q, 0);
	}
	if (rc == PL_END || (rc == PL_OK && at > rowid))
		rc = pl_fail(err, PL_EFORMAT, "record %u is missing", rowid);
	if (rc != PL_OK)
		stmt_end(&s->db, which);
	*out = q;
	return rc;
}

void
shard_fail(const struct pl_shard *s, enum pl_status rc,
    const struct pl_error *why, struct pl_error *err)
{
	if (rc == PL_EFORMAT)
		pl_fail(
		    err, rc, "'%s' is damaged: %.300s", s->db.path, why->text);
	else
		pl_fail(err, rc, "%s", why->text);
}

enum pl_status
pl_shard_times(struct pl_shard *s, const struct pl_set *records,
    pl_time_visitor *visit, void *context, struct pl_error *err)
{
	uint32_t row = 0;
	struct pl_error why;
	sqlite3_stmt *q;
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && (row = pl_set_next(records, row)) != 0) {
		rc = shard_seek(s, STMT_SHARD_TIMES, row, &q, &why);
		if (rc == PL_OK)
			visit(context, row, sqlite3_column_int64(q, 1));
		else
			shard_fail(s, rc, &why, err);
	}
	stmt_end(&s->db, STMT_SHARD_TIMES);
	return rc;
}

static enum pl_status
read_name(struct pl_shard *s, int64_t id, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_GET_NAME, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, id);
	rc = stmt_step(&s->db, STMT_SHARD_GET_NAME, err);
	if (rc == PL_OK)
		buf_addspan(&s->name, column_span(q, 0));
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: name %lld is missing", s->db.path,
		    (long long)id);
	stmt_end(&s->db, STMT_SHARD_GET_NAME);
	return rc;
}

enum pl_status
pl_shard_row_name(struct pl_shard *s, uint32_t rowid, enum pl_name_kind kind,
    struct span *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	int64_t id = 0;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_RECORD_NAMES, &q, err);

	*out = span_of(NULL, 0);
	buf_clear(&s->name);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, rowid);
	rc = stmt_step(&s->db, STMT_SHARD_RECORD_NAMES, err);
	if (rc == PL_OK)
		id = sqlite3_column_int64(q, (int)kind);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: record %u is missing", s->db.path,
		    rowid);
	stmt_end(&s->db, STMT_SHARD_RECORD_NAMES);
	if (rc == PL_OK && kind == PL_NAME_TYPE)
		buf_adds(&s->name,
		    pl_type_name(id > 0 && id < PL_TYPES ? (enum pl_type)id
							 : PL_TYPE_UNKNOWN));
	else if (rc == PL_OK && id != 0)
		rc = read_name(s, id, err);
	*out = buf_span(&s->name);
	return rc;
}
