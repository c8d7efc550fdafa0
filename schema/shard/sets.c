/* The sets of records that times and ids stand for. */
#include "schema/shard/request.h"
#include "schema/shard/shard.h"

enum pl_status
shard_add_rowid(struct pl_shard *s, int64_t rowid, struct pl_set *out,
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
shard_check_range(const struct pl_shard *s, int64_t first, int64_t records,
    struct pl_error *err)
{
	if (records == 0 ||
	    (first >= 1 && first <= (int64_t)s->limit && records > 0 &&
		records <= (int64_t)s->limit + 1 - first))
		return PL_OK;
	return pl_fail(err, PL_EFORMAT,
	    "'%s' is damaged: there are no %lld records from %lld on",
	    s->db.path, (long long)records, (long long)first);
}

enum pl_status
shard_collect(struct pl_shard *s, enum statement which, struct pl_set *out,
    struct pl_error *err)
{
	enum pl_status rc;

	while ((rc = stmt_step(&s->db, which, err)) == PL_OK) {
		rc = shard_add_rowid(
		    s, sqlite3_column_int64(s->db.slots[which], 0), out, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, which);
	return rc < 0 ? rc : PL_OK;
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

/* Add the records of one object of shard_keys. */
static enum pl_status
add_object(struct pl_shard *s, sqlite3_stmt *q, struct pl_set *out,
    struct pl_error *err)
{
	int64_t first = sqlite3_column_int64(q, 0);
	int64_t records = sqlite3_column_int64(q, 1);
	enum pl_status rc = shard_check_range(s, first, records, err);

	for (int64_t i = 0; i < records && rc == PL_OK; i++)
		rc = shard_add_rowid(s, first + i, out, err);
	return rc;
}

enum pl_status
pl_shard_keyed(struct pl_shard *s, bool (*test)(void *context, struct span),
    void *context, struct pl_set *out, struct pl_error *err)
{
	struct buf key;
	sqlite3_stmt *q;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	rc = stmt_begin(&s->db, STMT_SHARD_KEYS, &q, err);
	if (rc != PL_OK)
		return rc;
	buf_init(&key, BUF_UNLIMITED);
	while ((rc = stmt_step(&s->db, STMT_SHARD_KEYS, err)) == PL_OK) {
		buf_clear(&key);
		buf_addspan(&key, column_span(q, 2));
		buf_addspan(&key, column_span(q, 3));
		if (test(context, buf_span(&key)))
			rc = add_object(s, q, out, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, STMT_SHARD_KEYS);
	buf_release(&key);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_requested(struct pl_shard *s, struct span request, struct pl_set *out,
    struct pl_error *err)
{
	uint8_t uuid[REQUEST_PACKED];
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

enum pl_status
pl_shard_namesakes(struct pl_shard *s,
    void (*visit)(void *context, uint32_t row, bool first), void *context,
    struct pl_error *err)
{
	struct buf before;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_NAMESAKES, &q, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&before, BUF_UNLIMITED);
	while ((rc = stmt_step(&s->db, STMT_SHARD_NAMESAKES, err)) == PL_OK) {
		int64_t row = sqlite3_column_int64(q, 0);
		struct span request = column_span(q, 1);
		bool first = !span_equal(request, buf_span(&before));

		if (row <= 0 || row > s->limit)
			continue;
		if (first) {
			buf_clear(&before);
			buf_addspan(&before, request);
		}
		visit(context, (uint32_t)row, first);
	}
	stmt_end(&s->db, STMT_SHARD_NAMESAKES);
	buf_release(&before);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_identified(struct pl_shard *s, struct span id, struct pl_set *out,
    struct pl_error *err)
{
	uint8_t hash[PL_MADE_ID_BYTES];
	uint32_t ordinal;
	sqlite3_stmt *q;
	enum pl_status rc = pl_shard_requested(s, id, out, err);

	if (rc != PL_OK || pl_set_count(out) > 0 ||
	    !pl_record_made_id(id, hash, &ordinal))
		return rc;
	rc = stmt_begin(&s->db, STMT_SHARD_BY_MADE_ID, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_blob(q, 1, hash, sizeof hash);
	bind_int(q, 2, ordinal);
	return shard_collect(s, STMT_SHARD_BY_MADE_ID, out, err);
}
