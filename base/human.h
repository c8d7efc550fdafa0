/* Numbers for people. */
#ifndef BASE_HUMAN_H
#define BASE_HUMAN_H

#include <stdint.h>

#include "base/buf.h"

/* "1,204" */
void human_count(struct buf *out, uint64_t n);
/* "1,204 hits", "1 hit": the noun gets an s unless n is 1. */
void human_counted(struct buf *out, uint64_t n, const char *noun);
/* "512 bytes", "1.2 MB": powers of 1000. */
void human_bytes(struct buf *out, uint64_t bytes);
/* A length of time in its greatest unit: "26 hours". */
void human_duration(struct buf *out, int64_t nanoseconds);

#endif
