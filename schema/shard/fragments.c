/* The records that hold parts of words.  FTS5 finds words by how they begin;
 * which ones hold a part, the list of all words tells: it is read off the leaf
 * pages of the full-text index, where each word stands once a segment.  That
 * is a tenth of what reading the texts takes, and nothing need be kept. */
#include "schema/fts_tokenizer.h"
#include "schema/shard/leaf_terms.h"
#include "schema/shard/match.h"
#include "schema/shard/shard.h"

/* Words asked of the full-text index at once, and altogether for a part:
 * one that more words hold narrows little. */
#define MATCH_WORDS_MAX    128
#define FRAGMENT_WORDS_MAX 2048

/* FTS5 cuts longer words to this many bytes, and what was cut off may hold any
 * part. */
#define FTS_TOKEN_MAX 32768

/* Words, each after a line's end. */
struct word_list {
	struct buf text;
	struct buf cut; /* those that may go on */
	bool whole;     /* no page was damaged */
};

static void
add_word(void *context, struct span word)
{
	struct word_list *list = context;
	struct buf *to = word.n >= FTS_TOKEN_MAX ? &list->cut : &list->text;

	if (word.p[0] == FTS_RAW_FILTER)
		return;
	buf_addc(to, '\n');
	buf_addspan(to, word);
}

static enum pl_status
list_words(struct pl_shard *s, struct word_list *list, struct pl_error *err)
{
	struct leaf_terms terms;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_TERM_PAGES, &q, err);

	if (rc != PL_OK)
		return rc;
	leaf_terms_init(&terms);
	while (list->whole &&
	    (rc = stmt_step(&s->db, STMT_SHARD_TERM_PAGES, err)) == PL_OK)
		list->whole =
		    leaf_terms_list(&terms, column_span(q, 0), add_word, list);
	leaf_terms_release(&terms);
	stmt_end(&s->db, STMT_SHARD_TERM_PAGES);
	return rc < 0 ? rc : PL_OK;
}

/* Words that are looked for together. */
struct batch {
	struct pl_shard *shard;
	unsigned columns;
	struct pl_set *out;
	struct buf expression;
	size_t count, total;
};

static enum pl_status
flush(struct batch *b, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (b->count > 0) {
		buf_addc(&b->expression, ')');
		rc = shard_match_text(b->shard, &b->expression, b->out, err);
	}
	buf_clear(&b->expression);
	b->count = 0;
	return rc;
}

static enum pl_status
add_to_batch(struct batch *b, struct span word, struct pl_error *err)
{
	if (b->count == 0)
		match_columns(&b->expression, b->columns);
	buf_adds(&b->expression, b->count == 0 ? "(" : " OR ");
	match_word(&b->expression, word);
	b->total++;
	return ++b->count < MATCH_WORDS_MAX ? PL_OK : flush(b, err);
}

/* Each word of the list that holds the part, or with a part of "" each. */
static enum pl_status
find_words(
    struct batch *b, struct span list, struct span part, struct pl_error *err)
{
	const char *end = list.p + list.n, *p = list.p;
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && p < end && b->total <= FRAGMENT_WORDS_MAX) {
		const char *at = memmem(p, (size_t)(end - p), part.p, part.n);

		if (at == NULL)
			break;
		const char *from = memrchr(p, '\n', (size_t)(at + 1 - p));
		const char *next =
		    memchr(at + 1, '\n', (size_t)(end - at - 1));
		p = next != NULL ? next : end;
		rc = add_to_batch(
		    b, span_of(from + 1, (size_t)(p - from - 1)), err);
	}
	return rc;
}

/* Take from *open what holds no word with that part in it. */
static enum pl_status
narrow_by(struct pl_shard *s, const struct word_list *list, struct span part,
    unsigned columns, struct pl_set *open, struct pl_error *err)
{
	struct pl_set found;
	struct batch b = { .shard = s, .columns = columns, .out = &found };
	enum pl_status rc;

	pl_set_init(&found, s->limit);
	buf_init(&b.expression, BUF_UNLIMITED);
	rc = find_words(&b, buf_span(&list->text), part, err);
	if (rc == PL_OK)
		rc = find_words(&b, buf_span(&list->cut), span_str("\n"), err);
	if (rc == PL_OK && b.total <= FRAGMENT_WORDS_MAX) {
		rc = flush(&b, err);
		pl_set_and(open, &found);
	}
	buf_release(&b.expression);
	pl_set_release(&found);
	return rc;
}

enum pl_status
pl_shard_narrow(struct pl_shard *s, const struct span *parts, size_t count,
    unsigned columns, struct pl_set *open, struct pl_error *err)
{
	struct word_list list = { .whole = true };
	enum pl_status rc;

	if ((columns & PL_ALL_TEXT) == 0 && count > 0) {
		pl_set_release(open);
		pl_set_init(open, s->limit);
		return PL_OK;
	}
	buf_init(&list.text, BUF_UNLIMITED);
	buf_init(&list.cut, BUF_UNLIMITED);
	rc = list_words(s, &list, err);
	/* Where it is not whole, whoever asks has the texts to read. */
	for (size_t i = 0; rc == PL_OK && list.whole && i < count; i++)
		if (pl_set_next(open, 0) != 0)
			rc = narrow_by(s, &list, parts[i], columns, open, err);
	buf_release(&list.text);
	buf_release(&list.cut);
	return rc;
}
