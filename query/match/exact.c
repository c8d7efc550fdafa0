#include "query/match/exact.h"

#include "query/match/narrow.h"

bool
exact_find(struct span bytes, struct span text, size_t from, size_t *begin)
{
	const char *at;

	if (from > text.n || bytes.n > text.n - from)
		return false;
	if (bytes.n == 0) {
		*begin = from;
		return true;
	}
	at = memmem(text.p + from, text.n - from, bytes.p, bytes.n);
	if (at == NULL)
		return false;
	*begin = (size_t)(at - text.p);
	return true;
}

void
exact_narrow(struct span bytes, unsigned columns, size_t prefix_least,
    struct terms *terms)
{
	struct narrow n;

	narrow_begin(&n, terms, prefix_least);
	for (size_t i = 0; i < bytes.n; i++) {
		if ((unsigned char)bytes.p[i] < 0x80)
			narrow_byte(&n, bytes.p[i]);
		else
			narrow_gap(&n);
	}
	narrow_end(&n, columns);
}
