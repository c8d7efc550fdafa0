#include "base/instant.h"

#include <stdio.h>
#include <time.h>

#define YEAR_LEAST 1678
#define YEAR_MOST  2261

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Counted in years that begin on 1 March, so that the leap day is a year's
 * last, and in eras of 400 years, which are all of 146,097 days. */
int64_t
instant_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

/* The inverse of instant_days. */
static void
date_of(int64_t days, struct civil *out)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 +
				  day_of_era / 36524 - day_of_era / 146096) /
	    365;
	int64_t day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	out->month =
	    (int)(month_from_march + (month_from_march < 10 ? 3 : -9));
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

static bool
within(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

bool
instant_from_civil(const struct civil *c, int64_t *out)
{
	*out = INSTANT_NONE;
	if (!within(c->year, YEAR_LEAST, YEAR_MOST) ||
	    !within(c->month, 1, 12) ||
	    !within(c->day, 1, days_in_month(c->year, c->month)) ||
	    !within(c->hour, 0, 23) || !within(c->minute, 0, 59) ||
	    !within(c->second, 0, 59) ||
	    !within(c->nanos, 0, NS_PER_SECOND - 1))
		return false;
	int64_t seconds = c->hour * 3600 + c->minute * 60 + c->second;
	*out = instant_days(c->year, c->month, c->day) * NS_PER_DAY +
	    seconds * NS_PER_SECOND + c->nanos;
	return true;
}

struct civil
instant_to_civil(int64_t instant)
{
	struct civil c;
	int64_t days = instant / NS_PER_DAY;
	int64_t rest = instant % NS_PER_DAY;

	if (rest < 0) {
		days--;
		rest += NS_PER_DAY;
	}
	date_of(days, &c);
	c.nanos = rest % NS_PER_SECOND;
	int seconds = (int)(rest / NS_PER_SECOND);
	c.hour = seconds / 3600;
	c.minute = seconds / 60 % 60;
	c.second = seconds % 60;
	return c;
}

/* Take exactly `count` digits off the front of *text. */
static bool
take_digits(struct span *text, size_t count, int *out)
{
	int value = 0;

	if (text->n < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (text->p[i] < '0' || text->p[i] > '9')
			return false;
		value = value * 10 + (text->p[i] - '0');
	}
	*text = span_of(text->p + count, text->n - count);
	*out = value;
	return true;
}

static bool
take_char(struct span *text, char c)
{
	if (text->n == 0 || text->p[0] != c)
		return false;
	*text = span_of(text->p + 1, text->n - 1);
	return true;
}

/* The digits after the point: at least one; those after the ninth are cut. */
static bool
take_fraction(struct span *text, int64_t *nanos)
{
	int64_t scale = NS_PER_SECOND / 10;
	int digit;

	*nanos = 0;
	if (!take_digits(text, 1, &digit))
		return false;
	do {
		*nanos += digit * scale;
		scale /= 10;
	} while (take_digits(text, 1, &digit));
	return true;
}

static bool
take_zone(struct span *text, int64_t *ahead)
{
	int hours, minutes;
	int64_t sign = 1;

	*ahead = 0;
	if (take_char(text, 'Z'))
		return true;
	if (take_char(text, '-'))
		sign = -1;
	else if (!take_char(text, '+'))
		return false;
	if (!take_digits(text, 2, &hours) || !take_char(text, ':') ||
	    !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ahead = sign * (hours * 60 + minutes) * 60 * NS_PER_SECOND;
	return true;
}

bool
instant_parse(struct span text, int64_t *out)
{
	struct civil c = { 0 };
	int64_t ahead, local;

	*out = INSTANT_NONE;
	if (!take_digits(&text, 4, &c.year) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &c.month) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &c.day) || !take_char(&text, 'T') ||
	    !take_digits(&text, 2, &c.hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &c.minute) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &c.second))
		return false;
	if (take_char(&text, '.') && !take_fraction(&text, &c.nanos))
		return false;
	if (!take_zone(&text, &ahead) || text.n > 0 ||
	    !instant_from_civil(&c, &local))
		return false;
	*out = local - ahead; /* years are kept months away from overflow */
	return true;
}

void
instant_format(int64_t instant, char out[INSTANT_TEXT])
{
	if (instant == INSTANT_NONE) {
		snprintf(out, INSTANT_TEXT, "unknown");
		return;
	}
	struct civil c = instant_to_civil(instant);
	int digits = 9;
	int64_t fraction = c.nanos;
	while (digits > 0 && fraction % 1000 == 0) {
		fraction /= 1000;
		digits -= 3;
	}
	int n = snprintf(out, INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d",
	    c.year, c.month, c.day, c.hour, c.minute, c.second);
	size_t used = (size_t)n;
	if (digits > 0)
		snprintf(out + used, INSTANT_TEXT - used, ".%0*lldZ", digits,
		    (long long)fraction);
	else
		snprintf(out + used, INSTANT_TEXT - used, "Z");
}

void
instant_format_day(int64_t instant, char out[INSTANT_TEXT])
{
	if (instant == INSTANT_NONE) {
		snprintf(out, INSTANT_TEXT, "unknown");
		return;
	}
	struct civil c = instant_to_civil(instant);
	snprintf(out, INSTANT_TEXT, "%04d-%02d-%02d", c.year, c.month, c.day);
}

int64_t
instant_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}
