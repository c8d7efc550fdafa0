#include "query/answer/incomplete.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

/* A record precedes the delivery of its object, usually by minutes, but some
 * have lain under the key of the day after. */
#define DELIVERY_SLACK (2 * NS_PER_DAY)

void
incompletes_release(struct incompletes *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].subject);
		free(list->items[i].reason);
	}
	free(list->items);
	*list = (struct incompletes){ 0 };
}

void
incompletes_add(struct incompletes *list, const char *kind,
    const char *subject, const char *reason)
{
	list->items = xgrow(
	    list->items, list->count, &list->capacity, sizeof *list->items);
	struct incomplete *item = &list->items[list->count++];
	snprintf(item->kind, sizeof item->kind, "%s", kind);
	item->subject = xstrdup(subject);
	item->reason = xstrdup(reason);
	item->day = INSTANT_NONE;
}

void
incompletes_once(struct incompletes *list, const char *kind,
    const char *subject, const char *reason)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].kind, kind) == 0 &&
		    strcmp(list->items[i].subject, subject) == 0)
			return;
	incompletes_add(list, kind, subject, reason);
}

void
incompletes_take(struct incompletes *list, const struct incomplete *item)
{
	size_t before = list->count;

	incompletes_once(list, item->kind, item->subject, item->reason);
	if (list->count > before)
		list->items[before].day = item->day;
}

void
incompletes_copy(struct incompletes *list, const struct incomplete *item)
{
	incompletes_add(list, item->kind, item->subject, item->reason);
	list->items[list->count - 1].day = item->day;
}

/* Damage is mended by making the shard anew; what the system refuses is not,
 * nor what was replaced meanwhile. */
void
incompletes_shard(struct incompletes *list, const struct pl_shard_info *info,
    const struct pl_error *why)
{
	bool damaged = why->status == PL_EFORMAT || why->status == PL_EDB ||
	    why->status == PL_EVERSION;
	char *reason = damaged
	    ? xasprintf(
		  "%s: 'promptlog-index rebuild --days %s' makes it anew",
		  why->text, info->name)
	    : xstrdup(why->text);

	incompletes_once(list, "shard", info->file, reason);
	free(reason);
}

/* Whether an object delivered in that hour (or, at midnight, on that day: some
 * keys hold no hour) could hold a record of the range. */
static bool
in_range(int64_t hour, int64_t least, int64_t below)
{
	if (hour == INSTANT_NONE)
		return true;
	int64_t length = hour % NS_PER_DAY == 0 ? NS_PER_DAY : NS_PER_HOUR;
	return (below == INT64_MAX || hour - DELIVERY_SLACK < below) &&
	    (least == INSTANT_NONE || hour + length > least);
}

static void
add_run(struct incompletes *list, const struct pl_run *run)
{
	char started[INSTANT_TEXT], *subject, *reason;
	const char *why = "did not end";

	if (run->running)
		why = "is at work now";
	else if (run->state == PL_RUN_INTERRUPTED)
		why = "was interrupted";
	else if (run->state == PL_RUN_FAILED)
		why = "failed";
	instant_format(run->started, started);
	subject = xasprintf("run %lld", (long long)run->id);
	reason = xasprintf("%s, started %s, pid %lld on %s, %s%s%s",
	    run->command, started, (long long)run->pid, run->host, why,
	    run->reason[0] != '\0' ? ": " : "", run->reason);
	incompletes_add(list, "run", subject, reason);
	free(subject);
	free(reason);
}

void
incompletes_of_runs(struct incompletes *list, const struct pl_index *ix)
{
	for (size_t i = 0; i < ix->run_count; i++)
		if (ix->runs[i].state != PL_RUN_ENDED &&
		    !ix->runs[i].made_good)
			add_run(list, &ix->runs[i]);
}

/* What is noted of a bundle as a whole has no key. */
static const char *
note_subject(const struct pl_index *ix, const struct pl_note *note)
{
	if (note->key[0] != '\0')
		return note->key;
	for (size_t i = 0; i < ix->archive_count; i++)
		if (ix->archives[i].id == note->archive)
			return ix->archives[i].root;
	return note->key;
}

static int64_t
start_of_day(int64_t hour)
{
	return hour != INSTANT_NONE ? hour - hour % NS_PER_DAY : INSTANT_NONE;
}

void
incompletes_of_index(struct incompletes *list, const struct pl_index *ix,
    int64_t least, int64_t below)
{
	incompletes_of_runs(list, ix);
	for (size_t i = 0; i < ix->note_count; i++) {
		const struct pl_note *note = &ix->notes[i];

		if (note->accepted || !in_range(note->hour, least, below))
			continue;
		incompletes_add(list, pl_note_name(note->kind),
		    note_subject(ix, note), note->reason);
		if (note->kind == PL_NOTE_VANISHED ||
		    note->kind == PL_NOTE_UNREADABLE)
			list->items[list->count - 1].day =
			    start_of_day(note->hour);
	}
}

void
incompletes_of_changes(struct incompletes *list, const struct pl_index *ix)
{
	if (pl_index_changed(ix))
		incompletes_once(list, "index", ix->path,
		    "it was changed while it was read: ask again");
}

static struct incomplete *
find_kind(struct incompletes *list, const char *kind)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].kind, kind) == 0)
			return &list->items[i];
	return NULL;
}

void
incompletes_regex(struct incompletes *list, uint64_t records)
{
	struct incomplete *item = find_kind(list, "regex");

	if (item == NULL) {
		incompletes_add(list, "regex", "expressions", "");
		item = &list->items[list->count - 1];
	}
	free(item->reason);
	item->reason = xasprintf("matching was given up in %llu record%s, "
				 "which may be hits or not: a simpler "
				 "expression needs less",
	    (unsigned long long)records, records == 1 ? "" : "s");
}
