/* What an index remembers under a name. */
#include "base/mem.h"
#include "schema/store/writer.h"

enum pl_status
store_get_setting(
    struct db *db, const char *key, char **value, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_GET_SETTING, &q, err);

	*value = NULL;
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(key));
	rc = stmt_step(db, STMT_STORE_GET_SETTING, err);
	if (rc == PL_OK) {
		struct span text = column_span(q, 0);

		*value = xstrndup(text.p, text.n);
	}
	stmt_end(db, STMT_STORE_GET_SETTING);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
writer_get_setting(
    struct pl_writer *w, const char *key, char **value, struct pl_error *err)
{
	enum pl_status rc = writer_edit(w, err);

	*value = NULL;
	return rc == PL_OK ? store_get_setting(&w->db, key, value, err) : rc;
}

enum pl_status
writer_put_setting(struct pl_writer *w, const char *key, const char *value,
    struct pl_error *err)
{
	enum statement which =
	    value != NULL ? STMT_STORE_PUT_SETTING : STMT_STORE_DROP_SETTING;
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, which, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(key));
	if (value != NULL)
		bind_span(q, 2, span_str(value));
	return stmt_run(&w->db, which, err);
}
