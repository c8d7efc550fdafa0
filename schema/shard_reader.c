#include "schema/shard_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard_writer.h"

static enum pl_status
read_summary(struct pl_shard *s, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_LAST, &q, err);

	if (rc != PL_OK)
		return rc;
	rc = stmt_step(&s->db, STMT_SHARD_LAST, err);
	if (rc == PL_OK) {
		int64_t last = sqlite3_column_int64(q, 1);

		if (last < 0 || last > SHARD_RECORDS_MAX)
			rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: record %lld", s->db.path,
			    (long long)last);
		else
			s->limit = (uint32_t)last;
	}
	stmt_end(&s->db, STMT_SHARD_LAST);
	return rc;
}

enum pl_status
shard_open_path(const char *path, struct pl_shard **out, struct pl_error *err)
{
	struct pl_shard *s = xcalloc(1, sizeof *s);
	enum pl_status rc;

	*out = NULL;
	buf_init(&s->key, BUF_UNLIMITED);
	buf_init(&s->object_key, BUF_UNLIMITED);
	buf_init(&s->request, BUF_UNLIMITED);
	buf_init(&s->name, BUF_UNLIMITED);
	buf_init(&s->text, BUF_UNLIMITED);
	s->coder = block_coder_new();
	s->least = INT64_MAX;
	s->greatest = INSTANT_NONE;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		rc = pl_fail(err, PL_EFORMAT, "'%s' is missing", path);
	else
		rc = db_open_reader(&s->db, path, DB_SHARD_ID, err);
	if (rc == PL_OK)
		rc = read_summary(s, err);
	if (rc != PL_OK)
		goto done;
	*out = s;
	s = NULL; /* handed over */
done:
	pl_shard_close(s);
	return rc;
}

enum pl_status
pl_shard_open(const struct pl_index *ix, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	char *path = xasprintf("%s/%s", ix->path, info->file);
	enum pl_status rc = shard_open_path(path, out, err);

	if (rc == PL_OK) {
		(*out)->least = info->least;
		(*out)->greatest = info->greatest;
	}
	free(path);
	return rc;
}

enum pl_status
pl_shard_open_file(
    const char *file, struct pl_shard **out, struct pl_error *err)
{
	return shard_open_path(file, out, err);
}

void
pl_shard_close(struct pl_shard *s)
{
	if (s == NULL)
		return;
	db_close(&s->db);
	block_coder_free(s->coder);
	buf_release(&s->key);
	buf_release(&s->object_key);
	buf_release(&s->request);
	buf_release(&s->name);
	buf_release(&s->text);
	body_space_release(&s->parts);
	free(s->rowids);
	free(s);
}

uint32_t
pl_shard_limit(const struct pl_shard *s)
{
	return s->limit;
}

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
	    sqlite3_column_bytes(q, 4) == 16) {
		char text[37];

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
	if (rc == PL_OK)
		fill_row(s, q, out);
	else
		stmt_end(&s->db, STMT_SHARD_RECORD);
	return rc;
}

enum pl_status
pl_shard_row_time(
    struct pl_shard *s, uint32_t rowid, int64_t *time, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_RECORD_TIME, &q, err);

	*time = INSTANT_NONE;
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, rowid);
	rc = stmt_step(&s->db, STMT_SHARD_RECORD_TIME, err);
	if (rc == PL_OK)
		*time = sqlite3_column_int64(q, 0);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: record %u is missing", s->db.path,
		    rowid);
	stmt_end(&s->db, STMT_SHARD_RECORD_TIME);
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

static enum pl_status
load_block(struct pl_shard *s, int64_t block, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (s->block == block)
		return PL_OK;
	s->block = 0;
	rc = stmt_begin(&s->db, STMT_SHARD_GET_BLOCK, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, block);
	rc = stmt_step(&s->db, STMT_SHARD_GET_BLOCK, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "block %lld is missing",
		    (long long)block);
	if (rc == PL_OK)
		rc = block_inflate(s->coder, column_span(q, 1),
		    (size_t)sqlite3_column_int64(q, 0), &s->text, err);
	if (rc == PL_OK)
		s->block = block;
	stmt_end(&s->db, STMT_SHARD_GET_BLOCK);
	return rc;
}

static enum pl_status
read_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	int64_t block = 0;
	size_t start = 0, length = 0;
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_RECORD_PLACE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, rowid);
	rc = stmt_step(&s->db, STMT_SHARD_RECORD_PLACE, err);
	if (rc == PL_OK) {
		block = sqlite3_column_int64(q, 0);
		start = (size_t)sqlite3_column_int64(q, 1);
		length = (size_t)sqlite3_column_int64(q, 2);
	}
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "record %u is missing", rowid);
	stmt_end(&s->db, STMT_SHARD_RECORD_PLACE);
	if (rc == PL_OK)
		rc = load_block(s, block, err);
	if (rc != PL_OK)
		return rc;
	if (start > s->text.n || length > s->text.n - start)
		return pl_fail(err, PL_EFORMAT,
		    "record %u lies outside of its block", rowid);
	return body_read(
	    span_of(s->text.p + start, length), &s->parts, out, err);
}

enum pl_status
pl_shard_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	struct pl_error why;
	enum pl_status rc = read_text(s, rowid, out, &why);

	if (rc != PL_OK) {
		*out = (struct pl_record){ 0 };
		pl_fail(
		    err, rc, "'%s' is damaged: %.300s", s->db.path, why.text);
	}
	return rc;
}
