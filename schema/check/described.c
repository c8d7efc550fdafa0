/* What index.db says of a shard, held against what it would say if it were
 * made now. */
#include "schema/check/impl.h"
#include "schema/store/describe.h"

/* Whether two statements give the same value in a column. */
static bool
same_value(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
	if (sqlite3_column_type(a, i) != sqlite3_column_type(b, i))
		return false;
	return span_equal(column_span(a, i), column_span(b, i));
}

static bool
same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int i = 0; i < sqlite3_column_count(a); i++)
		if (!same_value(a, b, i))
			return false;
	return true;
}

static enum pl_status
same_rows(struct db *have, struct db *want, enum statement which,
    const char *name, bool *same, struct pl_error *err)
{
	sqlite3_stmt *a, *b = NULL;
	enum pl_status rc = stmt_begin(have, which, &a, err);
	enum pl_status other = PL_OK;

	*same = true;
	if (rc == PL_OK)
		rc = stmt_begin(want, which, &b, err);
	if (rc != PL_OK)
		goto done;
	bind_span(a, 1, span_str(name));
	bind_span(b, 1, span_str(name));
	while (*same && rc == PL_OK) {
		rc = stmt_step(have, which, err);
		other = rc < 0 ? rc : stmt_step(want, which, err);
		if (rc < 0 || other < 0)
			break;
		*same = rc == other && (rc == PL_END || same_row(a, b));
	}
done:
	stmt_end(have, which);
	stmt_end(want, which);
	if (rc == PL_END)
		rc = other;
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
check_described(struct check *c, struct pl_index *ix,
    const struct pl_shard_info *info, struct pl_error *err)
{
	static const struct {
		enum statement which;
		const char *what;
	} tables[] = {
		{ STMT_STORE_CHECK_SHARD, "times and counts" },
		{ STMT_STORE_CHECK_NAMES, "names" },
		{ STMT_STORE_CHECK_ARCHIVES, "archives" },
		{ STMT_STORE_CHECK_NOTES, "objects that are not wholly in" },
	};
	struct store_image *image = (struct store_image *)ix;
	struct db anew;
	enum pl_status rc =
	    db_open_builder(&anew, ":memory:", true, &db_store, err);

	if (rc != PL_OK)
		return rc;
	rc = store_describe(&anew, ix->path, info->name, NULL, err);
	for (size_t i = 0; i < sizeof tables / sizeof tables[0] && rc == PL_OK;
	     i++) {
		bool same;

		rc = same_rows(&image->db, &anew, tables[i].which, info->name,
		    &same, err);
		if (rc == PL_OK && !same)
			check_say(c,
			    "index.db does not say of it what it says itself: "
			    "%s",
			    tables[i].what);
	}
	db_close(&anew);
	return rc;
}
