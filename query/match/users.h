/* user: names a person by a full id, by its uuid part, or by the beginning of
 * either, and one person can have several ids. */
#ifndef QUERY_USERS_H
#define QUERY_USERS_H

#include "schema/reader.h"

/* Persons that an error lists. */
#define USERS_LISTED_MAX 10

/* A list of names; owned. */
struct names {
	char **items;
	size_t count, capacity;
};
void names_add(struct names *n, struct span name); /* unless it is there */
bool names_have(const struct names *n, struct span name);
void names_release(struct names *n);

/* Every user's id in the index. */
PL_CHECKED enum pl_status users_collect(
    struct pl_index *ix, struct names *out, struct pl_error *err);

/* Add to *out the ids that `value` means among `all`: the very id; else those
 * whose uuid part it is; else, if it begins ids or uuid parts of one person
 * alone, that person's.  PL_ENOTFOUND when there is none, PL_EQUERY when there
 * are several (the text lists them). */
PL_CHECKED enum pl_status users_resolve(const struct names *all,
    struct span value, struct names *out, struct pl_error *err);

#endif
