#include "query/language/date.h"

#include <strings.h>

#include "query/language/period.h"

#define SECONDS(n) ((n)*NS_PER_SECOND)

/* What a date widens to. */
enum unit { UNIT_YEAR, UNIT_MONTH, UNIT_DAY, UNIT_TIME };

/* A stretch of time on the zone's clocks. */
struct wall {
	struct civil from;
	enum unit unit;
	int64_t length; /* UNIT_TIME: nanoseconds */
	bool fixed;     /* the offset is written */
	int offset;     /* seconds east of UTC */
};

struct scan {
	struct span rest;
	bool failed;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of exactly that many digits. */
static int
take_number(struct scan *s, size_t digits)
{
	int value = 0;

	if (s->rest.n < digits) {
		s->failed = true;
		return 0;
	}
	for (size_t i = 0; i < digits; i++) {
		s->failed |= !is_digit(s->rest.p[i]);
		value = value * 10 + (s->rest.p[i] - '0') % 10;
	}
	s->rest = span_of(s->rest.p + digits, s->rest.n - digits);
	return value;
}

static bool
take(struct scan *s, char c)
{
	if (s->failed || s->rest.n == 0 || s->rest.p[0] != c)
		return false;
	s->rest = span_of(s->rest.p + 1, s->rest.n - 1);
	return true;
}

/* .f to .fffffffff */
static void
take_fraction(struct scan *s, struct wall *w)
{
	size_t digits = 0;

	w->length = NS_PER_SECOND;
	for (; digits < s->rest.n && is_digit(s->rest.p[digits]); digits++) {
		w->length /= 10;
		w->from.nanos += (s->rest.p[digits] - '0') * w->length;
	}
	s->failed |= digits == 0 || digits > 9;
	s->rest = span_of(s->rest.p + digits, s->rest.n - digits);
}

static void
take_offset(struct scan *s, struct wall *w)
{
	if (s->failed || s->rest.n == 0)
		return;
	w->fixed = true;
	if (take(s, 'Z'))
		return;
	s->failed = !query_zone_parse_offset(s->rest, &w->offset);
	s->rest = span_of(NULL, 0);
}

/* HH[:MM[:SS[.fff]]][Z|+HH:MM] */
static void
take_time(struct scan *s, struct wall *w)
{
	w->unit = UNIT_TIME;
	w->length = NS_PER_HOUR;
	w->from.hour = take_number(s, 2);
	if (take(s, ':')) {
		w->length = SECONDS(60);
		w->from.minute = take_number(s, 2);
		if (take(s, ':')) {
			w->length = NS_PER_SECOND;
			w->from.second = take_number(s, 2);
			if (take(s, '.'))
				take_fraction(s, w);
		}
	}
	take_offset(s, w);
}

/* YYYY[-MM[-DD[THH…]]]; a space for the T where the date is quoted. */
static bool
read_iso(struct span text, struct wall *w)
{
	struct scan s = { text, false };

	*w = (struct wall){ .unit = UNIT_YEAR,
		.from = { .month = 1, .day = 1 } };
	w->from.year = take_number(&s, 4);
	if (take(&s, '-')) {
		w->unit = UNIT_MONTH;
		w->from.month = take_number(&s, 2);
		if (take(&s, '-')) {
			w->unit = UNIT_DAY;
			w->from.day = take_number(&s, 2);
			if (take(&s, 'T') || take(&s, ' '))
				take_time(&s, w);
		}
	}
	return !s.failed && s.rest.n == 0;
}

/* Where the stretch that begins at `from` (on the clocks) ends. */
static int64_t
wall_end(const struct wall *w, int64_t from)
{
	const struct civil *c = &w->from;

	switch (w->unit) {
	case UNIT_YEAR:
		return instant_days(c->year + 1, 1, 1) * NS_PER_DAY;
	case UNIT_MONTH:
		return instant_days(
			   c->year + c->month / 12, c->month % 12 + 1, 1) *
		    NS_PER_DAY;
	case UNIT_DAY:
		return from + NS_PER_DAY;
	case UNIT_TIME:
		break;
	}
	return from + w->length;
}

bool
date_in_range(int64_t first, int64_t past)
{
	return first >= instant_days(DATE_YEAR_LEAST, 1, 1) * NS_PER_DAY &&
	    past <= instant_days(DATE_YEAR_MOST + 1, 1, 1) * NS_PER_DAY;
}

static enum pl_status
out_of_range(struct span text, struct pl_error *err)
{
	return pl_fail(err, PL_EQUERY,
	    "'%.*s' lies outside of the years %d to %d", SPAN_ARG(text),
	    DATE_YEAR_LEAST, DATE_YEAR_MOST);
}

static enum pl_status
resolve(struct span text, const struct wall *w, const struct query_zone *zone,
    int64_t *first, int64_t *past, struct pl_error *err)
{
	int64_t from, end;

	if (w->from.year < DATE_YEAR_LEAST || w->from.year > DATE_YEAR_MOST)
		return out_of_range(text, err);
	if (!instant_from_civil(&w->from, &from))
		return pl_fail(err, PL_EQUERY,
		    "there is no such day or time as '%.*s'", SPAN_ARG(text));
	end = wall_end(w, from);
	if (w->fixed) {
		*first = from - SECONDS(w->offset);
		*past = end - SECONDS(w->offset);
	} else {
		*first = query_zone_instant(zone, from, true);
		*past = query_zone_instant(zone, end, false);
	}
	return PL_OK;
}

static bool
is_word(struct span text, const char *word)
{
	return text.n == strlen(word) &&
	    strncasecmp(text.p, word, text.n) == 0;
}

/* "today", "yesterday" and the days of the week: how many days ago, or -1. */
static int
days_ago(struct span text, int64_t today)
{
	static const char *const names[] = { "thursday", "friday", "saturday",
		"sunday", "monday", "tuesday", "wednesday" };
	int64_t weekday = today % 7; /* 1970-01-01 was a Thursday */

	if (is_word(text, "today"))
		return 0;
	if (is_word(text, "yesterday"))
		return 1;
	for (int i = 0; i < 7; i++)
		if (is_word(text, names[i]))
			return (int)((weekday - i + 14) % 7);
	return -1;
}

/* Whole days on the zone's clocks since 1970. */
static int64_t
day_of(int64_t now, const struct query_zone *zone)
{
	int64_t wall = now + SECONDS((int64_t)query_zone_offset(zone, now));
	struct civil c = instant_to_civil(wall);

	return instant_days(c.year, c.month, c.day);
}

static void
resolve_day(
    int64_t day, const struct query_zone *zone, int64_t *first, int64_t *past)
{
	*first = query_zone_instant(zone, day * NS_PER_DAY, true);
	*past = query_zone_instant(zone, (day + 1) * NS_PER_DAY, false);
}

/* Why a text is no date: the forms that other tools read differently get an
 * answer of their own. */
static enum pl_status
refuse(struct span text, struct pl_error *err)
{
	bool numeric = true, digit = false;
	bool slash = false, dot = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		digit |= is_digit(c);
		slash |= c == '/';
		dot |= c == '.';
		numeric &= is_digit(c) || c == '/' || c == '.' || c == '-';
	}
	if (numeric && digit && (slash || dot))
		return pl_fail(err, PL_EQUERY,
		    "'%.*s' could be read in two ways: write the year first, "
		    "as in 2025-03-04",
		    SPAN_ARG(text));
	if (numeric && digit)
		return pl_fail(err, PL_EQUERY,
		    "'%.*s' is no date: write year, month and day as in "
		    "2025-03-04, a period with its unit as in 7d",
		    SPAN_ARG(text));
	return pl_fail(err, PL_EQUERY,
	    "'%.*s' is no date: write 2025, 2025-03, 2025-03-04, "
	    "2025-03-04T10:00, today, yesterday, monday, or a period back "
	    "from now as in 7d, 24h, 90min",
	    SPAN_ARG(text));
}

