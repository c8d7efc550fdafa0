#include "query/language/period.h"

#include "query/language/date.h"

#define DIGITS_MAX 9

struct unit {
	const char *name;
	int64_t seconds; /* 0: a calendar's unit */
	int months;
};

static const struct unit units[] = {
	{ "s", 1, 0 },
	{ "min", 60, 0 },
	{ "h", 3600, 0 },
	{ "d", 86400, 0 },
	{ "w", 7 * 86400, 0 },
	{ "mo", 0, 1 },
	{ "y", 0, 12 },
};

static size_t
count_digits(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n;
}

bool
period_found(struct span text)
{
	size_t digits = count_digits(text);

	for (size_t i = digits; i < text.n; i++)
		if (text.p[i] < 'a' || text.p[i] > 'z')
			return false;
	return digits > 0 && digits < text.n;
}

static const struct unit *
find_unit(struct span name)
{
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (span_is(name, units[i].name))
			return &units[i];
	return NULL;
}

static bool
months_ago(
    int64_t now, const struct query_zone *zone, int64_t months, int64_t *out)
{
	int64_t wall = now + query_zone_offset(zone, now) * NS_PER_SECOND;
	struct civil c = instant_to_civil(wall);
	int64_t month = c.year * INT64_C(12) + c.month - 1 - months;

	if (month < DATE_YEAR_LEAST * 12 || month >= (DATE_YEAR_MOST + 1) * 12)
		return false;
	c.year = (int)(month / 12);
	c.month = (int)(month % 12) + 1;
	while (!instant_from_civil(&c, &wall))
		c.day--;
	*out = query_zone_instant(zone, wall, true);
	return true;
}

static bool
seconds_ago(int64_t now, int64_t number, int64_t unit, int64_t *out)
{
	int64_t least = instant_days(DATE_YEAR_LEAST, 1, 1) * 86400;

	if (number > (now / NS_PER_SECOND - least) / unit)
		return false;
	*out = (now / NS_PER_SECOND - number * unit) * NS_PER_SECOND +
	    now % NS_PER_SECOND;
	return true;
}

static bool
go_back(int64_t now, const struct query_zone *zone, struct span digits,
    const struct unit *unit, int64_t *out)
{
	int64_t number = 0;

	if (digits.n > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < digits.n; i++)
		number = number * 10 + (digits.p[i] - '0');
	if (unit->seconds == 0)
		return months_ago(now, zone, number * unit->months, out);
	return seconds_ago(now, number, unit->seconds, out);
}

enum pl_status
period_parse(struct span text, int64_t now, const struct query_zone *zone,
    int64_t *first, int64_t *past, struct pl_error *err)
{
	struct span digits = span_of(text.p, count_digits(text));
	struct span name = span_of(text.p + digits.n, text.n - digits.n);
	const struct unit *unit = find_unit(name);
	int64_t at;

	*first = INSTANT_NONE;
	*past = INSTANT_NONE;
	if (span_is(name, "m"))
		return pl_fail(err, PL_EQUERY,
		    "'%.*s' could be minutes or months: write %.*smin or "
		    "%.*smo",
		    SPAN_ARG(text), SPAN_ARG(digits), SPAN_ARG(digits));
	if (unit == NULL)
		return pl_fail(err, PL_EQUERY,
		    "'%.*s' is no period: write a number and one of the units "
		    "s, min, h, d, w, mo, y, as in 7d",
		    SPAN_ARG(text));
	if (!go_back(now, zone, digits, unit, &at) ||
	    !date_in_range(at, at + NS_PER_SECOND))
		return pl_fail(err, PL_EQUERY,
		    "'%.*s' ago lies before the year %d", SPAN_ARG(text),
		    DATE_YEAR_LEAST);
	at -= (at % NS_PER_SECOND + NS_PER_SECOND) % NS_PER_SECOND;
	*first = at;
	*past = at + NS_PER_SECOND;
	return PL_OK;
}
