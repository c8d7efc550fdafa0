/* Terms for pl_shard_match, built a token at a time; they own their bytes. */
#ifndef QUERY_TERMS_H
#define QUERY_TERMS_H

#include "schema/reader.h"

/* Tokens that narrow are no longer than this: FTS5 cuts long ones. */
#define TERMS_TOKEN_MAX 4096
/* A phrase that narrows ends after this many tokens, and a new one begins:
 * more cost more than they rule out. */
#define TERMS_PHRASE_MAX 32
/* As many phrases narrow one leaf. */
#define TERMS_NARROW_MAX 16

struct token_place {
	size_t at, n; /* in bytes */
};

struct phrase_place {
	size_t first, count; /* tokens */
	bool prefix;
};

struct terms {
	struct buf bytes;
	struct token_place *places;
	size_t token_count, token_capacity;
	struct phrase_place *phrase_places;
	size_t phrase_count, phrase_capacity;
	size_t open; /* the first token of the phrase being built */
	struct token_place *part_places;
	size_t part_count, part_capacity;
	/* After terms_end_…: what pl_shard_match takes. */
	struct span *tokens;
	struct pl_phrase *phrases;
	struct pl_term *terms;
	size_t count;
	struct span *parts; /* and pl_shard_narrow */
};

void terms_init(struct terms *t);
void terms_release(struct terms *t);

/* The next token of the phrase, folded. */
void terms_token(struct terms *t, struct span folded);
/* All tokens of a text are the next ones of the phrase. */
void terms_text(struct terms *t, struct span text);
/* Close the phrase, if it has any token. */
void terms_phrase(struct terms *t, bool prefix);

/* Some token holds this, somewhere. */
void terms_part(struct terms *t, struct span folded);

/* Finish: each phrase is a term of its own. */
void terms_end_each(struct terms *t, unsigned columns);
/* Finish: all phrases are one term, near each other. */
void terms_end_near(struct terms *t, unsigned columns, unsigned distance);

#endif
