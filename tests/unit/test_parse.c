#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "tests/tree_text.h"

/* 2025-03-04T10:11:12Z, a Tuesday */
static const struct query_clock query_time = {
	.now = INT64_C(1741083072) * NS_PER_SECOND,
	.zone = "UTC",
};

static void
expect_span(struct span query, const char *tree)
{
	struct buf text;
	struct pl_error err;
	struct node *n;

	buf_init(&text, BUF_UNLIMITED);
	if (query_parse(query, &query_time, &n, &err) != PL_OK)
		fail_msg("%.*s: %s", SPAN_ARG(query), err.text);
	tree_text(&text, n);
	assert_string_equal(text.p, tree);
	buf_release(&text);
	node_free(n);
}

static void
expect(const char *query, const char *tree)
{
	expect_span(span_str(query), tree);
}

/* The query is refused in that column, with these words in the message. */
static void
refuse(const char *query, size_t column, const char *words)
{
	char *place = xasprintf("column %zu: ", column);
	struct pl_error err;
	struct node *n;

	if (query_parse(span_str(query), &query_time, &n, &err) == PL_OK)
		fail_msg("%s: was parsed", query);
	assert_null(n);
	assert_int_equal(err.status, PL_EQUERY);
	if (strncmp(err.text, place, strlen(place)) != 0 ||
	    strstr(err.text, words) == NULL)
		fail_msg("%s: %s", query, err.text);
	free(place);
}

static void
the_empty_query_is_everything(void **state)
{
	(void)state;
	expect("", "all");
	expect_span(span_of(NULL, 0), "all");
	expect(" \t\n", "all");
	expect("\u3000", "all");
}

static void
words_are_joined_by_and(void **state)
{
	(void)state;
	expect("payroll", "words[payroll]");
	expect("a b", "and(words[a] words[b])");
	expect("a AND b", "and(words[a] words[b])");
	expect("a\u3000b", "and(words[a] words[b])");
	expect("a or b", "and(words[a] words[or] words[b])");
}

static void
near_binds_before_not_before_and_before_or(void **state)
{
	(void)state;
	expect(
	    "a b OR c d", "or(and(words[a] words[b]) and(words[c] words[d]))");
	expect("a OR b OR c", "or(words[a] words[b] words[c])");
	expect("-a NEAR/2 b c", "and(not(near2(words[a] words[b])) words[c])");
	expect("NOT a OR b", "or(not(words[a]) words[b])");
	expect("a (b OR c)", "and(words[a] or(words[b] words[c]))");
	expect("a NOT(b OR c)", "and(words[a] not(or(words[b] words[c])))");
}

static void
a_negation_stands_anywhere_and_of_a_negation_is_nothing(void **state)
{
	(void)state;
	expect("-a", "not(words[a])");
	expect("NOT a", "not(words[a])");
	expect("a -b", "and(words[a] not(words[b]))");
	expect("a AND NOT b", "and(words[a] not(words[b]))");
	expect("NOT NOT a", "words[a]");
	expect("NOT -a", "words[a]");
	expect("-(-a)", "words[a]");
	expect("-(a b)", "not(and(words[a] words[b]))");
	expect("-\"a b\" -'c' -/d/ -*e*",
	    "and(not(words[a b]) not(exact[c]) not(regex[d]) "
	    "not(literal[e]infix))");
}

static void
letters_and_digits_are_words_and_all_else_is_literal(void **state)
{
	(void)state;
	expect("\"customer list\"", "words[customer list]");
	expect("\u65E5\u672C\u8A9E", "words[\u65E5\u672C\u8A9E]");
	expect("\uFF21\uFF37\uFF33", "words[\uFF21\uFF37\uFF33]");
	expect("C++", "literal[C++]");
	expect(".env", "literal[.env]");
	expect("payment_id=", "literal[payment_id=]");
	expect("\"100% of O'Brien\"", "literal[100% of O'Brien]");
	expect("foo-bar a/b it's",
	    "and(literal[foo-bar] literal[a/b] literal[it's])");
}

