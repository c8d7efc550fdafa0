/* What a person typed, and what the client sent along: a pure function. */
#ifndef INDEXER_PROMPT_H
#define INDEXER_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct prompt_piece {
	size_t begin, end; /* bytes in the prompt */
	bool typed;
};

struct prompt_pieces {
	struct prompt_piece *pieces; /* owned */
	size_t count, capacity;
};
void prompt_pieces_release(struct prompt_pieces *p);

/* Split a prompt: the pieces follow each other without gap or overlap from
 * its first byte to its last, and neighbours differ in `typed`.  Replaces what
 * is in *out. */
void prompt_split(struct span prompt, struct prompt_pieces *out);

/* Whether an answer is only a router's tag: {"chat":x,"do":y,"spec":z} of
 * numbers, bare or in a json fence, at most PROMPT_ROUTER_MAX bytes. */
#define PROMPT_ROUTER_MAX 80
bool prompt_router_answer(struct span answer);

#endif
