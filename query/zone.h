/* Time zones: what a date without one means, and how times are shown.
 *
 * The C library keeps one zone for the whole process, in the environment.  An
 * open zone sets it and close puts back what was there, so: open before
 * threads start and close after they ended; when several are open, use the
 * last one opened, and close it first. */
#ifndef QUERY_ZONE_H
#define QUERY_ZONE_H

#include "base/instant.h"
#include "base/status.h"

struct query_zone {
	bool system;    /* ask the C library; else `offset` always holds */
	int offset;     /* seconds east of UTC */
	bool changed;   /* TZ was set, and is put back */
	char *previous; /* TZ before that, NULL where it was not set; owned */
};

/* "UTC", "local" (what the system or TZ says), a name as in tzdata, or an
 * offset such as "+02:00".  PL_EUSAGE when there is no such zone, or when the
 * system has no time zone data. */
PL_CHECKED enum pl_status query_zone_open(
    const char *name, struct query_zone *out, struct pl_error *err);
void query_zone_close(struct query_zone *z);

/* Seconds east of UTC at that instant. */
int query_zone_offset(const struct query_zone *z, int64_t instant);

/* From a time on the zone's clocks, counted as if it were UTC, to an instant:
 * the first at which they show it (earliest), or the last.  A time that they
 * skip stands for the moment of the skip. */
int64_t query_zone_instant(
    const struct query_zone *z, int64_t wall, bool earliest);

/* "2025-03-04T11:00:05+01:00", with Z for UTC, cut to the second;
 * INSTANT_NONE becomes "unknown". */
#define QUERY_ZONE_TEXT 32
void query_zone_format(
    const struct query_zone *z, int64_t instant, char out[QUERY_ZONE_TEXT]);

/* "+02:00" as such, from -18:00 to +18:00, in seconds; false if it is not. */
bool query_zone_parse_offset(struct span text, int *seconds);

#endif
