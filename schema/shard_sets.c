/* The sets of records that fields, times and words stand for. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/match.h"
#include "schema/shard_reader.h"
#include "schema/shard_writer.h"

/* So many numbers of a name are asked of the full-text index by OR; more are
 * cheaper to find by going through the rows. */
#define FILTER_NUMBERS_MAX 200

/* Add a rowid of the file, which may be damaged. */
static enum pl_status
add_rowid(struct pl_shard *s, int64_t rowid, struct pl_set *out,
    struct pl_error *err)
{
	if (rowid < 1 || rowid > (int64_t)s->limit)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: there is no record %lld", s->db.path,
		    (long long)rowid);
	pl_set_add(out, (uint32_t)rowid);
	return PL_OK;
}

enum pl_status
shard_collect(struct pl_shard *s, enum statement which, struct pl_set *out,
    struct pl_error *err)
{
	enum pl_status rc;

	while ((rc = stmt_step(&s->db, which, err)) == PL_OK) {
		rc = add_rowid(
		    s, sqlite3_column_int64(s->db.slots[which], 0), out, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, which);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
shard_match_text(struct pl_shard *s, const struct buf *expression,
    struct pl_set *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_MATCH, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, buf_span(expression));
	return shard_collect(s, STMT_SHARD_MATCH, out, err);
}

enum pl_status
pl_shard_all(struct pl_shard *s, struct pl_set *out, struct pl_error *err)
{
	(void)err;
	pl_set_init_full(out, s->limit);
	return PL_OK;
}

enum pl_status
pl_shard_duplicates(
    struct pl_shard *s, struct pl_set *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	rc = stmt_begin(&s->db, STMT_SHARD_DUPLICATES, &q, err);
	if (rc != PL_OK)
		return rc;
	return shard_collect(s, STMT_SHARD_DUPLICATES, out, err);
}

enum pl_status
pl_shard_time(struct pl_shard *s, int64_t least, int64_t below,
    struct pl_set *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (least == INSTANT_NONE && below == INT64_MAX)
		return pl_shard_all(s, out, err);
	if (s->least != INSTANT_NONE && s->least >= least &&
	    s->greatest < below)
		return pl_shard_all(s, out, err);
	pl_set_init(out, s->limit);
	rc = stmt_begin(&s->db, STMT_SHARD_TIME, &q, err);
	if (rc != PL_OK)
		return rc;
	/* A record without a time is in no range that has an end. */
	bind_int(q, 1, least == INSTANT_NONE ? INSTANT_NONE + 1 : least);
	bind_int(q, 2, below);
	return shard_collect(s, STMT_SHARD_TIME, out, err);
}

enum pl_status
pl_shard_match(struct pl_shard *s, const struct pl_term *terms, size_t count,
    struct pl_set *out, struct pl_error *err)
{
	struct buf expression;
	enum pl_status rc;

	if (count == 0)
		return pl_shard_all(s, out, err);
	pl_set_init(out, s->limit);
	buf_init(&expression, BUF_UNLIMITED);
	for (size_t i = 0; i < count; i++) {
		match_and(&expression);
		match_term(&expression, &terms[i]);
	}
	rc = shard_match_text(s, &expression, out, err);
	buf_release(&expression);
	return rc;
}

enum pl_status
pl_shard_frequency(struct pl_shard *s, const struct pl_term *term,
    void (*visit)(void *context, uint32_t rowid, uint32_t times),
    void *context, struct pl_error *err)
{
	struct buf expression;
	sqlite3_stmt *q;
	enum pl_status rc;

	buf_init(&expression, BUF_UNLIMITED);
	match_term(&expression, term);
	rc = stmt_begin(&s->db, STMT_SHARD_FREQUENCY, &q, err);
	if (rc != PL_OK)
		goto done;
	bind_span(q, 1, buf_span(&expression));
	while ((rc = stmt_step(&s->db, STMT_SHARD_FREQUENCY, err)) == PL_OK) {
		int64_t rowid = sqlite3_column_int64(q, 0);

		if (rowid >= 1 && rowid <= (int64_t)s->limit)
			visit(context, (uint32_t)rowid,
			    (uint32_t)sqlite3_column_int64(q, 1));
	}
	stmt_end(&s->db, STMT_SHARD_FREQUENCY);
done:
	buf_release(&expression);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_type(struct pl_shard *s, enum pl_type type, struct pl_set *out,
    struct pl_error *err)
{
	int64_t number = type;
	struct buf expression;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	buf_init(&expression, BUF_UNLIMITED);
	match_filter(&expression, 't', &number, 1);
	rc = shard_match_text(s, &expression, out, err);
	buf_release(&expression);
	return rc;
}

/* The numbers of the names of a kind that a test accepts, ascending. */
struct numbers {
	int64_t *ids;
	size_t count, capacity;
};

static int
compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum pl_status
accepted_numbers(struct pl_shard *s, enum pl_name_kind kind,
    bool (*test)(void *context, struct span name), void *context,
    struct numbers *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_NAMES, &q, err);

	*out = (struct numbers){ 0 };
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	while ((rc = stmt_step(&s->db, STMT_SHARD_NAMES, err)) == PL_OK) {
		if (!test(context, column_span(q, 1)))
			continue;
		out->ids = xgrow(
		    out->ids, out->count, &out->capacity, sizeof *out->ids);
		out->ids[out->count++] = sqlite3_column_int64(q, 0);
	}
	stmt_end(&s->db, STMT_SHARD_NAMES);
	if (out->count > 1)
		qsort(out->ids, out->count, sizeof *out->ids, compare_numbers);
	return rc < 0 ? rc : PL_OK;
}

/* Rows whose number, in the second column, is one of those. */
static enum pl_status
rows_by_number(struct pl_shard *s, enum statement which,
    const struct numbers *wanted, struct pl_set *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&s->db, which, err)) == PL_OK) {
		int64_t number = sqlite3_column_int64(q, 1);

		if (bsearch(&number, wanted->ids, wanted->count, sizeof number,
			compare_numbers) == NULL)
			continue;
		rc = add_rowid(s, sqlite3_column_int64(q, 0), out, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, which);
	return rc < 0 ? rc : PL_OK;
}

