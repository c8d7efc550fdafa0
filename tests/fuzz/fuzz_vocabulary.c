/* Parts of the list of words, as a damaged or hostile shard may hold them:
 * none is read past its end, and what is read are words.  The first two bytes
 * tell how many. */
#include <stdint.h>
#include <stdlib.h>

#include "schema/shard/vocabulary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool truth)
{
	if (!truth)
		abort();
}

static void
check(const struct vocabulary *v)
{
	size_t bytes = 0;

	for (size_t i = 0; i < v->count; i++) {
		struct span word = vocabulary_word(v, i);

		need(word.n > 0 && memchr(word.p, '\n', word.n) == NULL);
		need(word.p[word.n] == '\n');
		bytes += word.n + 1;
	}
	need(bytes == v->text.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vocabulary v;

	if (size < 2)
		return 0;
	size_t count = (size_t)data[0] << 8 | data[1];
	struct span part = span_of((const char *)data + 2, size - 2);
	vocabulary_init(&v);
	/* Twice: a part is independent of what is before it. */
	if (vocabulary_add_part(&v, part, count)) {
		need(v.count == count);
		size_t n = v.text.n;
		check(&v);
		need(vocabulary_add_part(&v, part, count));
		check(&v);
		need(v.count == 2 * count && v.text.n == 2 * n);
		need(memcmp(v.text.p, v.text.p + n, n) == 0 || n == 0);
	}
	vocabulary_release(&v);
	return 0;
}
