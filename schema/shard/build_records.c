/* Records on their way into a shard: row, text, words. */
#include <assert.h>

#include "schema/shard/body.h"
#include "schema/shard/build.h"
#include "schema/shard/request.h"

/* The names of a record, numbered. */
struct numbers {
	int64_t user, model, conversation, file, account, region;
};

enum pl_status
build_flush_block(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	if (w->block.n == 0)
		return PL_OK;
	rc = block_compress(w->coder, buf_span(&w->block), &w->frame, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_SHARD_PUT_BLOCK, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, ++w->last_block);
	bind_int(s, 2, (int64_t)w->block.n);
	bind_blob(s, 3, w->frame.p, w->frame.n);
	w->block_aim = block_aim(w->block.n, w->frame.n);
	buf_clear(&w->block);
	return stmt_run(&w->db, STMT_SHARD_PUT_BLOCK, err);
}

static enum pl_status
number_record(struct pl_shard_writer *w, const struct pl_place *place,
    const struct pl_record *r, struct numbers *n, struct pl_error *err)
{
	const struct {
		enum pl_name_kind kind;
		struct span text;
		int64_t *id;
	} names[] = {
		{ PL_NAME_USER, r->user, &n->user },
		{ PL_NAME_MODEL, r->model, &n->model },
		{ PL_NAME_CONVERSATION, r->conversation, &n->conversation },
		{ PL_NAME_FILE, r->file, &n->file },
		{ PL_NAME_ACCOUNT, place->account, &n->account },
		{ PL_NAME_REGION, place->region, &n->region },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		enum pl_status rc = build_number_name(
		    w, names[i].kind, names[i].text, names[i].id, err);

		if (rc != PL_OK)
			return rc;
	}
	return PL_OK;
}

/* Filters as tokens: 0xFF, which no UTF-8 text holds, a letter, the number. */
static void
make_filter(
    struct buf *filter, const struct pl_record *r, const struct numbers *n)
{
	buf_clear(filter);
	buf_addf(filter, "\xFFt%d", (int)r->type);
	if (n->user != 0)
		buf_addf(filter, " \xFFu%lld", (long long)n->user);
	if (n->model != 0)
		buf_addf(filter, " \xFFm%lld", (long long)n->model);
	if (n->account != 0)
		buf_addf(filter,
		    " \xFF"
		    "a%lld",
		    (long long)n->account);
	if (n->region != 0)
		buf_addf(filter, " \xFFr%lld", (long long)n->region);
}

static enum pl_status
put_row(struct pl_shard_writer *w, const struct pl_record *r,
    const struct numbers *n, size_t start, struct pl_error *err)
{
	size_t searched = r->column[PL_COLUMN_PROMPT].n +
	    r->column[PL_COLUMN_CONTEXT].n + r->column[PL_COLUMN_RESPONSE].n;
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_PUT_RECORD, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, w->last_record);
	bind_int(s, 2, w->last_object);
	bind_int(s, 3, r->ordinal);
	bind_int(s, 4, r->time);
	bind_int(s, 5, r->type);
	bind_int(s, 6, r->flags & ~(unsigned)PL_RECORD_DUPLICATE);
	bind_number(s, 7, n->user);
	bind_number(s, 8, n->model);
	bind_number(s, 9, n->conversation);
	bind_number(s, 10, n->file);
	uint8_t uuid[REQUEST_PACKED];
	if (request_pack(r->request, uuid))
		bind_blob(s, 11, uuid, sizeof uuid);
	else if (r->request.n > 0 && r->request.n <= PL_REQUEST_MAX)
		bind_span(s, 11, r->request);
	bind_int(s, 12, (int64_t)r->begin);
	bind_int(s, 13, (int64_t)r->end);
	bind_int(s, 14, w->last_block + 1);
	bind_int(s, 15, (int64_t)start);
	bind_int(s, 16, (int64_t)(w->block.n - start));
	bind_int(s, 17, (int64_t)searched);
	return stmt_run(&w->db, STMT_SHARD_PUT_RECORD, err);
}

static enum pl_status
put_text(
    struct pl_shard_writer *w, const struct pl_record *r, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_PUT_TEXT, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, w->last_record);
	bind_span(s, 2, r->column[PL_COLUMN_PROMPT]);
	bind_span(s, 3, r->column[PL_COLUMN_CONTEXT]);
	bind_span(s, 4, r->column[PL_COLUMN_RESPONSE]);
	bind_span(s, 5, buf_span(&w->filter));
	return stmt_run(&w->db, STMT_SHARD_PUT_TEXT, err);
}

/* Whether there is room for another record, and for the bytes of it. */
static enum pl_status
check_limits(struct pl_shard_writer *w, const struct pl_record *record,
    struct pl_error *err)
{
	if (w->last_record >= SHARD_RECORDS_MAX)
		return pl_fail(err, PL_ELIMIT,
		    "'%s' would hold more than %d records", w->file,
		    SHARD_RECORDS_MAX);
	if (body_size(record) > w->block.max - w->block.n)
		return pl_fail(err, PL_ELIMIT,
		    "a record for '%s' has more than %zu bytes", w->file,
		    w->block.max - w->block.n);
	return PL_OK;
}

enum pl_status
pl_shard_writer_record(struct pl_shard_writer *w, const struct pl_place *place,
    const struct pl_record *record, struct pl_error *err)
{
	struct numbers n;
	enum pl_status rc;

	assert(w->in_object);
	rc = check_limits(w, record, err);
	if (rc == PL_OK)
		rc = number_record(w, place, record, &n, err);
	if (rc != PL_OK)
		return rc;
	w->last_record++;
	w->object_records++;
	size_t start = w->block.n;
	body_write(&w->block, record);
	make_filter(&w->filter, record, &n);
	rc = put_row(w, record, &n, start, err);
	if (rc == PL_OK)
		rc = put_text(w, record, err);
	if (rc == PL_OK && w->block.n >= w->block_aim)
		rc = build_flush_block(w, err);
	return rc;
}
