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
 * its first byte to its last, and neighbours differ in `typed`.  White space
 * beside an injected piece belongs to it, so a typed piece begins and ends
 * with what was typed, and is never blank but where the whole prompt is.
 * Replaces what is in *out.  Takes time in proportion to the prompt, whatever
 * is in it.
 *
 * Injected are, each only where it is closed:
 *  - <EnvironmentContext>, <session_context_files>, <session_start_snapshot>,
 *    <current_context>, and CONTEXT ENTRY of the command line;
 *  - a line "## Included Rules (…)" with the <user-rule> blocks after it, and
 *    the client's words (up to PROMPT_PREAMBLE_MAX bytes) before the first;
 *  - the marker lines of USER MESSAGE, while all inside it is typed;
 *  - "[LIVE STEERING - New message from user]", the client's words, the tags
 * of <user_message>, whose inside is typed, and the fixed sentences after it.
 * Blocks of one kind may be nested; of an opening marker that is given twice
 * and closed once, the latter counts.  Only <user-rule> and <user_message> end
 * at their first closing tag, since their bodies are raw. */
#define PROMPT_PREAMBLE_MAX 4096
void prompt_split(struct span prompt, struct prompt_pieces *out);

/* Whether an answer is only a router's tag: {"chat":x,"do":y,"spec":z} of
 * numbers, bare or in a json fence, at most PROMPT_ROUTER_MAX bytes. */
#define PROMPT_ROUTER_MAX 80
bool prompt_router_answer(struct span answer);

#endif
