/* Everything that a shard holds of text, to look for what should be gone. */
#include "schema/check/impl.h"

enum pl_status
pl_shard_blocks(struct pl_shard *s, pl_text_visitor *visit, void *context,
    struct pl_error *err)
{
	struct buf text;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_CHECK_BLOCKS, &q, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&text, BUF_UNLIMITED);
	while ((rc = stmt_step(&s->db, STMT_CHECK_BLOCKS, err)) == PL_OK) {
		rc = block_inflate(s->coder, column_span(q, 2),
		    (size_t)sqlite3_column_int64(q, 1), &text, err);
		if (rc != PL_OK)
			break;
		visit(context, buf_span(&text));
	}
	stmt_end(&s->db, STMT_CHECK_BLOCKS);
	buf_release(&text);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_terms(struct pl_shard *s, pl_text_visitor *visit, void *context,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    db_exec(&s->db, statement_defs[STMT_CHECK_TERM_LIST].sql, err);

	if (rc == PL_OK)
		rc = stmt_begin(&s->db, STMT_CHECK_TERMS, &q, err);
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&s->db, STMT_CHECK_TERMS, err)) == PL_OK)
		visit(context, column_span(q, 0));
	stmt_end(&s->db, STMT_CHECK_TERMS);
	return rc < 0 ? rc : PL_OK;
}
