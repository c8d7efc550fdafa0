/* A shard's records in outline, for whoever groups them. */
#include "schema/shard/shard.h"

static void
fill_outline(sqlite3_stmt *q, struct pl_outline *o)
{
	int64_t type = sqlite3_column_int64(q, 2);

	*o = (struct pl_outline){
		.rowid = (uint32_t)sqlite3_column_int64(q, 0),
		.flags = (unsigned)sqlite3_column_int64(q, 1),
		.type = type >= 0 && type < PL_TYPES ? (enum pl_type)type
						     : PL_TYPE_UNKNOWN,
		.time = sqlite3_column_int64(q, 3),
		.user = sqlite3_column_int64(q, 4),
		.conversation = sqlite3_column_int64(q, 5),
		.folder = sqlite3_column_int64(q, 6),
	};
}

enum pl_status
pl_shard_outlines(struct pl_shard *s, pl_outline_visitor *visit, void *context,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	struct pl_outline o;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_OUTLINES, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&s->db, STMT_SHARD_OUTLINES, err)) == PL_OK) {
		int64_t rowid = sqlite3_column_int64(q, 0);

		if (rowid < 1 || rowid > (int64_t)s->limit) {
			rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: there is no record %lld",
			    s->db.path, (long long)rowid);
			break;
		}
		fill_outline(q, &o);
		visit(context, &o);
	}
	stmt_end(&s->db, STMT_SHARD_OUTLINES);
	return rc < 0 ? rc : PL_OK;
}

/* What a statement lists: a number, a text. */
static enum pl_status
list_numbers(struct pl_shard *s, enum statement which,
    pl_number_visitor *visit, void *context, struct pl_error *err)
{
	sqlite3_stmt *q = s->db.slots[which];
	enum pl_status rc;

	while ((rc = stmt_step(&s->db, which, err)) == PL_OK)
		visit(context, sqlite3_column_int64(q, 0), column_span(q, 1));
	stmt_end(&s->db, which);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_shard_names(struct pl_shard *s, enum pl_name_kind kind,
    pl_number_visitor *visit, void *context, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_NAMES, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	return list_numbers(s, STMT_SHARD_NAMES, visit, context, err);
}

enum pl_status
pl_shard_folders(struct pl_shard *s, pl_number_visitor *visit, void *context,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_FOLDERS, &q, err);

	if (rc != PL_OK)
		return rc;
	return list_numbers(s, STMT_SHARD_FOLDERS, visit, context, err);
}
