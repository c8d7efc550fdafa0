#include "schema/shard/text_index.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/index_rows.h"
#include "schema/shard/postings.h"
#include "schema/shard/segment.h"
#include "schema/shard/word_head.h"
#include "schema/token.h"

/* So many are merged at once: half of SEGMENTS_MAX. */
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
	struct index_totals totals;
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

static_assert(PL_TOKEN_ROOM >= SHORT_WORD, "a head is read past its word");

/* As many bytes may be read as token.h says. */
static void
add(struct text_index *t, enum text_column column, struct span word)
{
	if (word.n > PL_TOKEN_MAX)
		word.n = PL_TOKEN_MAX;
	postings_add(t->postings, column, t->words[column]++, word);
	t->totals.words[column]++;
}

void
text_index_word(
    struct text_index *t, enum text_column column, struct span word)
{
	buf_clear(&t->word);
	buf_addspan(&t->word, word);
	buf_add(&t->word, (const char[PL_TOKEN_ROOM]){ 0 }, PL_TOKEN_ROOM);
	add(t, column, span_of(t->word.p, word.n));
}

void
text_index_text(
    struct text_index *t, enum text_column column, struct span text)
{
	pl_token_read(&t->scan, text, 0);
	while (pl_token_next(&t->scan))
		add(t, column, t->scan.folded);
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
get_segments(struct db *db, struct segment_list **out, struct pl_error *err)
{
	struct segment_list *s;
	enum pl_status rc = segment_list_read(db, &s, err);

	if (rc == PL_OK && segment_list_count(s) >= SEGMENTS_MERGED) {
		segment_list_free(s);
		s = NULL;
		rc = merge(db, err);
		if (rc == PL_OK)
			rc = segment_list_read(db, &s, err);
	}
	*out = s;
	return rc;
}

static enum pl_status
flush(struct text_index *t, struct pl_error *err)
{
	struct segment_list *s;
	int64_t pages = 0;
	enum pl_status rc = get_segments(t->db, &s, err);

	if (rc != PL_OK)
		goto done;
	int64_t id = segment_list_free_id(s);
	segment_begin(&t->segment, t->db, id);
	rc = postings_drain(t->postings, put_word, t, err);
	if (rc == PL_OK)
		rc = segment_end(&t->segment, &pages, err);
	segment_release(&t->segment);
	if (rc == PL_OK && pages > 0)
		rc = segment_list_add(t->db, s, id, pages, err);
	t->segments = segment_list_count(s) + 1;
done:
	segment_list_free(s);
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
	t->totals.records++;
	return rc;
}

enum pl_status
text_index_end(struct text_index *t, struct pl_error *err)
{
	enum pl_status rc;

	if (t->totals.records == 0)
		return PL_OK;
	rc = flush(t, err);
	if (rc == PL_OK)
		rc = index_totals_add(t->db, &t->totals, err);
	if (rc == PL_OK && t->segments > SEGMENTS_KEPT)
		rc = merge(t->db, err);
	return rc;
}
