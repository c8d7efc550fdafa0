/* Records on their way into a shard: row, text, words. */
#include <assert.h>

#include "schema/fts_tokenizer.h"
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
	rc = block_compress(
	    w->coder, BLOCK_LEVEL, buf_span(&w->block), &w->frame, err);
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

/* A filter as a word: 0xFF, which no UTF-8 text holds, a letter, the number.
 */
static void
put_filter(struct pl_shard_writer *w, char letter, int64_t number)
{
	char word[2 + 20], *end = word + sizeof word, *p = end;

	do {
		*--p = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	*--p = letter;
	*--p = FTS_RAW_FILTER;
	text_index_word(w->index, TEXT_FILTER, span_of(p, (size_t)(end - p)));
}

static enum pl_status
put_words(struct pl_shard_writer *w, const struct pl_record *r,
    const struct numbers *n, struct pl_error *err)
{
	enum pl_status rc = text_index_begin(w->index, w->last_record, err);

	if (rc != PL_OK)
		return rc;
	text_index_text(w->index, TEXT_CONTEXT, r->column[PL_COLUMN_CONTEXT]);
	text_index_text(
	    w->index, TEXT_RESPONSE, r->column[PL_COLUMN_RESPONSE]);
	text_index_text(w->index, TEXT_PROMPT, r->column[PL_COLUMN_PROMPT]);
	put_filter(w, 't', r->type);
	if (n->user != 0)
		put_filter(w, 'u', n->user);
	if (n->model != 0)
		put_filter(w, 'm', n->model);
	if (n->account != 0)
		put_filter(w, 'a', n->account);
	if (n->region != 0)
		put_filter(w, 'r', n->region);
	return PL_OK;
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
	rc = put_row(w, record, &n, start, err);
	if (rc == PL_OK)
		rc = put_words(w, record, &n, err);
	if (rc == PL_OK && w->block.n >= w->block_aim)
		rc = build_flush_block(w, err);
	return rc;
}
