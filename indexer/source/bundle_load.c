/* The bytes of members: taken into memory in passes over the bundle, and given
 * out one by one. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/source/bundle.h"

struct loaded {
	size_t member;
	uint64_t size; /* as the header has it */
	enum pl_status status;
	bool given;   /* the bytes were given out; under the bundle's lock */
	char *reason; /* of a failure; owned */
	struct buf bytes;
};

struct bundle_load {
	size_t count;
	struct loaded items[]; /* in the order of the bundle */
};

static void
free_load(struct bundle_load *load)
{
	for (size_t i = 0; load != NULL && i < load->count; i++) {
		buf_release(&load->items[i].bytes);
		free(load->items[i].reason);
	}
	free(load);
}

void
bundle_unload(struct bundle *b)
{
	free_load(b->load);
	b->load = NULL;
}

/* What one object takes of the budget: one that is too large is not loaded. */
static size_t
cost_of(const struct source_object *o)
{
	return SOURCE_LOAD_COST +
	    (o->size > SOURCE_OBJECT_MAX ? 0 : (size_t)o->size);
}

static size_t
how_many_fit(
    const struct source_object *const *objects, size_t count, size_t budget)
{
	size_t fit = 0;

	for (; fit < count && cost_of(objects[fit]) <= budget; fit++)
		budget -= cost_of(objects[fit]);
	return fit > 0 ? fit : 1;
}

static int
by_member(const void *a, const void *b)
{
	const struct loaded *x = a, *y = b;

	return (x->member > y->member) - (x->member < y->member);
}

static struct bundle_load *
new_load(const struct source_object *const *objects, size_t count)
{
	struct bundle_load *load =
	    xcalloc(1, sizeof *load + count * sizeof *load->items);

	load->count = count;
	for (size_t i = 0; i < count; i++) {
		load->items[i].member = objects[i]->member;
		load->items[i].size = objects[i]->size;
		buf_init(&load->items[i].bytes, BUF_UNLIMITED);
	}
	qsort(load->items, count, sizeof *load->items, by_member);
	return load;
}

static void
fail(struct loaded *item, enum pl_status status, const char *reason)
{
	item->status = status;
	item->reason = xstrdup(reason);
	buf_release(&item->bytes);
}

static void
load_item(struct bundle_pass *p, struct loaded *item)
{
	struct buf *bytes = &item->bytes;
	struct pl_error err = { 0 };

	if (item->size > SOURCE_OBJECT_MAX) {
		pl_fail(
		    &err, PL_ELIMIT, "more than %zu bytes", SOURCE_OBJECT_MAX);
		fail(item, PL_ELIMIT, err.text);
		return;
	}
	/* To read more than the header told is no limit of ours. */
	if (bundle_pass_read(p, (size_t)item->size, bytes, &err) != PL_OK) {
		fail(item, PL_EFORMAT, err.text);
	} else if (bytes->n < item->size) {
		pl_fail(&err, PL_EFORMAT, "%zu of %ju bytes", bytes->n,
		    (uintmax_t)item->size);
		fail(item, PL_EFORMAT, err.text);
	} else {
		/* Held for a while, and the budget counts what is used. */
		bytes->p = xreallocarray(bytes->p, bytes->n + 1, 1);
		bytes->cap = bytes->n + 1;
	}
}

static void
load_items(struct bundle_pass *p, struct bundle_load *load)
{
	struct pl_error why = { .text = "no further member" };
	size_t done = 0;

	while (done < load->count && !stop_asked() &&
	    bundle_pass_next(p, &why) == PL_OK)
		if (p->index == load->items[done].member)
			load_item(p, &load->items[done++]);
	for (; done < load->count; done++)
		fail(&load->items[done], PL_EFORMAT, why.text);
}

/* Fill the load in, in one pass. */
static enum pl_status
run_pass(
    const struct source *s, struct bundle_load *load, struct pl_error *err)
{
	struct bundle_pass pass;
	const struct bundle *b = s->self;
	enum pl_status rc = bundle_pass_begin(&pass, s->root, b->names, err);

	if (rc != PL_EIO) {
		char *signature = bundle_signature(&pass.stat);

		if (rc == PL_OK && strcmp(signature, s->signature) == 0)
			load_items(&pass, load);
		else
			rc = pl_fail(err, PL_EIO,
			    "'%s' changed while it was being read", s->root);
		free(signature);
	}
	bundle_pass_end(&pass);
	return rc;
}

enum pl_status
bundle_load(struct source *s, const struct source_object *const *objects,
    size_t count, size_t budget, size_t *loaded, struct pl_error *err)
{
	struct bundle *b = s->self;
	size_t fit = how_many_fit(objects, count, budget);

	bundle_unload(b); /* before the next takes memory */
	struct bundle_load *load = new_load(objects, fit);
	enum pl_status rc = run_pass(s, load, err);
	if (rc != PL_OK)
		goto done;
	b->load = load;
	load = NULL; /* handed over */
	*loaded = fit;
done:
	free_load(load);
	return rc;
}

/* The item of a member, for one caller only: bytes are given out once.  NULL
 * where there is none. */
static struct loaded *
take_item(struct bundle *b, size_t member)
{
	const struct loaded wanted = { .member = member };
	struct loaded *item = NULL;

	if (b->load != NULL)
		item = bsearch(&wanted, b->load->items, b->load->count,
		    sizeof *b->load->items, by_member);
	if (item == NULL)
		return NULL;
	pthread_mutex_lock(&b->lock);
	bool given = item->given;
	item->given = true;
	pthread_mutex_unlock(&b->lock);
	return given ? NULL : item;
}

/* Give an item's bytes out, and their memory back. */
static enum pl_status
hand_out(struct loaded *item, struct buf *out, struct pl_error *err)
{
	enum pl_status rc = item->status;

	if (rc == PL_OK)
		rc = buf_append(out, item->bytes.p, item->bytes.n, err);
	else
		pl_fail(err, rc, "%s", item->reason);
	buf_release(&item->bytes);
	return rc;
}

static enum pl_status
read_alone(struct source *s, const struct source_object *o, struct buf *out,
    struct pl_error *err)
{
	struct bundle_load *load = new_load(&o, 1);
	enum pl_status rc = run_pass(s, load, err);

	if (rc == PL_OK)
		rc = hand_out(&load->items[0], out, err);
	free_load(load);
	return rc;
}

enum pl_status
bundle_read(struct source *s, const struct source_object *o, struct buf *out,
    struct source_object *seen, struct pl_error *err)
{
	struct loaded *item = take_item(s->self, o->member);

	(void)seen; /* a pass makes sure that the bundle is as listed */
	if (item != NULL)
		return hand_out(item, out, err);
	return read_alone(s, o, out, err);
}
