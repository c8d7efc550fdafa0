/* Runs: their marks on disk, and what makes them good. */
#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "schema/store/writer.h"

static enum pl_status
put_scope(struct pl_writer *w, const struct pl_run_scope *scope,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, STMT_STORE_PUT_SCOPE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	bind_int(q, 2, scope->archive);
	bind_span(q, 3, span_str(scope->scope));
	return stmt_run(&w->db, STMT_STORE_PUT_SCOPE, err);
}

void
pl_writer_number_runs_after(struct pl_writer *w, int64_t run)
{
	w->runs_before = run;
}

enum pl_status
pl_writer_begin_run(struct pl_writer *w, const struct pl_run_scope *scopes,
    size_t count, struct pl_error *err)
{
	char host[128] = "";
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	assert(w->run == 0);
	gethostname(host, sizeof host - 1);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_RUN, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(w->command));
	bind_int(q, 2, instant_now());
	bind_int(q, 3, getpid());
	bind_span(q, 4, span_str(host));
	bind_span(q, 5, span_str(PL_VERSION));
	bind_int(q, 6, w->runs_before);
	rc = stmt_run(&w->db, STMT_STORE_PUT_RUN, err);
	if (rc != PL_OK)
		return rc;
	w->run = sqlite3_last_insert_rowid(w->db.handle);
	w->start_marked = false;
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = put_scope(w, &scopes[i], err);
	/* A first run that is killed before its first shard shall be known to
	 * have begun; for later ones what is there stands until then. */
	if (rc == PL_OK && w->fresh) {
		rc = writer_publish(w, err);
		w->start_marked = rc == PL_OK;
	}
	return rc;
}

static enum pl_status
run_plain(struct pl_writer *w, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, which, &q, err);

	return rc == PL_OK ? stmt_run(&w->db, which, err) : rc;
}

static enum pl_status
run_of_run(struct pl_writer *w, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	return stmt_run(&w->db, which, err);
}

/* Note what the run looked into: it stands in place of what was within that.
 */
static enum pl_status
put_looked(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (strcmp(w->command, "rebuild") == 0)
		return run_of_run(w, STMT_STORE_DOUBT_LOOKED, err);
	if (strcmp(w->command, "update") != 0)
		return PL_OK;
	rc = run_of_run(w, STMT_STORE_FORGET_LOOKED, err);
	return rc == PL_OK ? run_of_run(w, STMT_STORE_PUT_LOOKED, err) : rc;
}

/* Old runs go, all but the latest, and those that need attention; and what was
 * accepted of troubles that are over. */
static enum pl_status
forget(struct pl_writer *w, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_FORGET_RUNS, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, RUNS_KEPT);
	rc = stmt_run(&w->db, STMT_STORE_FORGET_RUNS, err);
	if (rc == PL_OK)
		rc = run_plain(w, STMT_STORE_FORGET_SCOPES, err);
	if (rc == PL_OK)
		rc = run_plain(w, STMT_STORE_FORGET_ACCEPTED, err);
	return rc;
}

enum pl_status
pl_writer_end_run(struct pl_writer *w, enum pl_run_state state,
    const char *reason, const char *counts, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	assert(w->run != 0);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_END_RUN, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	bind_int(q, 2, instant_now());
	bind_int(q, 3, state);
	bind_span(q, 4, span_str(reason));
	bind_span(q, 5, span_str(counts));
	rc = stmt_run(&w->db, STMT_STORE_END_RUN, err);
	if (rc == PL_OK && state == PL_RUN_ENDED)
		rc = run_plain(w, STMT_STORE_MAKE_GOOD, err);
	if (rc == PL_OK && state == PL_RUN_ENDED)
		rc = put_looked(w, err);
	if (rc == PL_OK)
		rc = forget(w, err);
	w->run = 0;
	if (rc == PL_OK)
		rc = writer_publish(w, err);
	return rc;
}
