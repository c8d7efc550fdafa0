/* What keeps an index from being whole, and what people said of it. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/writer.h"

static enum pl_status
put_absent(struct pl_writer *w, int64_t archive, const struct pl_absent *a,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, STMT_STORE_PUT_ABSENT, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_span(q, 2, span_str(a->key));
	bind_int(q, 3, a->kind);
	bind_span(q, 4, span_str(a->reason));
	if (a->hour != INSTANT_NONE)
		bind_int(q, 5, a->hour);
	bind_int(q, 6, instant_now());
	bind_int(q, 7, w->run);
	return stmt_run(&w->db, STMT_STORE_PUT_ABSENT, err);
}

enum pl_status
pl_writer_set_absent(struct pl_writer *w, const struct pl_run_scope *scope,
    const struct pl_absent *absent, size_t count, struct pl_error *err)
{
	size_t n = strlen(scope->scope);
	char *past = xstrdup(scope->scope);
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = put_absent(w, scope->archive, &absent[i], err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_DROP_ABSENT, &q, err);
	if (rc != PL_OK)
		goto done;
	/* Keys below "a/b/" lie from "a/b/" to before "a/b0"; no key holds a
	 * byte 0xFF. */
	if (n > 0)
		past[n - 1]++;
	bind_int(q, 1, scope->archive);
	bind_span(q, 2, span_of(scope->scope, n));
	bind_span(q, 3, n > 0 ? span_of(past, n) : span_of("\xFF", 1));
	bind_int(q, 4, w->run);
	rc = stmt_run(&w->db, STMT_STORE_DROP_ABSENT, err);
done:
	free(past);
	return rc;
}

enum pl_status
pl_writer_accept(struct pl_writer *w, const char *key, const char *reason,
    uint64_t *count, struct pl_error *err)
{
	enum statement which =
	    key != NULL ? STMT_STORE_ACCEPT : STMT_STORE_ACCEPT_ALL;
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*count = 0;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, which, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(reason));
	bind_int(q, 2, instant_now());
	if (key != NULL)
		bind_span(q, 3, span_str(key));
	rc = stmt_run(&w->db, which, err);
	if (rc == PL_OK)
		*count = (uint64_t)sqlite3_changes(w->db.handle);
	if (rc == PL_OK && *count == 0 && key != NULL)
		rc = pl_fail(err, PL_ENOTFOUND,
		    "no object with the key '%s' is partly indexed, rejected, "
		    "vanished or unreadable",
		    key);
	return rc;
}

enum pl_status
pl_writer_note_counts(
    struct pl_writer *w, struct pl_note_counts *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*out = (struct pl_note_counts){ 0 };
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_COUNT_NOTES, &q, err);
	if (rc != PL_OK)
		return rc;
	while (
	    (rc = stmt_step(&w->db, STMT_STORE_COUNT_NOTES, err)) == PL_OK) {
		int64_t kind = sqlite3_column_int64(q, 0);

		if (kind < 0 || kind > PL_NOTE_UNREADABLE)
			continue;
		out->all[kind] = (uint64_t)sqlite3_column_int64(q, 1);
		out->open[kind] = (uint64_t)sqlite3_column_int64(q, 2);
	}
	stmt_end(&w->db, STMT_STORE_COUNT_NOTES);
	return rc < 0 ? rc : PL_OK;
}
