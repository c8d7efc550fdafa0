/* The values of options: numbers, sizes, lengths of time. */
#include "base/option.h"

#include <assert.h>
#include <limits.h>

#include "base/days.h"

struct unit {
	const char *name;
	long long size;
};

/* Digits, after a minus sign perhaps, up to what is none, which is *rest.
 * False when there are none or they are too many. */
static bool
read_digits(const char *text, long long *out, const char **rest)
{
	bool minus = *text == '-';
	long long value = 0;

	text += minus;
	const char *first = text;
	for (; *text >= '0' && *text <= '9'; text++) {
		int digit = *text - '0';

		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	/* Counted downwards, since LLONG_MIN has no opposite. */
	if (!minus && __builtin_sub_overflow(0, value, &value))
		return false;
	*out = value;
	*rest = text;
	return text > first;
}

static bool
read_with_unit(const char *text, const struct unit *units, long long *out)
{
	const char *rest;
	long long value;

	if (!read_digits(text, &value, &rest) || value < 0)
		return false;
	for (const struct unit *u = units; u->name != NULL; u++) {
		if (strcmp(rest, u->name) == 0)
			return !__builtin_mul_overflow(value, u->size, out);
	}
	return false;
}

enum pl_status
option_number(const struct option_parser *p, long long least, long long most,
    long long *out, struct pl_error *err)
{
	const char *rest;

	assert(p->value != NULL);
	if (read_digits(p->value, out, &rest) && *rest == '\0' &&
	    *out >= least && *out <= most)
		return PL_OK;
	*out = 0;
	if (most == LLONG_MAX)
		return pl_fail(err, PL_EUSAGE,
		    "'--%s' takes a number of at least %lld, not '%s'",
		    p->option->name, least, p->value);
	return pl_fail(err, PL_EUSAGE,
	    "'--%s' takes a number from %lld to %lld, not '%s'",
	    p->option->name, least, most, p->value);
}

enum pl_status
option_bytes(const struct option_parser *p, long long least, long long *out,
    struct pl_error *err)
{
	static const struct unit units[] = { { "", 1 }, { "K", 1LL << 10 },
		{ "M", 1LL << 20 }, { "G", 1LL << 30 }, { "k", 1LL << 10 },
		{ "m", 1LL << 20 }, { "g", 1LL << 30 }, { NULL, 0 } };

	assert(p->value != NULL);
	if (!read_with_unit(p->value, units, out)) {
		*out = 0;
		return pl_fail(err, PL_EUSAGE,
		    "'--%s' takes a number of bytes such as 512M or 2G, not "
		    "'%s'",
		    p->option->name, p->value);
	}
	if (*out >= least)
		return PL_OK;
	*out = 0;
	return pl_fail(err, PL_EUSAGE,
	    "'--%s' takes at least %lld bytes, not '%s'", p->option->name,
	    least, p->value);
}

enum pl_status
option_duration(
    const struct option_parser *p, long long *out, struct pl_error *err)
{
	static const struct unit units[] = { { "s", NS_PER_SECOND },
		{ "min", 60 * NS_PER_SECOND }, { "h", NS_PER_HOUR },
		{ "d", NS_PER_DAY }, { "w", 7 * NS_PER_DAY }, { NULL, 0 } };

	int64_t now = instant_now(), at;

	assert(p->value != NULL);
	if (read_with_unit(p->value, units, out))
		return PL_OK;
	*out = 0;
	if (strcmp(p->value, "0") == 0)
		return PL_OK;
	/* Months and years have no length of their own. */
	if (days_parse_period(p->value, now, &at) && at >= 0) {
		*out = now - at;
		return PL_OK;
	}
	return pl_fail(err, PL_EUSAGE,
	    "'--%s' takes a length of time such as 30s, 90min, 26h, 7d, 2w, "
	    "3mo or 1y, not '%s'",
	    p->option->name, p->value);
}