static void
stars_end_words_or_stand_around_them(void **state)
{
	(void)state;
	expect("pay*", "words[pay]prefix");
	expect("payment_*", "literal[payment_]prefix");
	expect("*pay*", "literal[pay]infix");
	expect("\"customer li\"*", "words[customer li]prefix");
	expect("*\"stomer li\"*", "literal[stomer li]infix");
	refuse("a *", 3, "the empty query finds everything");
	refuse("*pay", 1, "*pay*");
	refuse("pay*roll", 1, "/pay.*roll/");
	refuse("**", 1, "*pay*");
	refuse("*\"pay\"", 1, "needs one after it");
	refuse("\"pay \"*", 1, "last word");
}

static void
quotes_keep_everything_but_an_escaped_delimiter(void **state)
{
	(void)state;
	expect("\"say \\\"hi\\\"\"", "literal[say \"hi\"]");
	expect("\"C:\\Users\\\\\"", "literal[C:\\Users\\]");
	expect("'it\\'s \\n'", "exact[it's \\n]");
	expect("\"a OR (b\"", "literal[a OR (b]");
	expect("\"OR\"", "words[OR]");
	refuse("a \"b c", 3, "not closed");
	refuse("\"a\"b", 4, "white space");
	refuse("\"a\"\"b\"", 4, "\\\"");
	refuse("''", 1, "nothing between");
	refuse("\u201Ccustomer list\u201D", 1, "straight quotes");
}

static void
regular_expressions_keep_their_backslashes(void **state)
{
	(void)state;
	expect("/a\\/b\\\\/ims", "regex[a/b\\\\]ims");
	expect("/a b/ c", "and(regex[a b] words[c])");
	expect("(/a/i)", "regex[a]i");
	refuse("x /etc/passwd", 8, "write \"/etc/passwd\" in quotes");
	refuse("/etc", 1, "write \"/etc\" in quotes");
	refuse("//", 1, "empty");
}

static void
near_takes_words_and_phrases_alone(void **state)
{
	(void)state;
	expect("a NEAR b", "near10(words[a] words[b])");
	expect("a NEAR/0 \"b c\" NEAR/0 d*",
	    "near0(words[a] words[b c] words[d]prefix)");
	refuse("a NEAR/2 b NEAR/3 c", 12, "one number");
	refuse("a NEAR C++", 8, "letters and digits");
	refuse("C++ NEAR a", 1, "letters and digits");
	refuse("a NEAR (b c)", 8, "no groups");
	refuse("(a) NEAR b", 1, "no groups");
	refuse("a NEAR user:b", 8, "fields");
	refuse("user:b NEAR a", 8, "between two words");
	refuse("a NEAR -b", 8, "NEAR takes");
	refuse("NEAR a", 1, "between two words");
	refuse("a NEAR", 7, "NEAR takes");
	refuse("a NEAR/x b", 3, "number of words");
	refuse("a NEAR/10001 b", 3, "10000");
}

static void
operators_without_a_term_are_refused(void **state)
{
	(void)state;
	refuse("OR a", 1, "both sides");
	refuse("a OR", 3, "both sides");
	refuse("a OR OR b", 3, "both sides");
	refuse("(a OR) b", 4, "both sides");
	refuse("AND a", 1, "both sides");
	refuse("a AND", 3, "both sides");
	refuse("a AND OR b", 3, "both sides");
	refuse("a NOT", 3, "excluded");
	refuse("a - b", 3, "write \"-\" in quotes");
	refuse("--force", 1, "write \"--force\" in quotes");
}

static void
groups_must_be_closed_and_hold_something(void **state)
{
	(void)state;
	expect("((a))", "words[a]");
	expect("(a)(b)", "and(words[a] words[b])");
	refuse("a (b", 3, "not closed");
	refuse("a )", 3, "no open group");
	refuse("()", 1, "empty");
	refuse("\u00E9 ()", 3, "empty");
}

static void
parentheses_within_a_term_are_its_own(void **state)
{
	(void)state;
	expect("getUserById()", "literal[getUserById()]");
	expect("(getUserById())", "literal[getUserById()]");
	expect("(a f(x))", "and(words[a] literal[f(x)])");
	expect("foo)", "literal[foo)]");
	expect("f(a b)", "and(literal[f(a] literal[b)])");
}

static void
unknown_names_before_a_colon_are_text(void **state)
{
	(void)state;
	expect("std::vector", "literal[std::vector]");
	expect("http://x", "literal[http://x]");
	expect("file:///etc", "literal[file:///etc]");
	expect("NOTE: x", "and(literal[NOTE:] words[x])");
	expect("on: push", "and(literal[on:] words[push])");
	expect("(on:)", "literal[on:]");
	expect("time:x", "literal[time:x]");
	expect("isn:x", "literal[isn:x]");
	expect("modle: x", "and(literal[modle:] words[x])");
}

