/* The literals that every match of a regex must hold, as far as they are
 * certain: a cautious reading of the pattern, which gives up on whatever it
 * does not know. */
#ifndef QUERY_REGEX_LITERALS_H
#define QUERY_REGEX_LITERALS_H

#include "query/match/terms.h"

/* What tokens a text that the pattern matches must have; none where that is
 * not certain.  The pattern must have been compiled, with newline \n. */
void regex_literals(struct span pattern, unsigned columns, size_t prefix_least,
    struct terms *terms);

#endif
