/* promptlog search -C: hits with the turns before and after them.  Hits of one
 * conversation whose turns meet make one excerpt, so that no turn is shown
 * twice. */
#ifndef QUERY_CONVERSATION_EXCERPT_H
#define QUERY_CONVERSATION_EXCERPT_H

#include "query/conversation.h"

/* The most turns that may be asked for on either side. */
#define EXCERPT_TURNS_MAX 1000

struct excerpt_hit {
	const struct conversation *conversation; /* NULL: it is in none that
						    can be read */
	size_t turn;                             /* place in its turns */
	uint64_t position;                       /* among the hits */
};

struct excerpt {
	const struct excerpt_hit *hits; /* by turn */
	size_t hit_count;
	size_t first, past; /* turns, from the first on and before `past` */
	uint64_t position;  /* of the hit that comes first among all hits */
};

struct excerpts {
	struct excerpt_hit *hits; /* owned */
	size_t hit_count, hit_capacity;
	struct excerpt *items; /* owned; by position */
	size_t count, capacity;
};
void excerpts_release(struct excerpts *e);

/* Take `count` hits from `position` on, at most all that are left; `turns` is
 * how many to show on either side.  Turns that are only a router's tag count
 * for none. */
PL_CHECKED enum pl_status excerpts_collect(struct excerpts *e,
    struct conversations *c, struct pl_hits *hits, uint64_t position,
    uint64_t count, size_t turns, struct pl_error *err);

/* Whether a turn is shown though it is no hit. */
bool excerpt_shows(const struct turn *turn);

#endif
