/* What people decided that no sweep may forget. */
#include "base/mem.h"
#include "schema/store/writer.h"

static void
fill_hold(struct store_image *image, sqlite3_stmt *q, struct pl_hold *out)
{
	*out = (struct pl_hold){
		.name = image_keep(image, column_span(q, 0)),
		.days = {
			.least = sqlite3_column_int64(q, 1),
			.past = sqlite3_column_int64(q, 2),
			.undated = sqlite3_column_int64(q, 3) != 0,
		},
		.user = image_keep(image, column_span(q, 4)),
		.reason = image_keep(image, column_span(q, 5)),
		.created = sqlite3_column_int64(q, 6),
	};
}

enum pl_status
store_read_holds(
    struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_HOLDS, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_HOLDS, err)) == PL_OK) {
		size_t n = image->public.hold_count++;

		image->holds =
		    xgrow(image->holds, n, &capacity, sizeof *image->holds);
		fill_hold(image, q, &image->holds[n]);
	}
	stmt_end(db, STMT_STORE_HOLDS);
	image->public.holds = image->holds;
	return rc < 0 ? rc : PL_OK;
}

const struct pl_hold *
pl_writer_holds(const struct pl_writer *w, size_t *count)
{
	*count = w->kept.public.hold_count;
	return w->kept.holds;
}

static enum pl_status
read_again(struct pl_writer *w, struct pl_error *err)
{
	store_image_release(&w->kept);
	return store_read_holds(&w->kept, &w->db, err);
}

enum pl_status
pl_writer_add_hold(
    struct pl_writer *w, const struct pl_hold *hold, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_HOLD, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(hold->name));
	bind_int(q, 2, hold->days.least);
	bind_int(q, 3, hold->days.past);
	bind_int(q, 4, hold->days.undated);
	bind_span(q, 5, span_str(hold->user));
	bind_span(q, 6, span_str(hold->reason));
	bind_int(q, 7, instant_now());
	rc = stmt_run(&w->db, STMT_STORE_PUT_HOLD, err);
	if (rc == PL_OK && sqlite3_changes(w->db.handle) == 0)
		rc = pl_fail(err, PL_EUSAGE,
		    "there is a hold '%s' already: give another name, or "
		    "release that one first",
		    hold->name);
	return rc == PL_OK ? read_again(w, err) : rc;
}

enum pl_status
pl_writer_release_hold(
    struct pl_writer *w, const char *name, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_DROP_HOLD, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(name));
	rc = stmt_run(&w->db, STMT_STORE_DROP_HOLD, err);
	if (rc == PL_OK && sqlite3_changes(w->db.handle) == 0)
		rc = pl_fail(err, PL_ENOTFOUND,
		    "there is no hold '%s': 'promptlog-index hold list' names "
		    "them",
		    name);
	return rc == PL_OK ? read_again(w, err) : rc;
}
