/* The words of a shard's full-text index, kept beside it.  FTS5 finds words by
 * how they begin; which ones hold a part only a list of all of them tells, and
 * they stand scattered over the pages of its index.
 *
 * Rows of the table "vocabulary", numbered from 1, hold parts of the list,
 * each a zstd frame: for each word a byte that says how many bytes it repeats
 * of the one before it, which is 0 for the first of a part; for each word a
 * byte for the size of its list of places; then what each word does not
 * repeat, before a line's end.  Words stand in the order of the index's pages:
 * sorted, once a segment. */
#ifndef SCHEMA_SHARD_VOCABULARY_H
#define SCHEMA_SHARD_VOCABULARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct db;
struct block_coder;

/* A part is closed when its words have passed so many bytes, which the last
 * one may do by what FTS5 takes of a word.  Written, each takes two bytes
 * more. */
#define VOCABULARY_PART_BYTES ((size_t)1 << 20)
#define VOCABULARY_WORD_MAX   32768
#define VOCABULARY_WORDS_MAX  (VOCABULARY_PART_BYTES + VOCABULARY_WORD_MAX + 1)
#define VOCABULARY_PART_MAX   (2 * VOCABULARY_WORDS_MAX)
/* More memory is not taken: then texts are read instead. */
#define VOCABULARY_MEMORY_MAX ((size_t)1 << 30)
#define VOCABULARY_LEVEL      1 /* zstd: 3 saves nothing, and takes longer */

struct vocabulary_word {
	size_t end;     /* in the text, with the line's end after it */
	uint64_t bytes; /* of its list of places, within an eighth */
};
struct vocabulary {
	struct buf text; /* words, each before a line's end; none is empty */
	struct vocabulary_word *words;
	size_t count;
	uint64_t bytes; /* of all lists */
};
void vocabulary_init(struct vocabulary *v);
void vocabulary_release(struct vocabulary *v);

static inline struct span
vocabulary_word(const struct vocabulary *v, size_t i)
{
	size_t from = i > 0 ? v->words[i - 1].end : 0;

	return span_of(v->text.p + from, v->words[i].end - 1 - from);
}

/* Add the words of an inflated part; false when it is damaged, and *v is to be
 * released then. */
bool vocabulary_add_part(struct vocabulary *v, struct span part, size_t count);
/* Read the list that is kept; PL_EFORMAT when it is damaged, or not that of a
 * shard of so many records, PL_ELIMIT when it is too large. */
PL_CHECKED enum pl_status vocabulary_get(struct db *db,
    struct block_coder *coder, int64_t records, struct vocabulary *v,
    struct pl_error *err);

/* Keep the list of what the full-text index holds now, in a shard of so many
 * records. */
PL_CHECKED enum pl_status vocabulary_put(struct db *db,
    struct block_coder *coder, int64_t records, struct pl_error *err);

/* Call visit with each word as it stands on the pages of the full-text index;
 * it is valid during the call.  What stands in the filter column alone is left
 * out.  A failure of visit ends it. */
typedef enum pl_status vocabulary_visitor(
    void *context, struct span word, uint64_t bytes, struct pl_error *err);
PL_CHECKED enum pl_status vocabulary_list(struct db *db,
    vocabulary_visitor *visit, void *context, struct pl_error *err);

/* The size of a list as a byte, of which three bits are the first of the
 * number; and the least number that has it. */
uint8_t vocabulary_pack(uint64_t bytes);
uint64_t vocabulary_unpack(uint8_t packed);

#endif
