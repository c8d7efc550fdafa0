/* The records that words stand for. */
#include "schema/fts_tokenizer.h"
#include "schema/shard/match.h"
#include "schema/shard/shard.h"

enum pl_status
shard_match_text(struct pl_shard *s, const struct buf *expression,
    struct pl_set *out, struct pl_error *err)
{
	struct gathering *found = s->db.gathering;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_MATCH, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, buf_span(expression));
	*found = (struct gathering){ .set = out };
	rc = stmt_run(&s->db, STMT_SHARD_MATCH, err);
	/* It says that there is no such record. */
	if (rc == PL_OK && found->met)
		rc = shard_add_rowid(s, found->strange, out, err);
	return rc;
}

/* FTS5 takes no term that is in no column: it is nowhere.  Nor is what stands
 * in the filter column alone. */
static bool
may_be_found(const struct pl_term *term)
{
	for (size_t i = 0; i < term->phrase_count; i++)
		for (size_t k = 0; k < term->phrases[i].count; k++) {
			struct span token = term->phrases[i].tokens[k];

			if (token.n > 0 && token.p[0] == FTS_RAW_FILTER)
				return false;
		}
	return (term->columns & PL_ALL_TEXT) != 0;
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
	for (size_t i = 0; i < count; i++)
		if (!may_be_found(&terms[i]))
			return PL_OK;
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

	if (!may_be_found(term))
		return PL_OK;
	buf_init(&expression, BUF_UNLIMITED);
	match_term(&expression, term);
	rc = stmt_begin(&s->db, STMT_SHARD_FREQUENCY, &q, err);
	if (rc != PL_OK)
		goto done;
	bind_span(q, 1, buf_span(&expression));
	while ((rc = stmt_step(&s->db, STMT_SHARD_FREQUENCY, err)) == PL_OK) {
		int64_t rowid = sqlite3_column_int64(q, 0);

		rc = shard_check_range(s, rowid, 1, err);
		if (rc != PL_OK)
			break;
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
