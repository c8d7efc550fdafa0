#include "schema/shard/text_index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/postings.h"
#include "schema/shard/segment.h"
#include "schema/shard/varint.h"
#include "schema/token.h"

/* The rows of FTS5's table of pages that are none. */
#define ROW_TOTALS   1
#define ROW_SEGMENTS 10
/* The list of segments begins with a number that tells of changed settings. */
#define SETTINGS_BYTES 4
/* More records or words than there can be, and few enough to be added to. */
#define TOTAL_MAX ((uint64_t)1 << 48)
/* As many as FTS5 can name; before there are so many, they are merged. */
#define SEGMENTS_MAX    2000
#define SEGMENTS_MERGED 1000
/* When a sealed shard would have more, they are merged into one: a search asks
 * each, which is little, and a merge rewrites all of them. */
#define SEGMENTS_KEPT 8
/* How many pages of them are merged at once. */
#define MERGE_PAGES "64"

/* Before each word, by which FTS5 tells them from beginnings of words. */
#define WORD_MARK '0'

struct text_index {
	struct db *db;
	size_t bytes; /* that words may take */
	struct postings *postings;
	struct pl_token_scan scan;
	struct segment segment;       /* being written */
	struct buf word;              /* scratch: with its mark */
	uint32_t words[TEXT_COLUMNS]; /* of the record in hand */
	uint64_t records, totals[TEXT_COLUMNS];
	uint64_t segments; /* when one was written last */
};

struct text_index *
text_index_new(struct db *db, size_t bytes)
{
	struct text_index *t = xcalloc(1, sizeof *t);

	t->db = db;
	t->bytes = bytes;
	t->postings = postings_new();
	pl_token_begin(&t->scan, span_of(NULL, 0));
	buf_init(&t->word, BUF_UNLIMITED);
	return t;
}

void
text_index_free(struct text_index *t)
{
	if (t == NULL)
		return;
	postings_free(t->postings);
	pl_token_end(&t->scan);
	buf_release(&t->word);
	free(t);
}

void
text_index_word(
    struct text_index *t, enum text_column column, struct span word)
{
	if (word.n > PL_TOKEN_MAX)
		word.n = PL_TOKEN_MAX;
	postings_add(t->postings, column, t->words[column]++, word);
	t->totals[column]++;
}

void
text_index_text(
    struct text_index *t, enum text_column column, struct span text)
{
	t->scan.text = text;
	t->scan.next = 0;
	while (pl_token_next(&t->scan))
		text_index_word(t, column, t->scan.folded);
}

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
struct segments {
	struct buf row;
	uint64_t levels, count, written;
	struct span lowest; /* the segments of level 0 */
	uint64_t lowest_count;
	struct span rest; /* the other levels */
	uint8_t used[SEGMENTS_MAX + 1];
};

static struct segments *
segments_new(void)
{
	struct segments *s = xcalloc(1, sizeof *s);

	buf_init(&s->row, BUF_UNLIMITED);
	return s;
}

static void
segments_release(struct segments *s)
{
	buf_release(&s->row);
	free(s);
}

static bool
parse_level(
    struct segments *s, struct span *from, uint64_t *count, struct span *of)
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
parse_segments(struct segments *s)
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

/* There is one: parse_segments saw to it. */
static int64_t
free_id(const struct segments *s)
{
	int64_t id = 1;

	while (s->used[id])
		id++;
	return id;
}

