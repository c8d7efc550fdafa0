/* What an export holds: the conversations that hold a hit, or the hits alone,
 * as an index of records.  Their texts are read when they are written. */
#ifndef QUERY_EXPORT_SELECTION_H
#define QUERY_EXPORT_SELECTION_H

#include "query/answer/incomplete.h"
#include "query/answer/intern.h"
#include "query/conversation.h"
#include "query/forgotten.h"
#include "query/language/tree.h"

/* Bytes of the first typed line that stand for a conversation in a list. */
#define SELECTION_TITLE_MAX 160

struct selected_record {
	const struct pl_shard_info *shard;
	uint32_t rowid;
	uint32_t conversation; /* place in selection.conversations */
	bool hit;              /* else context */
};

struct selected_conversation {
	const struct conversation *whole;
	size_t first, count; /* places in selection.records */
	size_t hits;
	char *title;     /* its first typed line, perhaps cut; owned */
	uint64_t *marks; /* a bit for each turn that is a hit; owned, and
			    gone once the selection is made */
};

struct selection {
	struct pl_index *index; /* borrowed */
	struct conversations *source;
	struct selected_conversation *conversations; /* by time, then id */
	size_t conversation_count, conversation_capacity;
	struct selected_record *records; /* by conversation, then turn */
	size_t count;
	uint64_t hits, copies;     /* copies were left out */
	uint64_t bytes;            /* of the texts together */
	struct incompletes causes; /* why that may not be all */
	struct intern known;       /* those by kind and subject */
	struct forgottens forgotten;
};

/* Answer the query and find what belongs to its hits.  Every record is read
 * once, so that what cannot be read is known before anything is written. */
PL_CHECKED enum pl_status selection_open(struct selection *s,
    struct pl_index *ix, const struct node *query, bool hits_only,
    struct pl_error *err);
void selection_close(struct selection *s);

/* A record with all there is of it; spans live until the next is read. */
struct selected {
	const struct selected_record *record;
	const struct selected_conversation *conversation;
	const struct pl_archive *archive; /* NULL if index.db lost it */
	struct pl_row row;
	struct pl_record text; /* complete; without texts where `damaged` */
	struct pl_object object;
	bool damaged; /* its text cannot be read; a cause says why */
};
PL_CHECKED enum pl_status selection_read(struct selection *s, size_t at,
    struct selected *out, struct pl_error *err);

#endif
