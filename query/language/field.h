/* The names that may stand before a colon in a query. */
#ifndef QUERY_FIELD_H
#define QUERY_FIELD_H

#include "query/language/tree.h"

/* Those that make a NODE_FIELD are enum query_field; these follow them. */
enum { FIELD_IN = FIELDS, FIELD_SINCE, FIELD_UNTIL, FIELD_ON, FIELD_NAMES };

/* The field of that name, or FIELD_NAMES. */
int field_find(struct span name);

/* The field of which `name` is a slip of the keyboard: one letter more, less
 * or other, or two letters swapped.  NULL when there is none; fields of less
 * than four letters are never meant. */
const char *field_nearest(struct span name);

#endif
