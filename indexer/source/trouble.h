/* What could not be looked at, noted by several threads. */
#ifndef INDEXER_TROUBLE_H
#define INDEXER_TROUBLE_H

#include "base/buf.h"
#include "indexer/source/source.h"

/* How many troubles are kept one by one; one more, with the key "", says that
 * there were others. */
#define TROUBLES_MAX 100000

struct troubles;
struct troubles *troubles_new(void);
void troubles_free(struct troubles *t);

/* The reason is formatted; what is not UTF-8 in it and in the key is
 * repaired. */
void troubles_add(struct troubles *t, struct span key, const char *reason, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether an object of that key may be there and not be seen.  A trouble's key
 * names an object, a folder ('/' at its end), or "" for anything. */
bool troubles_hide(
    const struct source_trouble *troubles, size_t count, struct span key);

/* All so far, in key order, each once.  Valid until troubles_free. */
const struct source_trouble *troubles_all(struct troubles *t, size_t *count);

#endif
