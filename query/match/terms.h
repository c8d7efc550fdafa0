/* Terms for pl_shard_match, and phrases for pl_shard_narrow, built a token at
 * a time; they own their bytes. */
#ifndef QUERY_TERMS_H
#define QUERY_TERMS_H

#include "schema/reader.h"

/* Tokens that narrow are no longer than this: FTS5 cuts long ones. */
#define TERMS_TOKEN_MAX 4096
/* A phrase that narrows ends after this many tokens, and a new one begins:
 * more cost more than they rule out. */
#define TERMS_PHRASE_MAX 32
/* As many phrases of either kind narrow one leaf. */
#define TERMS_NARROW_MAX 16

struct token_place {
	size_t at, n; /* in bytes */
};

struct phrase_place {
	size_t first, count; /* tokens */
	bool prefix, suffix;
};

struct phrase_places {
	struct phrase_place *items;
	size_t count, capacity;
};

struct terms {
	struct buf bytes;
	struct token_place *places;
	size_t token_count, token_capacity;
	size_t open; /* the first token of the phrase being built */
	struct phrase_places phrase_places, costly_places;
	/* After terms_end_…: what pl_shard_match takes. */
	struct span *tokens;
	struct pl_phrase *phrases;
	struct pl_term *terms;
	size_t count;
	struct pl_phrase *costly; /* and pl_shard_narrow */
	size_t costly_count;
};

void terms_init(struct terms *t);
void terms_release(struct terms *t);

/* The next token of the phrase, folded. */
void terms_token(struct terms *t, struct span folded);
/* All tokens of a text are the next ones of the phrase. */
void terms_text(struct terms *t, struct span text);
/* Close the phrase, if it has any token. */
void terms_phrase(struct terms *t, bool prefix);

/* Begin a new phrase, and let the tokens of the one before it be in none. */
void terms_skip(struct terms *t);
/* A phrase of tokens that there are, for pl_shard_narrow if it is costly; left
 * out where there are TERMS_NARROW_MAX of its kind. */
void terms_narrow(struct terms *t, struct phrase_place phrase, bool costly);

/* Finish: each phrase is a term of its own. */
void terms_end_each(struct terms *t, unsigned columns);
/* Finish: all phrases are one term, near each other. */
void terms_end_near(struct terms *t, unsigned columns, unsigned distance);

#endif