static void
a_slip_in_a_fields_name_is_refused(void **state)
{
	(void)state;
	refuse("usr:bob", 1, "'user:'");
	refuse("usre:bob", 1, "'user:'");
	refuse("users:bob", 1, "'user:'");
	refuse("a -tyep:chat", 4, "write \"tyep:chat\" in quotes");
	refuse("User:bob", 1, "'user:'");
}

static void
the_same_field_twice_is_either_value(void **state)
{
	(void)state;
	expect("user:a x user:b", "and(field user [a] [b] words[x])");
	expect("user:a user:b", "field user [a] [b]");
	expect("user:a user:a", "field user [a]");
	expect("user:a -user:b", "and(field user [a] not(field user [b]))");
	expect("user:a (user:b)", "and(field user [a] field user [b])");
	expect("user:a OR user:b", "or(field user [a] field user [b])");
	expect("user:\"a b\" file:*.py",
	    "and(field user [a b] field file [*.py])");
	expect("type:chat type:unknown", "field type [chat] [unknown]");
	refuse("type:prompt", 1, "chat, inline, dev");
	refuse("user:(a OR b)", 6, "repeat it");
	refuse("user:\"\"", 1, "no value");
}

static void
in_speaks_for_its_group_and_those_within(void **state)
{
	(void)state;
	expect("in:prompt a", "words[a]@p");
	expect("a OR b in:context", "or(words[a]@c words[b]@c)");
	expect("in:prompt in:response a", "words[a]@pr");
	expect("in:prompt in:context in:response a", "words[a]");
	expect("in:prompt a (b OR (c in:response))",
	    "and(words[a]@p or(words[b]@p words[c]@r))");
	expect("(in:prompt a) b", "and(words[a]@p words[b])");
	expect("in:prompt -a NEAR b", "not(near10@p(words[a]@p words[b]@p))");
	expect("in:prompt C++ 'x' /y/ user:z",
	    "and(literal[C++]@p exact[x]@p regex[y]@p field user [z])");
}

static void
in_without_words_or_in_two_alternatives_is_refused(void **state)
{
	(void)state;
	refuse("in:prompt", 1, "no words");
	refuse("in:prompt user:a", 1, "no words");
	refuse("in:prompt (in:response a)", 1, "no words");
	refuse("in:prompt a OR in:response b", 16, "(in:prompt a) OR");
	refuse("a OR in:prompt", 6, "no words");
	refuse("-in:context a", 2, "cannot be excluded");
	refuse("in:answer a", 1, "prompt, context or response");
}

static void
times_become_one_stretch(void **state)
{
	(void)state;
	expect("since:2025-01-01 until:2025-01-01",
	    "time 1735689600000000000 1735776000000000000");
	expect("since:7d", "time 1740478272000000000 9223372036854775807");
	expect("until:2025-01-01",
	    "time -9223372036854775808 1735776000000000000");
	expect("on:2025-01..2025-02 until:2025-01",
	    "time 1735689600000000000 1738368000000000000");
	expect("-on:2025-01-01",
	    "not(time 1735689600000000000 1735776000000000000)");
}

static void
contradicting_times_and_no_dates_are_refused(void **state)
{
	(void)state;
	refuse("since:2025 since:2024", 12, "once");
	refuse("since:2025-03 until:2025-01", 15, "no time between");
	refuse("a since:5m", 3, "5min");
	refuse("on:push", 1, "write \"on:push\" in quotes");
	refuse("on:7d", 1, "since:7d");
}

static void
what_cannot_be_compared_is_refused(void **state)
{
	(void)state;
	refuse("a \"\"", 3, "nothing to search for");
	refuse("\" \"", 1, "nothing to search for");
	refuse("a \u200B", 3, "nothing to search for");
}

static void
refuse_bytes(const char *p, size_t n, const char *words)
{
	struct pl_error err;
	struct node *tree;

	assert_int_equal(
	    query_parse(span_of(p, n), &query_time, &tree, &err), PL_EQUERY);
	assert_null(tree);
	assert_non_null(strstr(err.text, words));
}

