#include "base/days.h"

#define DAY_LETTERS       10 /* of "2025-01-06" */
#define MONTH_LETTERS     7
#define YEAR_LETTERS      4
#define PERIOD_DIGITS_MAX 5

struct days
days_all(void)
{
	return (struct days){ INSTANT_NONE, INT64_MAX, true };
}

bool
days_have(const struct days *d, int64_t day)
{
	if (day == INSTANT_NONE)
		return d->undated;
	return day >= d->least && day < d->past;
}

bool
days_parse_day(struct span text, int64_t *day)
{
	struct buf stamp;

	*day = INSTANT_NONE;
	if (text.n != DAY_LETTERS)
		return false;
	buf_init(&stamp, BUF_UNLIMITED);
	buf_addspan(&stamp, text);
	buf_adds(&stamp, "T00:00:00Z");
	bool parsed = instant_parse(buf_span(&stamp), day);
	buf_release(&stamp);
	return parsed;
}

/* The first day of the month "2025-01", or of the year "2025". */
static bool
parse_first_day(struct span text, const char *rest, int64_t *day)
{
	struct buf date;
	bool parsed;

	buf_init(&date, BUF_UNLIMITED);
	buf_addspan(&date, text);
	buf_adds(&date, rest);
	parsed = days_parse_day(buf_span(&date), day);
	buf_release(&date);
	return parsed;
}

/* So many months later: the first day of a month. */
static int64_t
first_after(int64_t day, int months)
{
	struct civil c = instant_to_civil(day);
	int month = c.month - 1 + months;

	return instant_days(c.year + month / 12, month % 12 + 1, 1) *
	    NS_PER_DAY;
}

bool
days_parse_date(struct span text, int64_t *first, int64_t *past)
{
	*past = INSTANT_NONE;
	if (days_parse_day(text, first))
		*past = *first + NS_PER_DAY;
	else if (text.n == MONTH_LETTERS &&
	    parse_first_day(text, "-01", first))
		*past = first_after(*first, 1);
	else if (text.n == YEAR_LETTERS &&
	    parse_first_day(text, "-01-01", first))
		*past = first_after(*first, 12);
	return *past != INSTANT_NONE;
}

static bool
parse_range(struct span text, struct days *out)
{
	const char *dots =
	    text.n >= 2 ? memmem(text.p, text.n, "..", 2) : NULL;
	size_t first = dots != NULL ? (size_t)(dots - text.p) : text.n;
	struct span from = span_of(text.p, first);
	struct span last =
	    dots != NULL ? span_of(dots + 2, text.n - first - 2) : text;
	int64_t other;

	out->least = INSTANT_NONE;
	out->past = INT64_MAX;
	if (text.n == (dots != NULL ? 2 : 0) ||
	    (from.n > 0 && !days_parse_date(from, &out->least, &other)) ||
	    (last.n > 0 && !days_parse_date(last, &other, &out->past)))
		return false;
	return out->least < out->past;
}

enum pl_status
days_parse(
    const char *what, const char *text, struct days *out, struct pl_error *err)
{
	*out = (struct days){ INSTANT_NONE, INSTANT_NONE, false };
	if (strcmp(text, "undated") == 0) {
		out->undated = true;
		return PL_OK;
	}
	if (parse_range(span_str(text), out))
		return PL_OK;
	*out = (struct days){ INSTANT_NONE, INSTANT_NONE, false };
	return pl_fail(err, PL_EUSAGE,
	    "'%s' takes a day such as 2025-01-06, a month such as 2025-01, a "
	    "range such as 2025-01-06..2025-01-31, or 'undated', not '%s'",
	    what, text);
}

void
days_format(const struct days *d, struct buf *out)
{
	char least[INSTANT_TEXT] = "", last[INSTANT_TEXT] = "";

	if (d->least == INSTANT_NONE && d->past == INT64_MAX)
		return;
	if (d->undated) {
		buf_adds(out, "undated");
		return;
	}
	if (d->least != INSTANT_NONE)
		instant_format_day(d->least, least);
	if (d->past != INT64_MAX)
		instant_format_day(d->past - NS_PER_DAY, last);
	if (strcmp(least, last) == 0)
		buf_adds(out, least);
	else
		buf_addf(out, "%s..%s", least, last);
}

/* So many months before now; a day that the month does not have becomes its
 * last. */
static bool
months_ago(int64_t now, int months, int64_t *out)
{
	struct civil c = instant_to_civil(now);
	int month = c.year * 12 + c.month - 1 - months;

	c.year = month / 12;
	c.month = month % 12 + 1;
	while (c.day > 0 && !instant_from_civil(&c, out))
		c.day--;
	return c.day > 0;
}

bool
days_parse_period(const char *text, int64_t now, int64_t *out)
{
	size_t digits = strspn(text, "0123456789");
	const char *unit = text + digits;
	int number = 0;

	if (digits == 0 || digits > PERIOD_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (text[i] - '0');
	if (strcmp(unit, "mo") == 0)
		return months_ago(now, number, out);
	if (strcmp(unit, "y") == 0)
		return months_ago(now, number * 12, out);
	int64_t length = strcmp(unit, "w") == 0 ? 7 * NS_PER_DAY
	    : strcmp(unit, "d") == 0            ? NS_PER_DAY
						: 0;
	return length != 0 &&
	    !__builtin_mul_overflow(length, number, &length) &&
	    !__builtin_sub_overflow(now, length, out);
}

enum pl_status
days_parse_before(const char *what, const char *text, int64_t now,
    int64_t *day, struct pl_error *err)
{
	int64_t at;

	if (days_parse_date(span_str(text), day, &at))
		return PL_OK;
	if (!days_parse_period(text, now, &at) || at < 0)
		return pl_fail(err, PL_EUSAGE,
		    "'%s' takes a day such as 2025-01-06, a month such as "
		    "2025-01, or a period such as 90d, 12w, 18mo or 7y, not "
		    "'%s'",
		    what, text);
	*day = at - at % NS_PER_DAY;
	return PL_OK;
}