enum pl_status
date_parse(struct span text, int64_t now, const struct query_zone *zone,
    int64_t *first, int64_t *past, struct pl_error *err)
{
	int64_t today = day_of(now, zone);
	int ago = days_ago(text, today);
	enum pl_status rc = PL_OK;
	struct wall w;

	*first = INSTANT_NONE;
	*past = INSTANT_NONE;
	if (period_found(text))
		return period_parse(text, now, zone, first, past, err);
	if (ago >= 0) {
		resolve_day(today - ago, zone, first, past);
		return PL_OK;
	}
	if (!read_iso(text, &w))
		return refuse(text, err);
	rc = resolve(text, &w, zone, first, past, err);
	if (rc == PL_OK && !date_in_range(*first, *past))
		rc = out_of_range(text, err);
	if (rc != PL_OK) {
		*first = INSTANT_NONE;
		*past = INSTANT_NONE;
	}
	return rc;
}

/* The ends of a..b, each open where it is empty. */
static enum pl_status
parse_ends(struct span from, struct span to, int64_t now,
    const struct query_zone *zone, int64_t *least, int64_t *below,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	int64_t ignored;

	if (from.n > 0)
		rc = date_parse(from, now, zone, least, &ignored, err);
	if (rc == PL_OK && to.n > 0)
		rc = date_parse(to, now, zone, &ignored, below, err);
	if (rc == PL_OK && *least >= *below)
		rc = pl_fail(err, PL_EQUERY,
		    "the range '%.*s..%.*s' ends before it begins",
		    SPAN_ARG(from), SPAN_ARG(to));
	return rc;
}

enum pl_status
date_parse_range(struct span text, int64_t now, const struct query_zone *zone,
    int64_t *least, int64_t *below, struct pl_error *err)
{
	const char *dots = text.n > 2 ? memmem(text.p, text.n, "..", 2) : NULL;
	enum pl_status rc;

	*least = INSTANT_NONE;
	*below = INT64_MAX;
	if (dots != NULL) {
		size_t n = (size_t)(dots - text.p);

		rc = parse_ends(span_of(text.p, n),
		    span_of(dots + 2, text.n - n - 2), now, zone, least, below,
		    err);
	} else if (period_found(text)) {
		rc = pl_fail(err, PL_EQUERY,
		    "on: takes a date, or a range as in 7d..1d; for "
		    "everything since then write since:%.*s",
		    SPAN_ARG(text));
	} else {
		rc = date_parse(text, now, zone, least, below, err);
	}
	if (rc != PL_OK) {
		*least = INSTANT_NONE;
		*below = INSTANT_NONE;
	}
	return rc;
}

enum pl_status
query_date(struct span text, const struct query_clock *clock, int64_t *first,
    int64_t *past, struct pl_error *err)
{
	struct query_zone zone;
	enum pl_status rc;

	*first = INSTANT_NONE;
	*past = INSTANT_NONE;
	rc = query_zone_open(clock->zone, &zone, err);
	if (rc != PL_OK)
		return rc;
	rc = date_parse(text, clock->now, &zone, first, past, err);
	query_zone_close(&zone);
	return rc;
}
