/* A receipt read again: what a sweep that did not end had meant to forget. */
#include <stdlib.h>

#include "base/json_value.h"
#include "base/mem.h"
#include "indexer/retain/sweep.h"
#include "indexer/source/key.h"
#include "schema/sha256.h"

static bool
find_text(struct json_value v, const char *name, struct buf *out)
{
	struct json_value member;

	buf_clear(out);
	return json_value_find(v, name, &member) &&
	    json_value_text(member, out);
}

static int64_t
find_number(struct json_value v, const char *name)
{
	struct json_value member;
	int64_t number = 0;

	return json_value_find(v, name, &member) &&
		json_value_int(member, &number)
	    ? number
	    : 0;
}

bool
receipt_is_begun(struct span document)
{
	struct json_value v;
	struct buf state;
	bool begun;

	buf_init(&state, BUF_UNLIMITED);
	begun = json_value_parse(document, &v, NULL) == PL_OK &&
	    find_text(v, "state", &state) &&
	    span_is(buf_span(&state), "begun");
	buf_release(&state);
	return begun;
}

static bool
read_reason(struct json_value v, struct sweep_options *options,
    struct sweep_plan *plan, struct buf *text)
{
	int mode = 0;

	if (!find_text(v, "reason", text))
		return false;
	while (mode < SWEEP_MODES &&
	    !span_is(buf_span(text), receipt_reasons[mode]))
		mode++;
	if (mode == SWEEP_MODES)
		return false;
	options->mode = plan->mode = (enum sweep_mode)mode;
	if (mode == SWEEP_BEFORE &&
	    (!find_text(v, "before", text) ||
		!days_parse_day(buf_span(text), &options->before)))
		return false;
	if (mode == SWEEP_LISTING && !find_text(v, "listing", text))
		return false;
	options->listing = mode == SWEEP_LISTING
	    ? arena_add(&plan->arena, buf_span(text)).p
	    : NULL;
	return true;
}

static bool
read_archives(struct json_value v, struct run_sources *s, struct buf *text)
{
	struct json_value archives, a;
	struct span ignored;

	if (!json_value_find(v, "archives", &archives))
		return false;
	struct json_items items = json_value_items(archives);
	while (json_value_next(&items, &ignored, &a)) {
		struct buf scope;
		bool whole;

		buf_init(&scope, BUF_UNLIMITED);
		whole = find_text(a, "root", text) &&
		    find_text(a, "scope", &scope);
		if (whole) {
			run_sources_add(
			    s, text->p, scope.n ? scope.p : "", false);
			s->sources[s->count - 1].archive.id =
			    find_number(a, "archive");
		}
		buf_release(&scope);
		if (!whole)
			return false;
	}
	return true;
}

static struct gone_day *
day_of(struct sweep_plan *plan, struct span key)
{
	struct pl_place place;

	key_place(key, &place);
	for (size_t i = plan->count; i > 0; i--)
		if (plan->days[i - 1].day == place.day)
			return &plan->days[i - 1];
	plan->days = xgrow(
	    plan->days, plan->count, &plan->capacity, sizeof *plan->days);
	plan->days[plan->count] = (struct gone_day){ .day = place.day };
	return &plan->days[plan->count++];
}

static bool
read_object(struct json_value v, struct sweep_plan *plan, struct buf *text)
{
	struct gone_object o = { .archive = find_number(v, "archive"),
		.records = (uint64_t)find_number(v, "records") };
	struct gone_day *day;

	if (find_text(v, "sha256", text))
		o.hashed = pl_sha256_parse(buf_span(text), o.sha256);
	if (!find_text(v, "key", text) || text->n == 0)
		return false;
	o.key = arena_add(&plan->arena, buf_span(text));
	day = day_of(plan, o.key);
	day->gone =
	    xgrow(day->gone, day->count, &day->capacity, sizeof *day->gone);
	day->gone[day->count++] = o;
	return true;
}

static bool
read_objects(struct json_value v, struct sweep_plan *plan, struct buf *text)
{
	struct json_value objects, o;
	struct span ignored;

	if (!json_value_find(v, "objects", &objects))
		return false;
	struct json_items items = json_value_items(objects);
	while (json_value_next(&items, &ignored, &o))
		if (!read_object(o, plan, text))
			return false;
	return true;
}

/* How many there were; their names are in no receipt. */
static void
read_users(struct json_value v, struct sweep_plan *plan)
{
	struct json_value counts;
	int64_t users = json_value_find(v, "counts", &counts)
	    ? find_number(counts, "users")
	    : 0;

	if (users <= 0 || users > SWEEP_USERS_MAX)
		return;
	plan->users = xcalloc((size_t)users, sizeof *plan->users);
	plan->user_count = plan->user_capacity = (size_t)users;
}

bool
receipt_read(struct span document, struct sweep_options *options,
    struct sweep_result *r)
{
	struct json_value v;
	struct buf text;
	bool understood;

	buf_init(&text, BUF_UNLIMITED);
	understood = json_value_parse(document, &v, NULL) == PL_OK &&
	    find_text(v, "started", &text) &&
	    instant_parse(buf_span(&text), &r->started) &&
	    read_reason(v, options, &r->plan, &text) &&
	    read_archives(v, &r->plan.sources, &text) &&
	    read_objects(v, &r->plan, &text);
	if (understood) {
		r->run = find_number(v, "run");
		read_users(v, &r->plan);
	}
	buf_release(&text);
	return understood;
}
