/* The patterns of file: and object:. */
#ifndef QUERY_GLOB_H
#define QUERY_GLOB_H

#include "base/buf.h"

/* Whether the pattern stands for all of the name, or is it to the letter, as
 * [id].tsx is: a star is any text, slashes too, a question mark one character,
 * [a-c] one of those, [!a-c] one of the others; a backslash takes what is
 * special from the next character.  A bracket that is not closed is one. */
bool glob_matches(struct span pattern, struct span name);

#endif
