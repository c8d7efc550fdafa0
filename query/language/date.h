/* Dates in queries: since:, until:, on:. */
#ifndef QUERY_DATE_H
#define QUERY_DATE_H

#include "query/language/tree.h"
#include "query/zone.h"

/* Whole years within the instants there are. */
#define DATE_YEAR_LEAST 1678
#define DATE_YEAR_MOST  2261
bool date_in_range(int64_t first, int64_t past);

/* query_date with the zone at hand. */
PL_CHECKED enum pl_status date_parse(struct span text, int64_t now,
    const struct query_zone *zone, int64_t *first, int64_t *past,
    struct pl_error *err);

/* What on: takes: a date, or two with ".." between, of which one may be
 * missing (INSTANT_NONE, INT64_MAX then). */
PL_CHECKED enum pl_status date_parse_range(struct span text, int64_t now,
    const struct query_zone *zone, int64_t *least, int64_t *below,
    struct pl_error *err);

#endif
