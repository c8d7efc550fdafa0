/* The list of words is made when a shard is sealed: from the pages of its
 * full-text index, whether this program wrote them or FTS5 merged them. */
#include "schema/db.h"
#include "schema/fts_tokenizer.h"
#include "schema/shard/block.h"
#include "schema/shard/leaf_terms.h"
#include "schema/shard/vocabulary.h"

/* Words are told a word late: a list ends where the next word begins. */
struct listing {
	vocabulary_visitor *visit;
	void *context;
	struct leaf_terms terms;
	uint64_t pages;  /* bytes of those before the one in hand */
	struct buf word; /* whose list is open, or none */
	uint64_t place;  /* where that began */
	enum pl_status rc;
	struct pl_error *err;
};

/* The open list ends there. */
static void
end_list(struct listing *l, uint64_t place)
{
	if (l->word.n > 0 && l->rc == PL_OK)
		l->rc = l->visit(
		    l->context, buf_span(&l->word), place - l->place, l->err);
	buf_clear(&l->word);
}

static void
see_word(void *context, struct span word)
{
	struct listing *l = context;
	end_list(l, l->pages + l->terms.begin);
	if (word.p[0] == FTS_RAW_FILTER)
		return;
	buf_addspan(&l->word, word);
	l->place = l->pages + l->terms.end;
}

enum pl_status
vocabulary_list(struct db *db, vocabulary_visitor *visit, void *context,
    struct pl_error *err)
{
	struct listing l = { .visit = visit, .context = context, .err = err };
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_TERM_PAGES, &q, err);

	if (rc != PL_OK)
		return rc;
	leaf_terms_init(&l.terms);
	buf_init(&l.word, BUF_UNLIMITED);
	while ((rc = stmt_step(db, STMT_SHARD_TERM_PAGES, err)) == PL_OK) {
		struct span page = column_span(q, 0);

		if (!leaf_terms_list(&l.terms, page, see_word, &l))
			l.rc = pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged: a page of words", db->path);
		l.pages += page.n;
		if (l.rc != PL_OK)
			break;
	}
	if (rc == PL_END)
		end_list(&l, l.pages);
	if (rc == PL_END || rc == PL_OK)
		rc = l.rc;
	leaf_terms_release(&l.terms);
	buf_release(&l.word);
	stmt_end(db, STMT_SHARD_TERM_PAGES);
	return rc;
}

/* Rows in the making. */
struct putting {
	struct db *db;
	struct block_coder *coder;
	int64_t records;
	int64_t id;      /* of the last row */
	int64_t count;   /* words of the part in hand */
	size_t bytes;    /* of them, each with a line's end */
	struct buf kept; /* of the part: and, when it is closed, all */
	struct buf sizes;
	struct buf rests;
	struct buf before; /* the last word */
	struct buf frame;
};

static enum pl_status
put_part(struct putting *p, bool more, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	buf_addspan(&p->kept, buf_span(&p->sizes));
	buf_addspan(&p->kept, buf_span(&p->rests));
	rc = block_compress(
	    p->coder, VOCABULARY_LEVEL, buf_span(&p->kept), &p->frame, err);
	if (rc == PL_OK)
		rc = stmt_begin(p->db, STMT_SHARD_PUT_VOCABULARY, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, ++p->id);
	bind_int(q, 2, p->records);
	bind_int(q, 3, p->count);
	bind_int(q, 4, more);
	bind_int(q, 5, (int64_t)p->kept.n);
	bind_blob(q, 6, p->frame.p, p->frame.n);
	rc = stmt_run(p->db, STMT_SHARD_PUT_VOCABULARY, err);
	p->count = 0;
	p->bytes = 0;
	buf_clear(&p->kept);
	buf_clear(&p->sizes);
	buf_clear(&p->rests);
	buf_clear(&p->before);
	return rc;
}

static uint8_t
repeated(struct span before, struct span word)
{
	uint8_t n = 0;

	while (n < UINT8_MAX && n < before.n && n < word.n &&
	    before.p[n] == word.p[n])
		n++;
	return n;
}

static enum pl_status
put_word(void *context, struct span word, uint64_t bytes, struct pl_error *err)
{
	struct putting *p = context;
	enum pl_status rc = PL_OK;

	if (p->bytes >= VOCABULARY_PART_BYTES)
		rc = put_part(p, true, err);
	uint8_t kept = repeated(buf_span(&p->before), word);
	uint8_t size = vocabulary_pack(bytes);
	buf_add(&p->kept, &kept, 1);
	buf_add(&p->sizes, &size, 1);
	buf_add(&p->rests, word.p + kept, word.n - kept);
	buf_addc(&p->rests, '\n');
	p->before.n = kept;
	buf_add(&p->before, word.p + kept, word.n - kept);
	p->count++;
	p->bytes += word.n + 1;
	return rc;
}

enum pl_status
vocabulary_put(struct db *db, struct block_coder *coder, int64_t records,
    struct pl_error *err)
{
	struct putting p = { db, coder, records, .id = 0 };
	struct buf *bufs[] = { &p.kept, &p.sizes, &p.rests, &p.before,
		&p.frame };
	const size_t count = sizeof bufs / sizeof bufs[0];
	enum pl_status rc = db_exec(db, "delete from vocabulary", err);

	for (size_t i = 0; i < count; i++)
		buf_init(bufs[i], BUF_UNLIMITED);
	if (rc == PL_OK)
		rc = vocabulary_list(db, put_word, &p, err);
	if (rc == PL_OK)
		rc = put_part(&p, false, err);
	for (size_t i = 0; i < count; i++)
		buf_release(bufs[i]);
	return rc;
}
