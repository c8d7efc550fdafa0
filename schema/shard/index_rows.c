#include "schema/shard/index_rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/segment.h"
#include "schema/shard/varint.h"

#define ROW_TOTALS   1
#define ROW_SEGMENTS 10
/* The list of segments begins with a number that tells of changed settings. */
#define SETTINGS_BYTES 4
/* More records or words than there can be, and few enough to be added to. */
#define TOTAL_MAX ((uint64_t)1 << 48)

/* A row that there must be. */
static enum pl_status
get_row(struct db *db, int64_t id, struct buf *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_GET_PAGE, &q, err);

	buf_clear(out);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, id);
	rc = stmt_step(db, STMT_SHARD_GET_PAGE, err);
	if (rc == PL_OK)
		buf_addspan(out, column_span(q, 0));
	stmt_end(db, STMT_SHARD_GET_PAGE);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
damaged(const struct db *db, struct pl_error *err)
{
	return pl_fail(err, PL_EFORMAT,
	    "'%s' is damaged: its full-text index is no such thing", db->path);
}

/* The list of segments, taken apart: its levels from the lowest, each the
 * number of segments that are being merged, which is none, how many there are,
 * and three numbers of each. */
struct segment_list {
	struct buf row;
	uint64_t levels, count, written;
	struct span lowest; /* the segments of level 0 */
	uint64_t lowest_count;
	struct span rest; /* the other levels */
	uint8_t used[SEGMENTS_MAX + 1];
};

void
segment_list_free(struct segment_list *s)
{
	if (s == NULL)
		return;
	buf_release(&s->row);
	free(s);
}

static bool
parse_level(struct segment_list *s, struct span *from, uint64_t *count,
    struct span *of)
{
	uint64_t merging, id, first, last;

	if (!varint_get(from, &merging) || merging != 0 ||
	    !varint_get(from, count))
		return false;
	*of = *from;
	for (uint64_t i = 0; i < *count; i++) {
		if (!varint_get(from, &id) || !varint_get(from, &first) ||
		    !varint_get(from, &last) || id > SEGMENTS_MAX)
			return false;
		s->used[id] = 1;
	}
	of->n = (size_t)(from->p - of->p);
	return true;
}

static bool
parse_segments(struct segment_list *s)
{
	struct span from = buf_span(&s->row), of;
	uint64_t count, sum = 0;

	if (from.n < SETTINGS_BYTES)
		return false;
	from = span_of(from.p + SETTINGS_BYTES, from.n - SETTINGS_BYTES);
	if (!varint_get(&from, &s->levels) || !varint_get(&from, &s->count) ||
	    !varint_get(&from, &s->written))
		return false;
	for (uint64_t i = 0; i < s->levels; i++) {
		if (!parse_level(s, &from, &count, &of))
			return false;
		sum += count;
		if (i > 0)
			continue;
		s->lowest = of;
		s->lowest_count = count;
		s->rest = from;
	}
	return sum == s->count && sum < SEGMENTS_MAX;
}

enum pl_status
segment_list_read(
    struct db *db, struct segment_list **out, struct pl_error *err)
{
	struct segment_list *s = xcalloc(1, sizeof *s);
	enum pl_status rc;

	*out = NULL;
	buf_init(&s->row, BUF_UNLIMITED);
	rc = get_row(db, ROW_SEGMENTS, &s->row, err);
	if (rc == PL_OK && !parse_segments(s))
		rc = damaged(db, err);
	if (rc != PL_OK)
		goto done;
	*out = s;
	s = NULL; /* handed over */
done:
	segment_list_free(s);
	return rc;
}

uint64_t
segment_list_count(const struct segment_list *s)
{
	return s->count;
}

/* There is one: parse_segments saw to it. */
int64_t
segment_list_free_id(const struct segment_list *s)
{
	int64_t id = 1;

	while (s->used[id])
		id++;
	return id;
}

/* The newest segment is the last of the lowest level.  FTS5 would put smaller
 * ones of other levels there, too, which matters only to when it merges. */
enum pl_status
segment_list_add(struct db *db, const struct segment_list *s, int64_t id,
    int64_t pages, struct pl_error *err)
{
	struct buf row;
	enum pl_status rc;

	buf_init(&row, BUF_UNLIMITED);
	buf_add(&row, s->row.p, SETTINGS_BYTES);
	varint_add(&row, s->levels > 0 ? s->levels : 1);
	varint_add(&row, s->count + 1);
	varint_add(&row, s->written);
	varint_add(&row, 0);
	varint_add(&row, s->lowest_count + 1);
	buf_addspan(&row, s->lowest);
	varint_add(&row, (uint64_t)id);
	varint_add(&row, 1);
	varint_add(&row, (uint64_t)pages);
	buf_addspan(&row, s->rest);
	rc = segment_put_row(db, ROW_SEGMENTS, buf_span(&row), err);
	buf_release(&row);
	return rc;
}

static bool
add_total(struct span *from, uint64_t *total)
{
	uint64_t n;

	if (!varint_get(from, &n) || n > TOTAL_MAX)
		return false;
	*total += n;
	return true;
}

/* The row of an index without a record is empty. */
static bool
add_row(struct index_totals *t, struct span row)
{
	if (row.n == 0)
		return true;
	bool whole = add_total(&row, &t->records);
	for (int i = 0; i < TEXT_COLUMNS && whole; i++)
		whole = add_total(&row, &t->words[i]);
	return whole;
}

enum pl_status
index_totals_add(
    struct db *db, const struct index_totals *more, struct pl_error *err)
{
	struct index_totals sum = *more;
	struct buf row;
	enum pl_status rc;

	buf_init(&row, BUF_UNLIMITED);
	rc = get_row(db, ROW_TOTALS, &row, err);
	if (rc == PL_OK && !add_row(&sum, buf_span(&row)))
		rc = damaged(db, err);
	if (rc != PL_OK)
		goto done;
	buf_clear(&row);
	varint_add(&row, sum.records);
	for (int i = 0; i < TEXT_COLUMNS; i++)
		varint_add(&row, sum.words[i]);
	rc = segment_put_row(db, ROW_TOTALS, buf_span(&row), err);
done:
	buf_release(&row);
	return rc;
}
