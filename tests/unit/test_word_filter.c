#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "indexer/retain/word_filter.h"

static struct span
word(char out[16], int i)
{
	snprintf(out, 16, "word%d", i);
	return span_str(out);
}

static void
what_was_added_is_remembered(void **state)
{
	static struct word_filter f;
	char text[16];
	int others = 0;

	(void)state;
	assert_false(word_filter_has(&f, span_str("payroll")));
	for (int i = 0; i < WORD_FILTER_MAX; i++)
		word_filter_add(&f, word(text, i));
	for (int i = 0; i < WORD_FILTER_MAX; i++)
		assert_true(word_filter_has(&f, word(text, i)));
	for (int i = 0; i < 10000; i++)
		others += word_filter_has(&f, word(text, -1 - i));
	assert_in_range(others, 0, 10000 / 7);
}

static void
it_never_says_yes_to_everything(void **state)
{
	static struct word_filter f;
	char text[16];
	int others = 0;

	(void)state;
	for (int i = 0; i < 40 * WORD_FILTER_MAX; i++)
		word_filter_add(&f, word(text, i));
	for (int i = 0; i < 10000; i++)
		others += word_filter_has(&f, word(text, -1 - i));
	assert_in_range(others, 0, 10000 / 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_remembered),
		cmocka_unit_test(it_never_says_yes_to_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