static void
bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	refuse_bytes("a\0b", 3, "column 2: a query cannot hold a NUL");
	refuse_bytes("caf\xE9", 4, "column 4: the query is not valid UTF-8");
}

/* `count` times `unit` between two ends. */
static struct buf
repeat(const char *begin, const char *unit, size_t count, const char *end)
{
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, begin);
	for (size_t i = 0; i < count; i++)
		buf_adds(&b, unit);
	buf_adds(&b, end);
	return b;
}

static void
limits_are_held(void **state)
{
	struct buf b;

	(void)state;
	b = repeat("", "x ", QUERY_TEXT_MAX / 2, "y");
	refuse_bytes(b.p, b.n, "too long");
	buf_release(&b);
	b = repeat("", "a ", QUERY_NODES_MAX, "");
	refuse_bytes(b.p, b.n, "more than 4096 parts");
	buf_release(&b);
	b = repeat("user:0", " user:a", 1, "");
	for (int i = 0; i < QUERY_NODES_MAX; i++)
		buf_addf(&b, " user:%d", i);
	refuse_bytes(b.p, b.n, "more than 4096 parts");
	buf_release(&b);
	b = repeat("", "(", QUERY_DEPTH_MAX + 2, "a");
	refuse_bytes(b.p, b.n, "more than 200 deep");
	buf_release(&b);
	b = repeat("", "(a b OR c ", QUERY_DEPTH_MAX / 2 + 1, "");
	for (int i = 0; i < QUERY_DEPTH_MAX / 2 + 1; i++)
		buf_addc(&b, ')');
	refuse_bytes(b.p, b.n, "more than 200 deep");
	buf_release(&b);
	/* In full it would be longer than a query may be. */
	b = repeat("in:prompt (in:response b)", " C++", 8000, "");
	buf_adds(&b, " /x/");
	refuse_bytes(b.p, b.n, "written out in full");
	buf_release(&b);
}

static void
places_in_the_query_are_kept(void **state)
{
	struct pl_error err;
	struct node *n;

	(void)state;
	assert_int_equal(
	    query_parse(span_str("a -(bc OR d)"), &query_time, &n, &err),
	    PL_OK);
	assert_int_equal(n->children[1]->begin, 2);
	assert_int_equal(n->children[1]->children[0]->children[0]->begin, 4);
	assert_int_equal(n->children[1]->children[0]->children[0]->end, 6);
	node_free(n);
}

static void
a_zone_that_does_not_exist_is_no_fault_of_the_query(void **state)
{
	struct query_clock clock = { .now = 0, .zone = "Moon/Crater" };
	struct pl_error err;
	struct node *n;

	(void)state;
	assert_int_equal(
	    query_parse(span_str("a"), &clock, &n, &err), PL_EUSAGE);
	assert_null(n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_empty_query_is_everything),
		cmocka_unit_test(words_are_joined_by_and),
		cmocka_unit_test(near_binds_before_not_before_and_before_or),
		cmocka_unit_test(
		    a_negation_stands_anywhere_and_of_a_negation_is_nothing),
		cmocka_unit_test(
		    letters_and_digits_are_words_and_all_else_is_literal),
		cmocka_unit_test(stars_end_words_or_stand_around_them),
		cmocka_unit_test(
		    quotes_keep_everything_but_an_escaped_delimiter),
		cmocka_unit_test(regular_expressions_keep_their_backslashes),
		cmocka_unit_test(near_takes_words_and_phrases_alone),
		cmocka_unit_test(operators_without_a_term_are_refused),
		cmocka_unit_test(groups_must_be_closed_and_hold_something),
		cmocka_unit_test(parentheses_within_a_term_are_its_own),
		cmocka_unit_test(unknown_names_before_a_colon_are_text),
		cmocka_unit_test(a_slip_in_a_fields_name_is_refused),
		cmocka_unit_test(the_same_field_twice_is_either_value),
		cmocka_unit_test(in_speaks_for_its_group_and_those_within),
		cmocka_unit_test(
		    in_without_words_or_in_two_alternatives_is_refused),
		cmocka_unit_test(times_become_one_stretch),
		cmocka_unit_test(contradicting_times_and_no_dates_are_refused),
		cmocka_unit_test(what_cannot_be_compared_is_refused),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(limits_are_held),
		cmocka_unit_test(places_in_the_query_are_kept),
		cmocka_unit_test(
		    a_zone_that_does_not_exist_is_no_fault_of_the_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
