#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/language/tree.h"

/* 2025-03-04T10:11:12Z */
static const struct query_clock query_time = {
	.now = INT64_C(1741083072) * NS_PER_SECOND,
	.zone = "+01:00",
};

static void
print(const char *query, struct buf *out)
{
	struct pl_error err;
	struct node *n;

	buf_init(out, BUF_UNLIMITED);
	buf_adds(out, "");
	if (query_parse(span_str(query), &query_time, &n, &err) != PL_OK)
		fail_msg("%s: %s", query, err.text);
	query_print(out, n);
	node_free(n);
}

/* That is how it is printed, and what is printed is printed like that
 * again. */
static void
expect(const char *query, const char *printed)
{
	struct buf once, twice;

	print(query, &once);
	assert_string_equal(once.p ? once.p : "", printed);
	print(once.p ? once.p : "", &twice);
	assert_string_equal(twice.p ? twice.p : "", printed);
	buf_release(&once);
	buf_release(&twice);
}

static void
what_branches_is_in_parentheses(void **state)
{
	(void)state;
	expect("", "");
	expect("a b OR c", "(a b) OR c");
	expect("a (b OR c) AND d", "a (b OR c) d");
	expect("NOT (a b)", "-(a b)");
	expect("-a NEAR b c", "-(a NEAR/10 b) c");
	expect("((a))", "a");
}

static void
texts_are_quoted_where_they_must_be(void **state)
{
	(void)state;
	expect("payroll pay* *roll*", "payroll pay* *roll*");
	expect("C++ \"OR\" \"a b\"* *\"c d\"*",
	    "\"C++\" \"OR\" \"a b\"* *\"c d\"*");
	expect("say\\\"hi\\\"", "\"say\\\\\\\"hi\\\\\\\"\"");
	expect("'it\\'s \\x'", "'it\\'s \\\\x'");
	expect("/a\\/b\\\\\\d/smi", "/a\\/b\\\\\\d/ims");
}

static void
in_is_said_once_where_it_holds_for_all(void **state)
{
	(void)state;
	expect("a b in:prompt", "in:prompt a b");
	expect("a OR b in:prompt", "in:prompt a OR b");
	expect("(in:prompt a -b) OR (in:response c) OR d",
	    "(in:prompt a -b) OR (in:response c) OR d");
	expect("in:prompt in:response in:context a", "a");
	expect("-a in:response user:x", "in:response -a user:x");
}

static void
fields_that_would_be_merged_stay_apart(void **state)
{
	(void)state;
	expect("user:a user:b", "user:a user:b");
	expect("user:a x user:b", "(user:a user:b) x");
	expect("user:a (user:b)", "user:a (user:b)");
	expect("-user:a user:\"b c\"", "-user:a user:\"b c\"");
	expect("file:*.py type:chat", "file:*.py type:chat");
	expect("(since:2025) since:2026",
	    "since:2024-12-31T23:00:00Z (since:2025-12-31T23:00:00Z)");
}

static void
times_are_in_utc_and_keep_their_end(void **state)
{
	(void)state;
	expect("since:7d", "since:2025-02-25T10:11:12Z");
	expect("until:2025-03-04", "until:2025-03-04T22:59:59Z");
	expect("on:2025-03-04T10:00:00.5Z",
	    "since:2025-03-04T10:00:00.500Z until:2025-03-04T10:00:00.599Z");
	expect("until:2025-03-04T10:00:00.123456789Z",
	    "until:2025-03-04T10:00:00.123456789Z");
	expect("until:1969-12-31T23:59:59.000000001Z",
	    "until:1969-12-31T23:59:59.000000001Z");
	expect("a -on:2025-03-04",
	    "a -(since:2025-03-03T23:00:00Z until:2025-03-04T22:59:59Z)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_branches_is_in_parentheses),
		cmocka_unit_test(texts_are_quoted_where_they_must_be),
		cmocka_unit_test(in_is_said_once_where_it_holds_for_all),
		cmocka_unit_test(fields_that_would_be_merged_stay_apart),
		cmocka_unit_test(times_are_in_utc_and_keep_their_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
