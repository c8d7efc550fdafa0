/* Days, and stretches of days, as command lines name them.  All of them are
 * days of UTC, as keys have them. */
#ifndef BASE_DAYS_H
#define BASE_DAYS_H

#include <stdbool.h>

#include "base/instant.h"

/* Days from the one that begins at `least` to before the one that begins at
 * `past`; objects whose key holds no day belong to it where `undated`. */
struct days {
	int64_t least; /* INSTANT_NONE: no first day */
	int64_t past;  /* INT64_MAX: no last day */
	bool undated;
};

/* Every day there is. */
struct days days_all(void);
/* Whether the day that begins then, or INSTANT_NONE, is one of them. */
bool days_have(const struct days *d, int64_t day);

/* "2025-01-06": the day's first instant. */
bool days_parse_day(struct span text, int64_t *day);

/* A day, a month "2025-01" or a year "2025": its first instant, and the one
 * past its last. */
bool days_parse_date(struct span text, int64_t *first, int64_t *past);

/* Back from now: "90d", "12w", "18mo", "7y"; months and years by the calendar
 * of UTC, where a day that the month does not have becomes its last. */
bool days_parse_period(const char *text, int64_t now, int64_t *at);

/* A date, "2025-01-06..2025-01-31", either end of which may be missing, or
 * "undated".  PL_EUSAGE names the option `what`. */
PL_CHECKED enum pl_status days_parse(const char *what, const char *text,
    struct days *out, struct pl_error *err);
/* The other way: "" for all. */
void days_format(const struct days *d, struct buf *out);

/* A date, of which the first day counts, or a period back from now, as the
 * first day that is younger: the days before it are whole and older. */
PL_CHECKED enum pl_status days_parse_before(const char *what, const char *text,
    int64_t now, int64_t *day, struct pl_error *err);

#endif
