/* From what a match must hold to tokens that its record must hold.
 *
 * Words of a match follow each other in the full-text index as well.  The
 * first may be but the end of a token there, and the last the beginning of
 * one: then tokens around them are asked for at once, and where that leaves
 * much, all of them (pl_shard_narrow).
 *
 * Of bytes, only runs of ASCII letters and digits count, and only where it is
 * certain how they lie in the text's tokens: a run is the beginning of a token
 * only after an ASCII character that is no letter or digit (anything else may
 * be part of the same word, or invisible), and all of it only before one.
 * Wherever it lies, it is part of one token: of a run of letters and digits
 * each folds to itself in lower case, whatever stands around it. */
#ifndef QUERY_NARROW_H
#define QUERY_NARROW_H

#include "query/match/terms.h"

struct narrow {
	struct terms *terms; /* borrowed; what is found goes there */
	size_t prefix_least; /* shorter beginnings of tokens are left out */
	bool suffix;         /* the phrase being built begins within a word */
	struct buf run;
	bool after_edge;  /* a word's edge is certain here */
	bool run_is_open; /* where the run began, no edge was certain */
};

void narrow_begin(struct narrow *n, struct terms *terms, size_t prefix_least);
/* The next word of every match, folded, and whether it is certain that a word
 * of the text begins with it, and ends. */
void narrow_word(struct narrow *n, struct span folded, bool begins, bool ends);
/* The next byte of every match is c, ASCII.  Where `caseless`, or not: tokens
 * are folded either way. */
void narrow_byte(struct narrow *n, char c);
/* Here every match begins or ends with its text, or has a line's end beside
 * it. */
void narrow_edge(struct narrow *n);
/* Here nothing is known of the match. */
void narrow_gap(struct narrow *n);
/* Finish; the match may be followed by anything. */
void narrow_end(struct narrow *n, unsigned columns);

#endif
