#include "query/answer/visits.h"

#include <stdlib.h>

#include "base/mem.h"

/* ---- what every hit must have ---- */

/* The shards in which a name that a leaf accepts occurs. */
struct presence {
	const struct pl_index *ix;
	bool *present; /* by place in ix->shards */
};

static void
mark_present(void *context, const char *name,
    const struct pl_shard_info *shard, uint64_t records)
{
	struct presence *p = context;

	(void)records;
	(void)name;
	p->present[shard - p->ix->shards] = true;
}

/* The kind of names by which index.db knows the field's values in shards. */
static bool
indexed_kind(enum query_field field, enum pl_name_kind *kind)
{
	switch (field) {
	case FIELD_USER:
		*kind = PL_NAME_USER;
		return true;
	case FIELD_TYPE:
		*kind = PL_NAME_TYPE;
		return true;
	case FIELD_MODEL:
		*kind = PL_NAME_MODEL;
		return true;
	case FIELD_ACCOUNT:
		*kind = PL_NAME_ACCOUNT;
		return true;
	case FIELD_REGION:
		*kind = PL_NAME_REGION;
		return true;
	default:
		return false;
	}
}

static enum pl_status
skip_by_name(struct visits *v, struct pl_index *ix, const struct plan *leaf,
    struct pl_error *err)
{
	struct presence p = { .ix = ix };
	const struct names *names = &leaf->names;
	enum pl_status rc = PL_OK;
	enum pl_name_kind kind;

	if (!indexed_kind(leaf->node->field, &kind))
		return PL_OK;
	p.present = xcalloc(ix->shard_count, sizeof *p.present);
	for (size_t i = 0; rc == PL_OK && i < names->count; i++)
		rc = pl_index_name_shards(
		    ix, kind, names->items[i], mark_present, &p, err);
	for (size_t i = 0; rc == PL_OK && i < v->count; i++) {
		struct visit *visit = &v->items[i];

		/* The names of copies are not counted in index.db; and a copy
		 * may have another account than what stands for it. */
		if (visit->state == VISIT_PENDING &&
		    visit->info->duplicates == 0 &&
		    !p.present[visit->info - ix->shards])
			visit->state = VISIT_SKIP_NAME;
	}
	free(p.present);
	return rc;
}

/* FIELD leaves that every hit must satisfy. */
static enum pl_status
skip_by_fields(struct visits *v, struct pl_index *ix, const struct plan *p,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (p->node->kind == NODE_FIELD)
		rc = skip_by_name(v, ix, p, err);
	if (p->node->kind == NODE_AND)
		for (size_t i = 0; rc == PL_OK && i < p->child_count; i++)
			rc = skip_by_fields(v, ix, p->children[i], err);
	return rc;
}

static void
skip_by_time(struct visits *v, const struct plan *plan)
{
	int64_t least, below;

	plan_time_range(plan, &least, &below);
	for (size_t i = 0; i < v->count; i++) {
		struct visit *visit = &v->items[i];
		const struct pl_shard_info *info = visit->info;

		/* One that could never be read is described with no record
		 * and every time: whoever opens it says so. */
		if (info->records == 0 && info->least > info->greatest)
			visit->state = VISIT_SKIP_EMPTY;
		else if ((least != INSTANT_NONE && info->greatest < least) ||
		    (below != INT64_MAX && info->least >= below))
			visit->state = VISIT_SKIP_TIME;
	}
}

/* ---- the order ---- */

static int
compare_pending(const struct visit *a, const struct visit *b)
{
	return (b->state == VISIT_PENDING) - (a->state == VISIT_PENDING);
}

static int
compare_names(const struct visit *a, const struct visit *b)
{
	return strcmp(a->info->name, b->info->name);
}

static int
newest_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;
	int order = compare_pending(x, y);

	if (order == 0)
		order = (x->info->greatest < y->info->greatest) -
		    (x->info->greatest > y->info->greatest);
	return order != 0 ? order : compare_names(x, y);
}

static int
oldest_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;
	int order = compare_pending(x, y);

	if (order == 0)
		order = (x->info->least > y->info->least) -
		    (x->info->least < y->info->least);
	return order != 0 ? order : compare_names(x, y);
}

enum pl_status
visits_init(struct visits *v, struct pl_index *ix, const struct plan *plan,
    enum hits_sort sort, struct pl_error *err)
{
	*v = (struct visits){ .count = ix->shard_count };
	v->items = xcalloc(v->count, sizeof *v->items);
	for (size_t i = 0; i < v->count; i++)
		v->items[i].info = &ix->shards[i];
	skip_by_time(v, plan);
	enum pl_status rc = skip_by_fields(v, ix, plan, err);
	if (rc != PL_OK)
		return rc;
	qsort(v->items, v->count, sizeof *v->items,
	    sort == SORT_OLDEST ? oldest_first : newest_first);
	while (v->pending < v->count &&
	    v->items[v->pending].state == VISIT_PENDING)
		v->pending++;
	return PL_OK;
}

void
visits_release(struct visits *v)
{
	free(v->items);
	*v = (struct visits){ 0 };
}

bool
visits_certain(const struct visits *v, enum hits_sort sort, int64_t time)
{
	if (v->next == v->pending)
		return true;
	if (sort == SORT_RELEVANCE || time == INSTANT_NONE)
		return false;
	const struct pl_shard_info *next = v->items[v->next].info;
	return sort == SORT_OLDEST ? time < next->least
				   : time > next->greatest;
}
