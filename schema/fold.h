/* Folding, one character with its marks at a time: the one reading of text
 * that tokens and folded texts are both made of.  Private to schema/.
 *
 * What a character is, its own Unicode category decides.  L and N are letters
 * of words, M marks, default-ignorable ones are passed over, white space is
 * white space, and all else separates, also where its compatibility form holds
 * letters (™ № ℃).
 *
 * - A letter becomes its canonical decomposition, each base of it its
 *   compatibility decomposition with full case folding.  What is no letter,
 *   digit or mark in the result is dropped: ½ is 12, ⑴ is 1.
 * - Marks of the blocks of combining diacritical marks are removed from
 *   letters, the others put in canonical order.
 * - ゟ ヿ ำ ຳ are not folded, which could part them between two tokens.
 * - A separator becomes its compatibility decomposition, but stays what it is
 *   if that holds a letter, a digit or white space: no word may come out of
 *   what separates words.  It keeps its marks.
 * - Each character and its marks, or the jamo of one syllable, are composed.
 *
 * So canonically equivalent texts fold alike, and what is folded folds to
 * itself. */
#ifndef SCHEMA_FOLD_H
#define SCHEMA_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Code points of one character with its marks; further marks are dropped.  As
 * many as Unicode's stream-safe text format allows, and a bound on the sorting
 * of hostile text. */
#define FOLD_CLUSTER_MAX 32

/* Code points that one character folds to; the most is 18, for U+FDFA. */
#define FOLD_EXPANSION_MAX 32

enum fold_class {
	FOLD_OTHER, /* separates words */
	FOLD_SPACE, /* white space, which separates too */
	FOLD_WORD,  /* makes a word together with its neighbours */
	FOLD_ALONE, /* is a word by itself */
	FOLD_MARK,
	FOLD_IGNORED,
};

enum fold_class fold_class(uint32_t c);

/* What an ASCII letter or digit folds to, 0 for every other byte. */
extern const uint8_t fold_ascii[256];

/* Whether a mark is of the blocks of combining diacritical marks. */
bool fold_diacritic(uint32_t c);

/* Whether a character beyond ASCII has no decomposition and no case. */
bool fold_same(uint32_t c);

/* A frequent character (Han, kana, a Hangul syllable) which, unless a mark or
 * jamo follows, is a token and folds to itself. */
bool fold_plain(uint32_t c);

/* Whether what stands at this place of a text surely adds nothing to the
 * character before it. */
bool fold_ends(struct span text, size_t at);

/* A folded character with its marks.  A mark with nothing before it to be a
 * mark of is a FOLD_OTHER; a FOLD_SPACE is always one space. */
struct fold_cluster {
	enum fold_class class; /* up to FOLD_ALONE */
	size_t begin, end;     /* where it came from, in bytes */
	char text[4 * FOLD_CLUSTER_MAX];
	size_t n;
};

struct fold {
	struct span text;
	size_t next; /* the first byte not yet looked at */
	/* The character before it, folded, of which used code points are
	 * given out. */
	struct fold_code {
		int32_t c;
		enum fold_class class;
	} held[FOLD_EXPANSION_MAX];
	size_t count, used;
	size_t begin, end;
};

/* Read text from a byte that begins a character. */
void fold_begin(struct fold *f, struct span text, size_t from);

/* The next cluster; false at the end.  An ASCII character that follows it has
 * not been looked at: the caller may go on from f->next by itself if nothing
 * is held.  Bytes that are no UTF-8 are U+FFFD each. */
bool fold_next(struct fold *f, struct fold_cluster *out);

#endif
