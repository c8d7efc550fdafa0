/* Whether searches look for a word on the page that holds it.  FTS5's own
 * check sees to it that a page's key is no greater than its first word, and
 * that pages without a key begin no word. */
#include <inttypes.h>

#include "schema/check/impl.h"
#include "schema/shard/leaf_terms.h"

static void
ignore(void *context, struct span term)
{
	(void)context;
	(void)term;
}

enum pl_status
check_page_keys(struct check *c, struct db *db, struct pl_error *err)
{
	int64_t segment = 0;
	struct leaf_terms page;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_CHECK_PAGE_KEYS, &q, err);

	if (rc != PL_OK)
		return rc;
	leaf_terms_init(&page);
	while ((rc = stmt_step(db, STMT_CHECK_PAGE_KEYS, err)) == PL_OK) {
		struct span before = buf_span(&page.term);

		if (sqlite3_column_int64(q, 0) == segment &&
		    span_compare(before, column_span(q, 2)) >= 0)
			check_say(c,
			    "the full-text index has words before page "
			    "%" PRId64 " of its segment %" PRId64
			    " that are looked for on it",
			    (int64_t)sqlite3_column_int64(q, 1), segment);
		segment = sqlite3_column_int64(q, 0);
		if (!leaf_terms_list(&page, column_span(q, 3), ignore, NULL)) {
			rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: a page of words", db->path);
			break;
		}
	}
	leaf_terms_release(&page);
	stmt_end(db, STMT_CHECK_PAGE_KEYS);
	return rc < 0 ? rc : PL_OK;
}
