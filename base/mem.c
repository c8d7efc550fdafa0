#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
checked(void *p)
{
	if (p == NULL) {
		fputs("promptlog: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
xmalloc(size_t bytes)
{
	return checked(malloc(bytes ? bytes : 1));
}

void *
xcalloc(size_t count, size_t bytes)
{
	return checked(calloc(count ? count : 1, bytes ? bytes : 1));
}

void *
xreallocarray(void *old, size_t count, size_t bytes)
{
	return checked(
	    reallocarray(old, count ? count : 1, bytes ? bytes : 1));
}

void *
xaligned_alloc(size_t alignment, size_t bytes)
{
	return checked(aligned_alloc(alignment, bytes));
}

char *
xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *
xstrndup(const char *text, size_t length)
{
	char *copy = xmalloc(length + 1);

	if (length > 0)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *
xasprintf(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return checked(text);
}

void *
xgrow(void *items, size_t count, size_t *capacity, size_t bytes)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 16;
	return xreallocarray(items, *capacity, bytes);
}
