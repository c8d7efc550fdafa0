#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "query/match/highlight.h"

/* The columns joined by bars, what matched in brackets. */
static void
expect_of(
    const char *query, struct span texts[3], size_t most, const char *want)
{
	struct query_clock clock = { .now = 0, .zone = "UTC" };
	struct pl_record record = { 0 };
	struct highlight h;
	struct pl_error err;
	struct plan *plan;
	struct node *tree;
	struct buf out;
	size_t span = 0;

	if (query_parse(span_str(query), &clock, &tree, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(plan_make(NULL, tree, PLAN_AUTO, &plan, &err), PL_OK);
	memcpy(record.column, texts, 3 * sizeof *texts);
	highlight_init(&h);
	highlight_record(&h, plan, &record, most);
	buf_init(&out, BUF_UNLIMITED);
	for (unsigned c = 0; c < 3; c++) {
		size_t at = 0;

		buf_adds(&out, c > 0 ? "|" : "");
		for (; span < h.count && h.spans[span].column == c; span++) {
			const struct hit_span *s = &h.spans[span];

			buf_addspan(
			    &out, span_of(texts[c].p + at, s->begin - at));
			buf_addc(&out, '[');
			buf_addspan(&out,
			    span_of(texts[c].p + s->begin, s->end - s->begin));
			buf_addc(&out, ']');
			at = s->end;
		}
		buf_addspan(&out, span_of(texts[c].p + at, texts[c].n - at));
	}
	assert_int_equal(span, h.count);
	if (strcmp(out.p, want) != 0)
		fail_msg("%s: '%s', not '%s'", query, out.p, want);
	buf_release(&out);
	highlight_release(&h);
	plan_free(plan);
	node_free(tree);
}

static void
expect(const char *query, const char *text, const char *want)
{
	struct span texts[3] = { span_str(text), span_str(""), span_str("") };
	struct buf all;

	buf_init(&all, BUF_UNLIMITED);
	buf_addf(&all, "%s||", want);
	expect_of(query, texts, 100, all.p);
	buf_release(&all);
}

static void
words_are_marked_as_they_are_written(void **state)
{
	(void)state;
	expect("payroll", "Payroll, PAY\u00ADROLL payrolls",
	    "[Payroll], [PAY\u00ADROLL] payrolls");
	expect("cafe", "un caf\u00E9.", "un [caf\u00E9].");
	expect("pay*", "pay payment repay", "[pay] [payment] repay");
	expect("\"a b\"", "a b a, B b a", "[a b] [a, B] b a");
	expect("\u672C", "\u65E5\u672C\u8A9E", "\u65E5[\u672C]\u8A9E");
}

static void
words_near_each_other_are_marked_and_others_are_not(void **state)
{
	(void)state;
	expect("a NEAR/1 b", "a x b y y y b a z", "[a] x [b] y y y [b] [a] z");
	expect("a NEAR/1 b", "a x x b x a", "a x x [b] x [a]");
	expect("a NEAR/3 b", "a a a", "a a a");
}

/* Looking anew around each of them would take minutes. */
static void
words_near_nothing_are_soon_passed_over(void **state)
{
	struct buf text, want;
	time_t began = time(NULL);

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 200000; i++)
		buf_adds(&text, "a ");
	for (int i = 0; i < 10001; i++)
		buf_adds(&text, "x ");
	buf_adds(&text, "b a");
	buf_init(&want, BUF_UNLIMITED);
	buf_add(&want, text.p, text.n - 3);
	buf_adds(&want, "[b] [a]");
	expect("a NEAR/10000 b", text.p, want.p);
	assert_in_range(time(NULL) - began, 0, 5);
	buf_release(&want);
	buf_release(&text);
}

static void
literals_are_marked_in_the_original(void **state)
{
	(void)state;
	expect("C++", "c++, \uFF23\uFF0B\uFF0B and C",
	    "[c++], [\uFF23\uFF0B\uFF0B] and C");
	expect("\"100% of\"", "is 100%  \n of it", "is [100%  \n of] it");
	expect(".env", ".env os.environ .env", "[.env] os.environ [.env]");
	expect("*yro*", "payroll", "pa[yro]ll");
}

static void
exact_bytes_and_regexes_are_marked(void **state)
{
	(void)state;
	expect("'aa'", "aaaaa A", "[aa][aa]a A");
	expect("/a+/", "aa b a", "[aa] b [a]");
	expect("/a*/", "b\u00E9aa", "b\u00E9[aa]");
	expect("/^b/m", "b\nb b", "[b]\n[b] b");
}

static void
what_is_asked_not_to_be_there_is_not_marked(void **state)
{
	(void)state;
	expect("a -b", "a b", "[a] b");
	expect("a OR -(b c)", "a b", "[a] b");
	expect("-(b -a)", "a", "a");
}

static void
overlapping_places_become_one(void **state)
{
	(void)state;
	expect("a \"a b\" /b c/", "a b c a", "[a b c] [a]");
}

static void
columns_are_marked_as_far_as_they_are_asked_for(void **state)
{
	struct span texts[3] = { span_str("a b"), span_str("b a"),
		span_str("a") };

	(void)state;
	expect_of("a", texts, 100, "[a] b|b [a]|[a]");
	expect_of("in:context (a b)", texts, 100, "a b|[b] [a]|a");
	expect_of(
	    "(in:context a) (in:prompt 'b')", texts, 100, "a [b]|b [a]|a");
}

static void
the_first_ones_are_kept_where_there_are_too_many(void **state)
{
	struct span texts[3] = { span_str("a b a a"), span_str("b a"),
		span_str("") };

	(void)state;
	expect_of("a OR b", texts, 3, "[a] [b] [a] a|b a|");
	expect_of("b OR a", texts, 5, "[a] [b] [a] [a]|[b] a|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_marked_as_they_are_written),
		cmocka_unit_test(
		    words_near_each_other_are_marked_and_others_are_not),
		cmocka_unit_test(words_near_nothing_are_soon_passed_over),
		cmocka_unit_test(literals_are_marked_in_the_original),
		cmocka_unit_test(exact_bytes_and_regexes_are_marked),
		cmocka_unit_test(what_is_asked_not_to_be_there_is_not_marked),
		cmocka_unit_test(overlapping_places_become_one),
		cmocka_unit_test(
		    columns_are_marked_as_far_as_they_are_asked_for),
		cmocka_unit_test(
		    the_first_ones_are_kept_where_there_are_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