/* Rows whose filter tokens hold one of those numbers. */
static enum pl_status
rows_by_filter(struct pl_shard *s, char letter, const struct numbers *wanted,
    struct pl_set *out, struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	struct buf expression;

	buf_init(&expression, BUF_UNLIMITED);
	for (size_t i = 0; i < wanted->count && rc == PL_OK;
	     i += FILTER_NUMBERS_MAX) {
		size_t n = wanted->count - i;

		buf_clear(&expression);
		match_filter(&expression, letter, wanted->ids + i,
		    n < FILTER_NUMBERS_MAX ? n : FILTER_NUMBERS_MAX);
		rc = shard_match_text(s, &expression, out, err);
	}
	buf_release(&expression);
	return rc;
}

enum pl_status
pl_shard_named(struct pl_shard *s, enum pl_name_kind kind,
    bool (*test)(void *context, struct span name), void *context,
    struct pl_set *out, struct pl_error *err)
{
	static const char letters[] = { [PL_NAME_USER] = 'u',
		[PL_NAME_MODEL] = 'm',
		[PL_NAME_ACCOUNT] = 'a',
		[PL_NAME_REGION] = 'r' };
	struct numbers wanted;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	rc = accepted_numbers(s, kind, test, context, &wanted, err);
	if (rc != PL_OK || wanted.count == 0)
		goto done;
	if (kind == PL_NAME_FILE)
		rc = rows_by_number(s, STMT_SHARD_BY_FILE, &wanted, out, err);
	else if (kind == PL_NAME_CONVERSATION)
		rc = rows_by_number(
		    s, STMT_SHARD_BY_CONVERSATION, &wanted, out, err);
	else
		rc = rows_by_filter(s, letters[kind], &wanted, out, err);
done:
	free(wanted.ids);
	return rc;
}

/* Passes the records of accepted objects on. */
struct keyed {
	struct pl_shard *shard;
	bool (*test)(void *context, struct span key);
	void *context;
	struct pl_set *out;
};

static enum pl_status
add_keyed(void *context, int64_t row, const struct pl_object *object,
    struct pl_error *err)
{
	struct keyed *k = context;
	const uint32_t *rowids;
	size_t count;
	enum pl_status rc;

	if (object->records == 0 || !k->test(k->context, object->key))
		return PL_OK;
	rc = pl_shard_object_records(k->shard, row, &rowids, &count, err);
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = add_rowid(k->shard, rowids[i], k->out, err);
	return rc;
}

enum pl_status
pl_shard_keyed(struct pl_shard *s, bool (*test)(void *context, struct span),
    void *context, struct pl_set *out, struct pl_error *err)
{
	struct keyed k = { s, test, context, out };

	pl_set_init(out, s->limit);
	return pl_shard_objects(s, add_keyed, &k, err);
}

enum pl_status
pl_shard_requested(struct pl_shard *s, struct span request, struct pl_set *out,
    struct pl_error *err)
{
	uint8_t uuid[16];
	sqlite3_stmt *q;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	rc = stmt_begin(&s->db, STMT_SHARD_BY_REQUEST, &q, err);
	if (rc != PL_OK)
		return rc;
	if (request_pack(request, uuid))
		bind_blob(q, 1, uuid, sizeof uuid);
	else
		bind_span(q, 1, request);
	return shard_collect(s, STMT_SHARD_BY_REQUEST, out, err);
}

/* Looks for the object of a made id, by the beginning of its hash. */
struct made_id {
	struct pl_shard *shard;
	struct span id;
	struct pl_set *out;
};

static enum pl_status
add_identified(void *context, int64_t row, const struct pl_object *object,
    struct pl_error *err)
{
	struct made_id *m = context;
	char first[PL_ID_TEXT];
	const uint32_t *rowids;
	struct pl_row r;
	size_t count;
	enum pl_status rc;

	pl_record_id(span_of(NULL, 0), object->sha256, 0, first);
	size_t hash = (size_t)(strchr(first, '.') - first) + 1;
	if (!object->hashed || m->id.n < hash ||
	    memcmp(m->id.p, first, hash) != 0)
		return PL_OK;
	rc = pl_shard_object_records(m->shard, row, &rowids, &count, err);
	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		rc = pl_shard_row(m->shard, rowids[i], &r, err);
		if (rc == PL_OK && span_is(m->id, r.id))
			rc = add_rowid(m->shard, rowids[i], m->out, err);
	}
	return rc;
}

enum pl_status
pl_shard_identified(struct pl_shard *s, struct span id, struct pl_set *out,
    struct pl_error *err)
{
	struct made_id m = { s, id, out };
	enum pl_status rc = pl_shard_requested(s, id, out, err);

	if (rc != PL_OK || pl_set_count(out) > 0)
		return rc;
	return pl_shard_objects(s, add_identified, &m, err);
}
