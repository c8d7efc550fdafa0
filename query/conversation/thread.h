/* promptlog show --conversation: a conversation as a thread, turn by turn. */
#ifndef QUERY_CONVERSATION_THREAD_H
#define QUERY_CONVERSATION_THREAD_H

#include "query/answer/incomplete.h"
#include "query/conversation.h"
#include "query/zone.h"

struct thread_options {
	const struct query_zone *zone;
	bool json;
	bool context; /* unfold what was sent along */
	bool router;  /* unfold answers that are only a router's tag */
	bool colour;
};

/* Write the conversation that id names to standard output.  *found says
 * whether there is one; what is missing of it, or keeps its absence from being
 * certain, is added to *causes. */
PL_CHECKED enum pl_status thread_print(struct pl_index *ix, struct span id,
    const struct thread_options *options, struct incompletes *causes,
    bool *found, struct pl_error *err);

/* ---- between thread.c and the two forms ---- */

/* A turn with its text; both are zeroed where they cannot be read. */
struct thread_turn {
	size_t place;  /* in turns */
	size_t before; /* the turn shown before it; its own place for the
			  first */
	struct pl_row row;
	struct pl_record text;
	bool readable;
};

void thread_text_head(struct buf *out, const struct conversation *v,
    const struct thread_options *options);
void thread_text_turn(struct buf *out, const struct conversation *v,
    const struct thread_turn *turn, const struct thread_options *options);
/* The line that stands for turns from `first` on, before `past`. */
void thread_text_folded(struct buf *out, size_t first, size_t past);

struct json_writer;
void thread_json_turn(struct json_writer *w, const struct conversation *v,
    const struct thread_turn *turn);

/* Whole seconds between the turn and the one before; -1 if unknown. */
int64_t thread_gap(
    const struct conversation *v, const struct thread_turn *turn);

#endif
