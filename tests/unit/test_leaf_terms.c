#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/shard/leaf_terms.h"

/* "0one" with a doclist of two bytes, then "0only", which repeats three bytes
 * of it, and a beginning of a word, "1on". */
#define BODY                                                                  \
	"\0\0\0\x16\4"                                                        \
	"0one"                                                                \
	"\1\2"                                                                \
	"\3\2"                                                                \
	"ly"                                                                  \
	"\7\7"                                                                \
	"\0\3"                                                                \
	"1on"
#define PLACES "\4\7\6"

static void
note(void *context, struct span term)
{
	struct buf *out = context;

	buf_addspan(out, term);
	buf_addc(out, ' ');
}

static bool
list(struct span page, struct buf *out)
{
	struct leaf_terms t;

	leaf_terms_init(&t);
	buf_clear(out);
	bool whole = leaf_terms_list(&t, page, note, out);
	leaf_terms_release(&t);
	return whole;
}

static void
words_of_a_page_are_listed(void **state)
{
	static const char page[] = BODY PLACES;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	assert_true(list(span_of(page, sizeof page - 1), &out));
	assert_string_equal(out.p, "one only ");
	buf_release(&out);
}

static void
a_page_without_terms_lists_none(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	assert_true(list(span_of("\0\0\0\6ab", 6), &out));
	assert_int_equal(out.n, 0);
	buf_release(&out);
}

/* Whatever the bytes are, it reads none beyond them. */
static void
a_damaged_page_is_told_or_harmless(void **state)
{
	static const char page[] = BODY PLACES;
	const size_t n = sizeof page - 1;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	for (size_t i = 0; i < n; i++)
		assert_false(
		    i > 0 && i < 0x16 && list(span_of(page, i), &out));
	for (size_t i = 0; i < n; i++)
		for (int value = 0; value < 256; value++) {
			char *copy = malloc(n);

			for (size_t k = 0; k < n; k++)
				copy[k] = k == i ? (char)value : page[k];
			list(span_of(copy, n), &out);
			free(copy);
		}
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_a_page_are_listed),
		cmocka_unit_test(a_page_without_terms_lists_none),
		cmocka_unit_test(a_damaged_page_is_told_or_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
