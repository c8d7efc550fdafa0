/* How many records a shard has, and how many of them each name: counted in one
 * pass, since a statement for each kind of name goes through all of them. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/describe.h"

struct counts {
	struct pl_shard_info *info;
	uint32_t *records; /* by number of the name, up to `last` */
	int64_t last;
	uint32_t types[PL_TYPES];
};

static enum pl_status
refuse_numbers(const struct pl_shard *shard, struct pl_error *err)
{
	return pl_fail(err, PL_EFORMAT,
	    "'%s' is damaged: its numbers cannot be", shard->db.path);
}

/* Names are numbered without a gap: in a sound file there are fewer of them
 * than bytes. */
static enum pl_status
count_names(struct counts *c, struct pl_shard *shard, struct pl_error *err)
{
	struct db *db = &shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_LAST_NAME, &q, err);

	if (rc != PL_OK)
		return rc;
	rc = stmt_step(db, STMT_SHARD_LAST_NAME, err);
	if (rc == PL_OK)
		c->last = sqlite3_column_int64(q, 0);
	stmt_end(db, STMT_SHARD_LAST_NAME);
	if (rc == PL_OK && (uint64_t)c->last > c->info->bytes)
		rc = refuse_numbers(shard, err);
	if (rc == PL_OK)
		c->records = xcalloc((size_t)c->last + 1, sizeof *c->records);
	return rc;
}

/* The columns that hold numbers of names. */
#define FIRST_NAME 3
#define LAST_NAME  7

static void
count_record(struct counts *c, sqlite3_stmt *q)
{
	struct pl_shard_info *info = c->info;
	int64_t time = sqlite3_column_int64(q, 0);
	int64_t type = sqlite3_column_int64(q, 1);

	info->records++;
	info->least = time < info->least ? time : info->least;
	info->greatest = time > info->greatest ? time : info->greatest;
	if (sqlite3_column_int64(q, 2) & PL_RECORD_DUPLICATE) {
		info->duplicates++;
		return;
	}
	c->types[type > 0 && type < PL_TYPES ? type : PL_TYPE_UNKNOWN]++;
	for (int i = FIRST_NAME; i <= LAST_NAME; i++) {
		int64_t name = sqlite3_column_int64(q, i);

		if (name > 0 && name <= c->last)
			c->records[name]++;
	}
}

static enum pl_status
count_records(struct counts *c, struct pl_shard *shard, struct pl_error *err)
{
	struct db *db = &shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_TALLY, &q, err);

	if (rc != PL_OK)
		return rc;
	c->info->records = c->info->duplicates = 0;
	c->info->least = INT64_MAX;
	c->info->greatest = INSTANT_NONE;
	while ((rc = stmt_step(db, STMT_SHARD_TALLY, err)) == PL_OK)
		count_record(c, q);
	stmt_end(db, STMT_SHARD_TALLY);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
put_name(struct db *store, const char *shard, enum pl_name_kind kind,
    struct span name, uint32_t records, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (name.n == 0 || records == 0)
		return PL_OK;
	rc = stmt_begin(store, STMT_STORE_PUT_SHARD_NAME, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	bind_span(q, 2, name);
	bind_span(q, 3, span_str(shard));
	bind_int(q, 4, records);
	return stmt_run(store, STMT_STORE_PUT_SHARD_NAME, err);
}

static enum pl_status
put_names(const struct counts *c, struct db *store, const char *name,
    struct pl_shard *shard, enum pl_name_kind kind, struct pl_error *err)
{
	struct db *db = &shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_NAMES, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	while ((rc = stmt_step(db, STMT_SHARD_NAMES, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(q, 0);

		rc = id <= 0 || id > c->last
		    ? refuse_numbers(shard, err)
		    : put_name(store, name, kind, column_span(q, 1),
			  c->records[id], err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(db, STMT_SHARD_NAMES);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
put_counts(const struct counts *c, struct db *store, const char *name,
    struct pl_shard *shard, struct pl_error *err)
{
	static const enum pl_name_kind kinds[] = { PL_NAME_USER, PL_NAME_MODEL,
		PL_NAME_ACCOUNT, PL_NAME_REGION, PL_NAME_LOG_TYPE };
	enum pl_status rc =
	    describe_drop(store, STMT_STORE_DROP_SHARD_NAMES, name, err);

	for (int i = 0; i < PL_TYPES && rc == PL_OK; i++)
		rc = put_name(store, name, PL_NAME_TYPE,
		    span_str(pl_type_name((enum pl_type)i)), c->types[i], err);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && rc == PL_OK;
	     i++)
		rc = put_names(c, store, name, shard, kinds[i], err);
	return rc;
}

enum pl_status
describe_records(struct db *store, const char *name, struct pl_shard *shard,
    struct pl_shard_info *info, struct pl_error *err)
{
	struct counts c = { .info = info };
	enum pl_status rc = count_names(&c, shard, err);

	if (rc == PL_OK)
		rc = count_records(&c, shard, err);
	if (rc == PL_OK)
		rc = put_counts(&c, store, name, shard, err);
	free(c.records);
	return rc;
}
