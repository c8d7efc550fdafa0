/* Work that several threads share, item by item. */
#ifndef INDEXER_CREW_H
#define INDEXER_CREW_H

#include <stddef.h>

/* Do every item from 0 to before count, `jobs` of them at a time: they are
 * begun in this order, and the calling thread takes its part. */
void crew_do(size_t count, int jobs, void (*work)(void *context, size_t item),
    void *context);

#endif
