/* /regex/: PCRE2 with UTF and UCP, newline \n.  Whatever a pattern does to a
 * text, it ends soon: limits that end it are told apart from "no match". */
#ifndef QUERY_REGEX_H
#define QUERY_REGEX_H

#include "base/buf.h"
#include "base/status.h"

/* Backtracking steps from one place of the text. */
#define REGEX_MATCH_MAX 10000000u
/* Backtracking points held at once, and KiB of memory for them. */
#define REGEX_DEPTH_MAX    1000000u
#define REGEX_HEAP_MAX_KIB 65536u
/* The same for compiled patterns, in bytes; one that needs more is interpreted
 * under the limits above. */
#define REGEX_STACK_MAX ((size_t)8 << 20)
/* One search of one text, in nanoseconds. */
#define REGEX_TIME_MAX INT64_C(2000000000)
/* Searches that take longer than the first of these are slow; once a regex has
 * spent the second on slow ones, the third is all a text gets, and for each of
 * its bytes the fourth; and so many steps from one place.  Else a pattern that
 * is bad for every text would take as many times the above as there are
 * texts. */
#define REGEX_SLOW            INT64_C(5000000)
#define REGEX_SLOW_MAX        INT64_C(5000000000)
#define REGEX_BRIEF           INT64_C(1000000)
#define REGEX_BRIEF_BYTE      INT64_C(100)
#define REGEX_BRIEF_MATCH_MAX 100000u

struct regex;

enum regex_result {
	REGEX_NONE,
	REGEX_FOUND,
	REGEX_LIMIT, /* a limit was reached; a match may exist or not */
};

/* Compile; flags are REGEX_CASELESS and so on of query/language/tree.h.
 * PL_EQUERY says what is wrong with the pattern and at which of its bytes. */
PL_CHECKED enum pl_status regex_compile(struct span pattern, unsigned flags,
    struct regex **out, struct pl_error *err);
void regex_free(struct regex *re);

/* The first match that begins at or after `from`, a character's first byte (or
 * the end) of a text that must be valid UTF-8.  It may be empty. */
enum regex_result regex_find(struct regex *re, struct span text, size_t from,
    size_t *begin, size_t *end);

#endif
