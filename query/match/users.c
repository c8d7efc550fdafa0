#include "query/match/users.h"

#include <stdlib.h>

#include "base/mem.h"

bool
names_have(const struct names *n, struct span name)
{
	/* Most lists come in order, and an equal name is the last. */
	for (size_t i = n->count; i-- > 0;)
		if (span_is(name, n->items[i]))
			return true;
	return false;
}

void
names_add(struct names *n, struct span name)
{
	if (names_have(n, name))
		return;
	n->items = xgrow(n->items, n->count, &n->capacity, sizeof *n->items);
	n->items[n->count++] = xstrndup(name.p, name.n);
}

void
names_release(struct names *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->count; i++)
		free(n->items[i]);
	free(n->items);
	*n = (struct names){ 0 };
}

static void
collect(void *context, const char *name)
{
	struct names *out = context;

	/* The same ones follow each other. */
	if (out->count > 0 && strcmp(out->items[out->count - 1], name) == 0)
		return;
	out->items =
	    xgrow(out->items, out->count, &out->capacity, sizeof *out->items);
	out->items[out->count++] = xstrdup(name);
}

enum pl_status
users_collect(struct pl_index *ix, struct names *out, struct pl_error *err)
{
	*out = (struct names){ 0 };
	return pl_index_each_name(ix, PL_NAME_USER, collect, out, err);
}

/* "a, b, … and 3 more" */
static enum pl_status
fail_several(
    const struct names *persons, struct span value, struct pl_error *err)
{
	struct buf list;
	size_t most = persons->count < USERS_LISTED_MAX ? persons->count
							: USERS_LISTED_MAX;

	buf_init(&list, BUF_UNLIMITED);
	for (size_t i = 0; i < most; i++)
		buf_addf(&list, "%s%s", i > 0 ? ", " : "", persons->items[i]);
	if (most < persons->count)
		buf_addf(&list, " and %zu more", persons->count - most);
	enum pl_status rc =
	    pl_fail(err, PL_EQUERY, "user '%.*s' could be any of %zu: %s",
		SPAN_ARG(value), persons->count, list.p);
	buf_release(&list);
	return rc;
}

static bool
begins(struct span text, struct span prefix)
{
	return text.n >= prefix.n &&
	    span_equal(span_of(text.p, prefix.n), prefix);
}

/* Every id of that person; whether there is one. */
static bool
add_person(const struct names *all, struct span person, struct names *out)
{
	bool found = false;

	for (size_t i = 0; i < all->count; i++) {
		struct span id = span_str(all->items[i]);

		if (!span_equal(pl_user_uuid(id), person))
			continue;
		names_add(out, id);
		found = true;
	}
	return found;
}

static void
find_persons(
    const struct names *all, struct span prefix, struct names *persons)
{
	for (size_t i = 0; i < all->count; i++) {
		struct span id = span_str(all->items[i]);
		struct span person = pl_user_uuid(id);

		if (begins(id, prefix) || begins(person, prefix))
			names_add(persons, person);
	}
}

enum pl_status
users_resolve(const struct names *all, struct span value, struct names *out,
    struct pl_error *err)
{
	struct names persons = { 0 };
	enum pl_status rc = PL_OK;

	if (names_have(all, value)) {
		names_add(out, value);
		goto done;
	}
	if (add_person(all, value, out))
		goto done;
	find_persons(all, value, &persons);
	if (persons.count == 1)
		add_person(all, span_str(persons.items[0]), out);
	else if (persons.count > 1)
		rc = fail_several(&persons, value, err);
	else
		rc = pl_fail(err, PL_ENOTFOUND,
		    "no user in the index is '%.*s' or begins so",
		    SPAN_ARG(value));
done:
	names_release(&persons);
	return rc;
}
