/* Thousands of objects may vanish at once: people are told how many of which
 * day, not each. */
#include <stdlib.h>

#include "base/human.h"
#include "base/mem.h"
#include "query/answer/incomplete.h"

static bool
is_kind(const struct incomplete *item, enum pl_note_kind kind)
{
	return strcmp(item->kind, pl_note_name(kind)) == 0;
}

/* Folders stand for more than themselves. */
static bool
can_be_summed(const struct incomplete *item)
{
	return (is_kind(item, PL_NOTE_VANISHED) ||
		   is_kind(item, PL_NOTE_UNREADABLE)) &&
	    !span_ends(span_str(item->subject), "/");
}

/* Of one kind, day and reason; within these in the order of the list. */
static int
compare(const struct incomplete *a, const struct incomplete *b)
{
	int order = strcmp(a->kind, b->kind);

	if (order == 0)
		order = (a->day > b->day) - (a->day < b->day);
	return order != 0 ? order : strcmp(a->reason, b->reason);
}

static int
compare_items(const void *left, const void *right)
{
	const struct incomplete *const *a = left, *const *b = right;
	int order = compare(*a, *b);

	return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void
add_sum(struct incompletes *out, const struct incomplete *item, size_t count)
{
	char day[INSTANT_TEXT] = "no day";
	struct buf reason;

	if (item->day != INSTANT_NONE)
		instant_format_day(item->day, day);
	buf_init(&reason, BUF_UNLIMITED);
	human_counted(&reason, count, "object");
	if (is_kind(item, PL_NOTE_VANISHED))
		buf_adds(&reason,
		    " are no longer in the archive; what was said in them is "
		    "still found");
	else
		buf_addf(&reason, ": %s", item->reason);
	incompletes_add(out, item->kind, day, reason.p);
	out->items[out->count - 1].day = item->day;
	buf_release(&reason);
}

void
incompletes_sum(
    struct incompletes *out, const struct incomplete *list, size_t count)
{
	const struct incomplete **items = xcalloc(count + 1, sizeof *items);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (can_be_summed(&list[i]))
			items[n++] = &list[i];
		else
			incompletes_copy(out, &list[i]);
	if (n > 1)
		qsort(items, n, sizeof *items, compare_items);
	for (size_t i = 0, past; i < n; i = past) {
		for (past = i + 1; past < n; past++)
			if (compare(items[past], items[i]) != 0)
				break;
		if (past - i > 1)
			add_sum(out, items[i], past - i);
		else
			incompletes_copy(out, items[i]);
	}
	free(items);
}
