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
		rc = shard_add_rowid(k->shard, rowids[i], k->out, err);
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
			rc = shard_add_rowid(m->shard, rowids[i], m->out, err);
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
