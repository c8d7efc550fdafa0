/* Words: what the full-text index holds, what a query is made of, and what a
 * literal term is compared by.  One definition serves all three.
 *
 * A token is a run of letters and digits (Unicode L*, N*, with the marks M*
 * that follow), folded.  Every Han, Hiragana, Katakana and Hangul character is
 * a token of its own (with its marks).  Default-ignorable characters (soft
 * hyphen, zero-width space and joiners, variation selectors, …) neither split
 * a token nor are part of it.  What a character is, its own category decides:
 * ™ and ℃ separate.  A mark with nothing before it is no token.
 *
 * Folding: NFKC with case folding (Unicode's NFKC_Casefold as far as
 * utf8proc has it), then the marks of Latin, Greek and Cyrillic (the blocks
 * of combining diacritical marks) removed; marks of other scripts stay, so
 * that バグ and ハク differ.  Folding what is folded changes nothing.
 * schema/fold.h has the rules for what these words leave open. */
#ifndef SCHEMA_TOKEN_H
#define SCHEMA_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* FTS5 cuts a token to this many bytes (FTS5_MAX_TOKEN_SIZE). */
#define PL_TOKEN_MAX 32768

/* So many bytes of a text are looked at together. */
#define PL_TOKEN_BLOCK 64
/* So many bytes may be read where a folded token begins, however short it is:
 * who takes words as numbers need not ask for their lengths. */
#define PL_TOKEN_ROOM 16

/* The tokens of a text, one after the other.  Bytes that are no UTF-8
 * separate. */
struct pl_token_scan {
	struct span text;
	/* The token, valid until the next call on the same scan. */
	struct span folded;
	size_t begin, end; /* its place in text, in bytes */
	/* The block in hand: where it begins, its words folded, and a bit for
	 * each of its bytes that is an ASCII letter or digit, is beyond ASCII,
	 * and is of a token that comes next. */
	size_t block;
	uint64_t letters, wide, words;
	char lower[PL_TOKEN_BLOCK + PL_TOKEN_ROOM];
	size_t next;      /* the first byte behind these tokens */
	struct buf space; /* owned */
};

void pl_token_begin(struct pl_token_scan *s, struct span text);
/* Read this text now, from a place at which a token begins or none stands. */
void pl_token_read(struct pl_token_scan *s, struct span text, size_t from);
/* False at the end of the text. */
bool pl_token_next(struct pl_token_scan *s);
void pl_token_end(struct pl_token_scan *s);

/* Whether a text is made of token characters, default-ignorable ones and white
 * space alone, and of at least one token, all shorter than PL_TOKEN_MAX: then
 * tokens answer for it exactly. */
bool pl_token_only(struct span text);

/* A text folded for comparing literal terms: the tokens as they are in the
 * index, default-ignorable characters left out, each run of white space one
 * space, everything else kept, in its compatibility form where no letter or
 * digit comes of that.  Bytes that are no UTF-8 become U+FFFD.  For each byte
 * of the folded text the place it came from, and whether a token's edge lies
 * before it. */
struct pl_folded {
	struct buf text;
	uint32_t *origin; /* text.n + 1 of them: byte offset in the original of
			     the character (with its marks) that it is of;
			     at text.n the length of the original */
	uint8_t *edge;    /* text.n + 1 of them: 1 where no token spans the
			     place before this byte, else 0 */
	size_t cap;       /* of origin and edge */
};

void pl_folded_init(struct pl_folded *f);
void pl_folded_release(struct pl_folded *f);
/* Texts are held below 4 GiB by the limit on objects. */
void pl_folded_set(struct pl_folded *f, struct span text);

#endif
