/* Periods back from now: 7d, 24h, 90min, 3mo. */
#ifndef QUERY_PERIOD_H
#define QUERY_PERIOD_H

#include "query/zone.h"

/* Whether a text looks like a period: digits, then letters. */
bool period_found(struct span text);

/* The second that lies so long before now.  Weeks, days and shorter units are
 * lengths of time; months and years go by the calendar of the zone, and a day
 * that the month does not have becomes its last. */
PL_CHECKED enum pl_status period_parse(struct span text, int64_t now,
    const struct query_zone *zone, int64_t *first, int64_t *past,
    struct pl_error *err);

#endif
