/* Built twice: into the library, and into the loadable extension, where SQLite
 * is reached through the table of functions that it hands over. */
#ifdef PL_SQLITE_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#include "schema/fts_tokenizer.h"
#include "schema/token.h"

typedef int (*token_taker)(void *context, int flags, const char *token,
    int length, int begin, int end);

/* FTS5 wants an object for each tokenizer; this one has no state. */
static int
create(void *context, const char **arguments, int count, Fts5Tokenizer **out)
{
	static char stateless;

	(void)context;
	(void)arguments;
	*out = NULL;
	if (count > 0)
		return SQLITE_ERROR;
	*out = (Fts5Tokenizer *)&stateless;
	return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

/* The place of the first raw form from `from` on, text.n if there is none. */
static size_t
find_raw(struct span text, size_t from, bool query)
{
	size_t place = text.n;
	const char *p;

	if (from == text.n)
		return place;
	p = memchr(text.p + from, (unsigned char)FTS_RAW_FILTER, place - from);
	if (p != NULL)
		place = (size_t)(p - text.p);
	if (!query)
		return place;
	p = memchr(text.p + from, (unsigned char)FTS_RAW_TOKEN, place - from);
	return p != NULL ? (size_t)(p - text.p) : place;
}

static int
give_words(
    struct span text, size_t from, size_t to, void *context, token_taker take)
{
	struct pl_token_scan s;
	int rc = SQLITE_OK;

	if (from == to)
		return rc;
	pl_token_begin(&s, span_of(NULL, 0));
	pl_token_read(&s, span_of(text.p, to), from);
	while (rc == SQLITE_OK && pl_token_next(&s))
		rc = take(context, 0, s.folded.p, (int)s.folded.n,
		    (int)s.begin, (int)s.end);
	pl_token_end(&s);
	return rc;
}

/* Tokens that are folded already, any of which may stand at that place. */
static int
give_folded(
    struct span text, size_t from, size_t to, void *context, token_taker take)
{
	int rc = SQLITE_OK, flags = 0;

	while (rc == SQLITE_OK && from < to) {
		size_t begin = from + 1;
		const char *next = memchr(
		    text.p + begin, (unsigned char)FTS_RAW_TOKEN, to - begin);

		from = next != NULL ? (size_t)(next - text.p) : to;
		if (from == begin)
			continue;
		rc = take(context, flags, text.p + begin, (int)(from - begin),
		    (int)begin, (int)from);
		flags = FTS5_TOKEN_COLOCATED;
	}
	return rc;
}

/* The raw form at *at, which is moved to its end. */
static int
give_raw(struct span text, size_t *at, void *context, token_taker take)
{
	size_t begin = *at, end = begin;

	while (end < text.n && text.p[end] != ' ')
		end++;
	*at = end;
	if (text.p[begin] == FTS_RAW_TOKEN)
		return give_folded(text, begin, end, context, take);
	if (end - begin == 1)
		return SQLITE_OK;
	return take(context, 0, text.p + begin, (int)(end - begin), (int)begin,
	    (int)end);
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *p,
    int n, token_taker take)
{
	struct span text = span_of(p, n > 0 ? (size_t)n : 0);
	bool query = (flags & FTS5_TOKENIZE_QUERY) != 0;
	size_t at = 0;
	int rc = SQLITE_OK;

	(void)tokenizer;
	while (rc == SQLITE_OK && at < text.n) {
		size_t raw = find_raw(text, at, query);

		rc = give_words(text, at, raw, context, take);
		at = raw;
		if (rc == SQLITE_OK && at < text.n)
			rc = give_raw(text, &at, context, take);
	}
	return rc;
}

int
pl_fts_find(sqlite3 *db, fts5_api **out)
{
	sqlite3_stmt *statement = NULL;

	*out = NULL;
	int rc =
	    sqlite3_prepare_v2(db, "select fts5(?1)", -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_pointer(
		    statement, 1, out, "fts5_api_ptr", NULL);
	if (rc == SQLITE_OK)
		sqlite3_step(statement);
	int finished = sqlite3_finalize(statement);
	if (rc == SQLITE_OK)
		rc = finished;
	if (rc == SQLITE_OK && *out == NULL)
		rc = SQLITE_ERROR;
	return rc;
}

int
pl_fts_add(fts5_api *fts5)
{
	static fts5_tokenizer promptlog = { create, delete, tokenize };

	return fts5->xCreateTokenizer(
	    fts5, FTS_TOKENIZER, NULL, &promptlog, NULL);
}

int
pl_fts_register(sqlite3 *db)
{
	fts5_api *fts5;
	int rc = pl_fts_find(db, &fts5);

	return rc != SQLITE_OK ? rc : pl_fts_add(fts5);
}
