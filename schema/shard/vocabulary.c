#include "schema/shard/vocabulary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/db.h"
#include "schema/fts_tokenizer.h"
#include "schema/shard/block.h"

/* The first bits of a number that are kept. */
#define PACKED_BITS  3
#define PACKED_LEAST (1 << PACKED_BITS)

uint8_t
vocabulary_pack(uint64_t bytes)
{
	unsigned shift = 0;

	while (bytes >> shift >= 2 * PACKED_LEAST)
		shift++;
	if (bytes < PACKED_LEAST)
		return (uint8_t)bytes;
	if (shift > (UINT8_MAX >> PACKED_BITS) - 1)
		return UINT8_MAX;
	return (uint8_t)((shift + 1) << PACKED_BITS |
	    (bytes >> shift & (PACKED_LEAST - 1)));
}

uint64_t
vocabulary_unpack(uint8_t packed)
{
	unsigned shift = packed >> PACKED_BITS;
	uint64_t bits = packed & (PACKED_LEAST - 1);

	return shift == 0 ? bits : (PACKED_LEAST | bits) << (shift - 1);
}

void
vocabulary_init(struct vocabulary *v)
{
	*v = (struct vocabulary){ .count = 0 };
	buf_init(&v->text, BUF_UNLIMITED);
}

void
vocabulary_release(struct vocabulary *v)
{
	buf_release(&v->text);
	free(v->words);
}

/* The bytes that all words repeat. */
static size_t
sum(const uint8_t *bytes, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += bytes[i];
	return total;
}

bool
vocabulary_add_part(struct vocabulary *v, struct span part, size_t count)
{
	struct pl_error ignored;

	if (count > part.n / 2)
		return false;
	const uint8_t *kept = (const uint8_t *)part.p, *packed = kept + count;
	struct span rest = span_of(part.p + 2 * count, part.n - 2 * count);
	size_t bytes = sum(kept, count) + rest.n;
	if (bytes > VOCABULARY_WORDS_MAX ||
	    (rest.n > 0 && memchr(rest.p, '\0', rest.n) != NULL) ||
	    buf_reserve(&v->text, bytes + 1, &ignored) != PL_OK)
		return false;
	v->words =
	    xreallocarray(v->words, v->count + count + 1, sizeof *v->words);
	struct span before = span_of(NULL, 0);
	for (size_t i = 0; i < count; i++) {
		const char *end = memchr(rest.p, '\n', rest.n);
		if (end == NULL || kept[i] > before.n)
			return false;
		size_t more = (size_t)(end - rest.p);
		char *word = v->text.p + v->text.n;
		if (kept[i] > 0)
			memcpy(word, before.p, kept[i]);
		memcpy(word + kept[i], rest.p, more + 1);
		before = span_of(word, kept[i] + more);
		if (before.n == 0 || before.n > VOCABULARY_WORD_MAX ||
		    word[0] == FTS_RAW_FILTER)
			return false;
		v->text.n += before.n + 1;
		rest = span_of(end + 1, rest.n - more - 1);
		uint64_t list = vocabulary_unpack(packed[i]);
		v->words[v->count++] =
		    (struct vocabulary_word){ v->text.n, list };
		v->bytes += list;
	}
	v->text.p[v->text.n] = '\0';
	return rest.n == 0;
}

/* Its columns are those of shard_vocabulary. */
static enum pl_status
get_part(struct vocabulary *v, struct block_coder *coder, sqlite3_stmt *row,
    struct buf *part, struct pl_error *err)
{
	int64_t count = sqlite3_column_int64(row, 2);
	int64_t size = sqlite3_column_int64(row, 4);
	enum pl_status rc;

	if (size < 0 || size > (int64_t)VOCABULARY_PART_MAX || count < 0 ||
	    count > size)
		return pl_fail(err, PL_EFORMAT,
		    "it claims %lld words in %lld bytes", (long long)count,
		    (long long)size);
	rc =
	    block_inflate(coder, column_span(row, 5), (size_t)size, part, err);
	if (rc == PL_OK &&
	    !vocabulary_add_part(v, buf_span(part), (size_t)count))
		rc = pl_fail(err, PL_EFORMAT, "its words cannot be read");
	if (rc == PL_OK &&
	    v->text.n + v->count * sizeof *v->words > VOCABULARY_MEMORY_MAX)
		rc = pl_fail(err, PL_ELIMIT, "it takes more than %zu MiB",
		    VOCABULARY_MEMORY_MAX >> 20);
	return rc;
}

enum pl_status
vocabulary_get(struct db *db, struct block_coder *coder, int64_t records,
    struct vocabulary *v, struct pl_error *err)
{
	int64_t next = 1; /* 0: none */
	struct pl_error why;
	struct buf part;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_VOCABULARY, &q, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&part, BUF_UNLIMITED);
	while ((rc = stmt_step(db, STMT_SHARD_VOCABULARY, &why)) == PL_OK) {
		if (sqlite3_column_int64(q, 0) != next)
			rc = pl_fail(&why, PL_EFORMAT, "it is not whole");
		else if (sqlite3_column_int64(q, 1) != records)
			rc = pl_fail(
			    &why, PL_EFORMAT, "it is of other records");
		else
			rc = get_part(v, coder, q, &part, &why);
		if (rc != PL_OK)
			break;
		next = sqlite3_column_int64(q, 3) != 0 ? next + 1 : 0;
	}
	if (rc == PL_END)
		rc = next != 0 ? pl_fail(&why, PL_EFORMAT, "it is not whole")
			       : PL_OK;
	stmt_end(db, STMT_SHARD_VOCABULARY);
	buf_release(&part);
	if (rc != PL_OK)
		rc = pl_fail(err, rc, "'%s' is damaged: the list of words: %s",
		    db->path, why.text);
	return rc;
}
