/* The coverage grid: a day a line, an hour a column, so that a gap in the
 * delivery is seen at a glance. */
#include "base/human.h"
#include "base/term.h"
#include "query/status/status.h"

/* Days without an object that stand one by one; more become one line. */
#define EMPTY_DAYS_MOST 2

struct range {
	int64_t first, last; /* INSTANT_NONE if there is no day */
};

/* The same for every group: one that ended early shows it. */
static struct range
find_range(const struct hours *h)
{
	struct range r = { INSTANT_NONE, INSTANT_NONE };

	for (size_t i = 0; i < h->count; i++) {
		const struct hours_group *g = &h->groups[i];

		if (g->count == 0)
			continue;
		if (r.first == INSTANT_NONE || g->days[0].day < r.first)
			r.first = g->days[0].day;
		if (g->days[g->count - 1].day > r.last)
			r.last = g->days[g->count - 1].day;
	}
	return r;
}

static char
mark(const struct hours_day *day, int hour)
{
	if (day->objects[hour] == 0)
		return '.';
	if (day->rejected[hour] > 0)
		return '!';
	return day->partly[hour] > 0 ? '~' : '#';
}

static void
add_day(struct buf *out, const struct hours_day *day)
{
	char text[INSTANT_TEXT];
	uint64_t objects = 0;

	instant_format_day(day->day, text);
	buf_addf(out, "  %s  ", text);
	for (int hour = 0; hour < HOURS; hour++) {
		buf_addc(out, mark(day, hour));
		objects += day->objects[hour];
	}
	buf_adds(out, "  ");
	human_counted(out, objects, "object");
	buf_addc(out, '\n');
}

/* The days from `from` to before `to` hold nothing. */
static void
add_empty_days(struct buf *out, int64_t from, int64_t to)
{
	int64_t count = (to - from) / NS_PER_DAY;
	char first[INSTANT_TEXT], last[INSTANT_TEXT];

	if (count <= EMPTY_DAYS_MOST) {
		for (; from < to; from += NS_PER_DAY) {
			struct hours_day none = { .day = from };

			add_day(out, &none);
		}
		return;
	}
	instant_format_day(from, first);
	instant_format_day(to - NS_PER_DAY, last);
	buf_addf(out, "  %s to %s: %lld days without objects\n", first, last,
	    (long long)count);
}

static void
add_name(struct buf *out, const char *name)
{
	term_escape(out, span_str(name[0] != '\0' ? name : "-"), false);
}

static void
add_group(
    struct buf *out, const struct hours_group *g, const struct range *range)
{
	int64_t next = range->first;

	add_name(out, g->account);
	buf_addc(out, ' ');
	add_name(out, g->region);
	buf_addc(out, ' ');
	add_name(out, g->log_type);
	buf_addc(out, '\n');
	if (range->first != INSTANT_NONE)
		buf_adds(out, "              0     6     12    18\n");
	for (size_t i = 0; i < g->count; i++) {
		add_empty_days(out, next, g->days[i].day);
		add_day(out, &g->days[i]);
		next = g->days[i].day + NS_PER_DAY;
	}
	if (range->first != INSTANT_NONE)
		add_empty_days(out, next, range->last + NS_PER_DAY);
	if (g->undated > 0) {
		buf_adds(out, "  no day: ");
		human_counted(out, g->undated, "object");
		buf_addc(out, '\n');
	}
}

void
hours_text(struct buf *out, const struct hours *h)
{
	struct range range = find_range(h);

	for (size_t i = 0; i < h->count; i++) {
		add_group(out, &h->groups[i], &range);
		buf_addc(out, '\n');
	}
	buf_adds(out,
	    "hours of delivery in UTC: # objects, ~ some only partly"
	    " indexed, ! some rejected, . none\n");
}

static void
add_hours(
    struct json_writer *w, const char *name, const uint32_t counts[HOURS])
{
	struct buf row;

	/* On one line: 24 lines of a number each could not be read. */
	buf_init(&row, BUF_UNLIMITED);
	for (int hour = 0; hour < HOURS; hour++)
		buf_addf(&row, "%s%u", hour == 0 ? "[" : ", ", counts[hour]);
	buf_addc(&row, ']');
	json_key(w, name);
	json_raw(w, buf_span(&row));
	buf_release(&row);
}

static void
add_json_group(struct json_writer *w, const struct hours_group *g)
{
	json_object(w);
	json_key_string(w, "account", g->account[0] ? g->account : NULL);
	json_key_string(w, "region", g->region[0] ? g->region : NULL);
	json_key_string(w, "log_type", g->log_type);
	json_key_int(w, "undated", (int64_t)g->undated);
	json_key(w, "days");
	json_array(w);
	for (size_t i = 0; i < g->count; i++) {
		char day[INSTANT_TEXT];

		instant_format_day(g->days[i].day, day);
		json_object(w);
		json_key_string(w, "day", day);
		add_hours(w, "objects", g->days[i].objects);
		add_hours(w, "partly", g->days[i].partly);
		add_hours(w, "rejected", g->days[i].rejected);
		json_object_end(w);
	}
	json_array_end(w);
	json_object_end(w);
}

void
hours_json(struct json_writer *w, const struct hours *h)
{
	json_key(w, "hours");
	json_array(w);
	for (size_t i = 0; i < h->count; i++)
		add_json_group(w, &h->groups[i]);
	json_array_end(w);
}