/* The newest segment is the last of the lowest level. */
static enum pl_status
put_segments(struct db *db, const struct segments *s, int64_t id,
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

static enum pl_status
put_word(
    void *context, struct span word, struct span list, struct pl_error *err)
{
	struct text_index *t = context;

	buf_clear(&t->word);
	buf_addc(&t->word, WORD_MARK);
	buf_addspan(&t->word, word);
	return segment_word(&t->segment, buf_span(&t->word), list, err);
}

static enum pl_status
read_segments(struct db *db, struct segments *out, struct pl_error *err)
{
	enum pl_status rc = get_row(db, ROW_SEGMENTS, &out->row, err);

	return rc == PL_OK && !parse_segments(out) ? damaged(db, err) : rc;
}

/* Step by step: what a step has read is free for what the next one writes, so
 * that the file does not grow by all that is merged.  Fewer than two changes
 * mean that nothing was left to do. */
static enum pl_status
merge(struct db *db, struct pl_error *err)
{
	int64_t before;
	enum pl_status rc;

	do {
		before = sqlite3_total_changes64(db->handle);
		rc = db_exec(db,
		    "insert into text(text, rank)"
		    " values('merge', -" MERGE_PAGES ")",
		    err);
	} while (
	    rc == PL_OK && sqlite3_total_changes64(db->handle) - before >= 2);
	return rc;
}

/* What segments there are, a number being left for another one. */
static enum pl_status
get_segments(struct db *db, struct segments **out, struct pl_error *err)
{
	struct segments *s = segments_new();
	enum pl_status rc = read_segments(db, s, err);

	if (rc == PL_OK && s->count >= SEGMENTS_MERGED) {
		segments_release(s);
		s = segments_new();
		rc = merge(db, err);
		if (rc == PL_OK)
			rc = read_segments(db, s, err);
	}
	*out = s;
	return rc;
}

static enum pl_status
flush(struct text_index *t, struct pl_error *err)
{
	struct segments *s;
	int64_t pages = 0;
	enum pl_status rc = get_segments(t->db, &s, err);

	if (rc != PL_OK)
		goto done;
	int64_t id = free_id(s);
	segment_begin(&t->segment, t->db, id);
	rc = postings_drain(t->postings, put_word, t, err);
	if (rc == PL_OK)
		rc = segment_end(&t->segment, &pages, err);
	segment_release(&t->segment);
	if (rc == PL_OK && pages > 0)
		rc = put_segments(t->db, s, id, pages, err);
	t->segments = s->count + 1;
done:
	segments_release(s);
	return rc;
}

enum pl_status
text_index_begin(struct text_index *t, int64_t record, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (postings_bytes(t->postings) > t->bytes)
		rc = flush(t, err);
	postings_begin(t->postings, (uint32_t)record);
	memset(t->words, 0, sizeof t->words);
	t->records++;
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

/* What there was before; an index without a record has an empty row. */
static bool
add_totals(struct text_index *t, struct span row)
{
	if (row.n == 0)
		return true;
	bool whole = add_total(&row, &t->records);
	for (int i = 0; i < TEXT_COLUMNS && whole; i++)
		whole = add_total(&row, &t->totals[i]);
	return whole;
}

/* How many records there are, and words in each column. */
static enum pl_status
put_totals(struct text_index *t, struct pl_error *err)
{
	struct buf row;
	enum pl_status rc;

	buf_init(&row, BUF_UNLIMITED);
	rc = get_row(t->db, ROW_TOTALS, &row, err);
	if (rc == PL_OK && !add_totals(t, buf_span(&row)))
		rc = damaged(t->db, err);
	if (rc == PL_OK) {
		buf_clear(&row);
		varint_add(&row, t->records);
		for (int i = 0; i < TEXT_COLUMNS; i++)
			varint_add(&row, t->totals[i]);
		rc = segment_put_row(t->db, ROW_TOTALS, buf_span(&row), err);
	}
	buf_release(&row);
	return rc;
}

enum pl_status
text_index_end(struct text_index *t, struct pl_error *err)
{
	enum pl_status rc;

	if (t->records == 0)
		return PL_OK;
	rc = flush(t, err);
	if (rc == PL_OK)
		rc = put_totals(t, err);
	if (rc == PL_OK && t->segments > SEGMENTS_KEPT)
		rc = merge(t->db, err);
	return rc;
}
