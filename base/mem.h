/* Allocation that cannot fail: out of memory ends the program with a message,
 * since nothing here could go on without it.  What is returned is freed with
 * free(). */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *xmalloc(size_t bytes);
void *xcalloc(size_t count, size_t bytes);
void *xreallocarray(void *old, size_t count, size_t bytes);
/* At a multiple of `alignment`, a power of two that divides bytes. */
void *xaligned_alloc(size_t alignment, size_t bytes);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Room for one more element in a growing array: *items has space for *capacity
 * elements of the given size, count of them used. */
void *xgrow(void *items, size_t count, size_t *capacity, size_t bytes);

#endif
