/* Instants: nanoseconds since 1970-01-01T00:00:00Z, no leap seconds.  The
 * range of int64_t, 1677 to 2262, is the range of the program. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_HOUR   (3600 * NS_PER_SECOND)
#define NS_PER_DAY    (24 * NS_PER_HOUR)

/* No instant is known.  Below every real one. */
#define INSTANT_NONE INT64_MIN

struct civil {
	int year;      /* 1678 to 2261 */
	int month;     /* 1 to 12 */
	int day;       /* 1 to 31 */
	int hour;      /* 0 to 23 */
	int minute;    /* 0 to 59 */
	int second;    /* 0 to 59 */
	int64_t nanos; /* 0 to 999,999,999 */
};

/* Proleptic Gregorian, UTC.  False when a member is out of its range (31 June
 * too); *out is INSTANT_NONE then. */
bool instant_from_civil(const struct civil *c, int64_t *out);
struct civil instant_to_civil(int64_t instant);

/* Days from 1970-01-01 to the given date, which must be valid. */
int64_t instant_days(int year, int month, int day);

/* A log's time stamp: YYYY-MM-DDTHH:MM:SS, up to 9 (further ones are cut)
 * fractional digits, then Z or an offset +HH:MM, and nothing else.  False
 * otherwise. */
bool instant_parse(struct span text, int64_t *out);

#define INSTANT_TEXT 36 /* bytes for the longest form, with its NUL */

/* "2026-07-27T23:03:29.027400929Z": with 0, 3, 6 or 9 fractional digits, the
 * fewest that lose nothing.  INSTANT_NONE becomes "unknown". */
void instant_format(int64_t instant, char out[INSTANT_TEXT]);
/* "2026-07-27" */
void instant_format_day(int64_t instant, char out[INSTANT_TEXT]);

/* Now, from the system's clock. */
int64_t instant_now(void);

#endif
