/* Everything that a shard holds of text, to look for what should be gone. */
#include "schema/check/impl.h"
#include "schema/shard/leaf_terms.h"

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
	struct leaf_terms terms;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_TERM_PAGES, &q, err);

	if (rc != PL_OK)
		return rc;
	leaf_terms_init(&terms);
	while ((rc = stmt_step(&s->db, STMT_SHARD_TERM_PAGES, err)) == PL_OK)
		if (!leaf_terms_list(
			&terms, column_span(q, 0), visit, context)) {
			rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: a page of words", s->db.path);
			break;
		}
	leaf_terms_release(&terms);
	stmt_end(&s->db, STMT_SHARD_TERM_PAGES);
	return rc < 0 ? rc : PL_OK;
}
