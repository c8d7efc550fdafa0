/* The records that carry names. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/match.h"
#include "schema/shard/shard.h"

/* So many numbers of a name are asked of the full-text index at once. */
#define FILTER_NUMBERS_MAX 200

/* The numbers of the names of a kind that a test accepts, ascending. */
struct numbers {
	int64_t *ids;
	size_t count, capacity;
};

static int
compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum pl_status
accepted_numbers(struct pl_shard *s, enum pl_name_kind kind,
    bool (*test)(void *context, struct span name), void *context,
    struct numbers *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_NAMES, &q, err);

	*out = (struct numbers){ 0 };
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	while ((rc = stmt_step(&s->db, STMT_SHARD_NAMES, err)) == PL_OK) {
		if (!test(context, column_span(q, 1)))
			continue;
		out->ids = xgrow(
		    out->ids, out->count, &out->capacity, sizeof *out->ids);
		out->ids[out->count++] = sqlite3_column_int64(q, 0);
	}
	stmt_end(&s->db, STMT_SHARD_NAMES);
	if (out->count > 1)
		qsort(out->ids, out->count, sizeof *out->ids, compare_numbers);
	return rc < 0 ? rc : PL_OK;
}

/* Rows whose number, in the second column, is one of those. */
static enum pl_status
rows_by_number(struct pl_shard *s, enum statement which,
    const struct numbers *wanted, struct pl_set *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&s->db, which, err)) == PL_OK) {
		int64_t number = sqlite3_column_int64(q, 1);

		if (bsearch(&number, wanted->ids, wanted->count, sizeof number,
			compare_numbers) == NULL)
			continue;
		rc = shard_add_rowid(s, sqlite3_column_int64(q, 0), out, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&s->db, which);
	return rc < 0 ? rc : PL_OK;
}

/* Rows whose filter tokens hold one of those numbers. */
static enum pl_status
rows_by_filter(struct pl_shard *s, char letter, const struct numbers *wanted,
    struct pl_set *out, struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	struct buf expression;

	buf_init(&expression, BUF_UNLIMITED);
	for (size_t i = 0; i < wanted->count && rc == PL_OK;
	     i += FILTER_NUMBERS_MAX) {
		size_t n = wanted->count - i;

		buf_clear(&expression);
		match_filter(&expression, letter, wanted->ids + i,
		    n < FILTER_NUMBERS_MAX ? n : FILTER_NUMBERS_MAX);
		rc = shard_match_text(s, &expression, out, err);
	}
	buf_release(&expression);
	return rc;
}

/* Types have no numbers of their own: they are few. */
static enum pl_status
rows_by_type(struct pl_shard *s, bool (*test)(void *context, struct span name),
    void *context, struct pl_set *out, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (int type = 0; type < PL_TYPES && rc == PL_OK; type++) {
		const char *name = pl_type_name((enum pl_type)type);
		struct pl_set some;

		if (!test(context, span_str(name)))
			continue;
		rc = pl_shard_type(s, (enum pl_type)type, &some, err);
		pl_set_or(out, &some);
		pl_set_release(&some);
	}
	return rc;
}

/* How the records of a name are found: by filter tokens, or by going through
 * the rows. */
static const struct {
	char letter;
	enum statement rows;
} kinds[] = {
	[PL_NAME_USER] = { .letter = 'u' },
	[PL_NAME_MODEL] = { .letter = 'm' },
	[PL_NAME_ACCOUNT] = { .letter = 'a' },
	[PL_NAME_REGION] = { .letter = 'r' },
	[PL_NAME_LOG_TYPE] = { .rows = STMT_SHARD_BY_LOG_TYPE },
	[PL_NAME_FILE] = { .rows = STMT_SHARD_BY_FILE },
	[PL_NAME_CONVERSATION] = { .rows = STMT_SHARD_BY_CONVERSATION },
};

enum pl_status
pl_shard_named(struct pl_shard *s, enum pl_name_kind kind,
    bool (*test)(void *context, struct span name), void *context,
    struct pl_set *out, struct pl_error *err)
{
	struct numbers wanted;
	enum pl_status rc;

	pl_set_init(out, s->limit);
	if (kind == PL_NAME_TYPE)
		return rows_by_type(s, test, context, out, err);
	rc = accepted_numbers(s, kind, test, context, &wanted, err);
	if (rc == PL_OK && wanted.count > 0)
		rc = kinds[kind].letter != '\0'
		    ? rows_by_filter(s, kinds[kind].letter, &wanted, out, err)
		    : rows_by_number(s, kinds[kind].rows, &wanted, out, err);
	free(wanted.ids);
	return rc;
}
