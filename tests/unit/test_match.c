#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/shard/match.h"

static struct buf out;

static int
begin(void **state)
{
	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

static void
a_word_is_quoted_and_marked_as_folded(void **state)
{
	struct span tokens[] = { span_str("aws") };
	struct pl_phrase phrase = { tokens, 1, false, false };
	struct pl_term term = { PL_ALL_TEXT, &phrase, 1, 0 };

	(void)state;
	match_term(&out, &term);
	assert_string_equal(out.p,
	    "\"\xFE"
	    "aws\"");
}

static void
a_phrase_may_end_in_a_prefix_and_lie_in_one_column(void **state)
{
	struct span tokens[] = { span_str("customer"), span_str("li") };
	struct pl_phrase phrase = { tokens, 2, true, false };
	struct pl_term term = { PL_COLUMN_BIT(PL_COLUMN_RESPONSE), &phrase, 1,
		0 };

	(void)state;
	match_term(&out, &term);
	assert_string_equal(out.p,
	    "{ response } : \"\xFE"
	    "customer \xFE"
	    "li\" *");
}

static void
several_phrases_are_near_each_other(void **state)
{
	struct span a[] = { span_str("a") }, b[] = { span_str("b") };
	struct pl_phrase phrases[] = { { a, 1, false, false },
		{ b, 1, true, false } };
	struct pl_term term = { PL_COLUMN_BIT(PL_COLUMN_PROMPT), phrases, 2,
		5 };

	(void)state;
	match_term(&out, &term);
	assert_string_equal(out.p,
	    "{ prompt } : NEAR(\"\xFE"
	    "a\" \"\xFE"
	    "b\" *, 5)");
}

static void
a_quote_in_a_token_does_not_end_it(void **state)
{
	struct span tokens[] = { span_str("a\" OR \"b") };
	struct pl_phrase phrase = { tokens, 1, false, false };
	struct pl_term term = { PL_COLUMN_BIT(PL_COLUMN_PROMPT), &phrase, 1,
		0 };

	(void)state;
	match_term(&out, &term);
	assert_string_equal(out.p,
	    "{ prompt } : \"\xFE"
	    "a\"\" OR \"\"b\"");
}

static void
filters_are_any_of_their_numbers(void **state)
{
	static const int64_t numbers[] = { 1, 7, INT64_MAX };

	(void)state;
	match_and(&out);
	match_filter(&out, 'u', numbers, 1);
	match_and(&out);
	match_filter(&out, 'm', numbers, 3);
	assert_string_equal(out.p,
	    "{filter} : (\"\xFFu1\") AND "
	    "{filter} : (\"\xFFm1\" OR \"\xFFm7\" OR "
	    "\"\xFFm9223372036854775807\")");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_word_is_quoted_and_marked_as_folded),
		TEST(a_phrase_may_end_in_a_prefix_and_lie_in_one_column),
		TEST(several_phrases_are_near_each_other),
		TEST(a_quote_in_a_token_does_not_end_it),
		TEST(filters_are_any_of_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
