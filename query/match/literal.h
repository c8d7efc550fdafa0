/* A literal term or phrase: compared on folded text, at words' edges where it
 * begins or ends with part of a word. */
#ifndef QUERY_LITERAL_H
#define QUERY_LITERAL_H

#include "query/match/terms.h"
#include "schema/token.h"

struct literal {
	struct buf text;       /* folded, trimmed; never empty */
	bool plain;            /* it is ASCII, without blanks */
	bool edge_before;      /* must begin at a word's edge */
	bool edge_after;       /* must end at one */
	bool first_token_open; /* its first token may begin earlier */
	bool last_token_open;  /* its last token may end later */
};

/* PL_EQUERY for a text of which folding leaves nothing.  Release *out in any
 * case. */
PL_CHECKED enum pl_status literal_init(struct literal *out, struct span text,
    bool prefix, bool infix, struct pl_error *err);
void literal_release(struct literal *l);

/* The first place at or after `from` of a folded text where it stands, in
 * bytes of the folded text. */
bool literal_find(const struct literal *l, const struct pl_folded *text,
    size_t from, size_t *begin);

/* What literal_holds needs from call to call. */
struct literal_space {
	struct pl_folded folded;
	struct buf lower;
};
void literal_space_init(struct literal_space *space);
void literal_space_release(struct literal_space *space);

/* Whether it stands anywhere in a text. */
bool literal_holds(
    const struct literal *l, struct span text, struct literal_space *space);

/* What tokens a text that holds it must have. */
void literal_narrow(const struct literal *l, unsigned columns,
    size_t prefix_least, struct terms *terms);

#endif
