#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "narrowing.h"
#include "query/match/literal.h"

enum form { WHOLE, PREFIX, INFIX };

static bool
matches(const char *literal, enum form form, const char *text)
{
	struct literal l;
	struct literal_space space;

	literal_space_init(&space);
	assert_int_equal(literal_init(&l, span_str(literal), form == PREFIX,
			     form == INFIX, NULL),
	    PL_OK);
	bool found = literal_holds(&l, span_str(text), &space);
	literal_release(&l);
	literal_space_release(&space);
	return found;
}

static void
what_is_no_letter_must_stand_as_it_is(void **state)
{
	(void)state;
	assert_true(matches("C++", WHOLE, "in c++ or C"));
	assert_true(matches("C++", WHOLE, "C++20"));
	assert_false(matches("C++", WHOLE, "in C or C+"));
	assert_true(matches("payment_id=", WHOLE, "Payment_ID=7"));
	assert_false(matches("payment_id=", WHOLE, "payment-id=7"));
	assert_true(matches("100% of O'Brien", WHOLE, "100%  of\nO'BRIEN"));
}

static void
a_letter_at_an_end_needs_a_words_edge_there(void **state)
{
	(void)state;
	assert_true(matches(".env", WHOLE, "the .env file"));
	assert_false(matches(".env", WHOLE, "os.environ"));
	assert_true(matches(".env", WHOLE, "os.env"));
	assert_false(matches("c++", WHOLE, "abc++"));
	assert_true(matches("c++", WHOLE, "abc++ c++"));
	/* An invisible character or a mark continues the word. */
	assert_false(matches(".env", WHOLE, ".env\u00ADiron"));
	assert_false(matches("a-b", WHOLE, "a-b\u093Fx"));
	assert_true(matches("a-cafe", WHOLE, "a-cafe\u0301"));
	/* Every Han character is a word. */
	assert_true(matches("-\u65E5", WHOLE, "x-\u65E5\u672C"));
}

static void
a_star_takes_the_edges_away(void **state)
{
	(void)state;
	assert_true(matches(".env", PREFIX, "os.environ"));
	assert_false(matches("a.env", PREFIX, "ba.environ"));
	assert_true(matches("yro", INFIX, "payroll"));
	assert_true(matches("s.env", INFIX, "os.environ"));
	assert_false(matches("yrr", INFIX, "payroll"));
}

static void
forms_of_a_character_are_the_same(void **state)
{
	(void)state;
	assert_true(matches("\uFF23++", WHOLE, "c++"));
	assert_true(matches("a-Stra\u00DFe", WHOLE, "A-STRASSE"));
	assert_true(matches("-e\u0301", WHOLE, "-\u00E9"));
	assert_true(matches("\"\u30AC", WHOLE, "\"\uFF76\uFF9E"));
	assert_false(matches("\"\u30AB", WHOLE, "\"\uFF76\uFF9E"));
}

static void
blanks_around_it_do_not_count(void **state)
{
	(void)state;
	assert_true(matches("  c++ \n", WHOLE, "c++"));
}

static void
a_literal_of_blanks_is_refused(void **state)
{
	struct literal l;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    literal_init(&l, span_str(" \u200B "), false, false, &err),
	    PL_EQUERY);
	literal_release(&l);
}

static void
expect_terms(const char *literal, enum form form, const char *want)
{
	struct literal l;
	struct terms terms;
	struct buf out;

	terms_init(&terms);
	buf_init(&out, BUF_UNLIMITED);
	assert_int_equal(literal_init(&l, span_str(literal), form == PREFIX,
			     form == INFIX, NULL),
	    PL_OK);
	literal_narrow(&l, PL_ALL_TEXT, 3, &terms);
	print_terms(&out, &terms);
	buf_addc(&out, '\n');
	out.n--;
	assert_memory_equal(out.p, want, strlen(want));
	assert_int_equal(out.n, strlen(want));
	literal_release(&l);
	terms_release(&terms);
	buf_release(&out);
}

static void
tokens_that_are_whole_narrow(void **state)
{
	(void)state;
	expect_terms("payment_id=", WHOLE, "[payment id]");
	expect_terms("C++", WHOLE, "[c]");
	expect_terms("!?", WHOLE, "");
	expect_terms("foo.bar.bazaar", PREFIX, "[foo bar bazaar*]");
	expect_terms("foo.ba", PREFIX, "[foo](foo ba*)");
	expect_terms("\u093F a", WHOLE, "");
	expect_terms("foo.bar.baz", INFIX, "[bar baz*](*foo bar baz*)");
	expect_terms("foo.bar.ba", INFIX, "[bar](*foo bar ba*)");
	expect_terms("o.bar.ba", INFIX, "[bar](bar ba*)");
	expect_terms("o.ba", INFIX, "");
	expect_terms("fo.b", INFIX, "");
	expect_terms("fo.ba.ba", INFIX, "[ba](*fo ba ba*)");
	expect_terms("payroll", INFIX, "(*payroll*)");
	expect_terms("\u65E5\u672C", INFIX, "[\u672C*](*\u65E5 \u672C*)");
}

/* Whatever the text: where the literal is found, so are its tokens. */
static void
narrowing_loses_no_match(void **state)
{
	struct buf text, needle;
	size_t matched = 0, narrowed = 0, begun = 0;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	buf_init(&needle, BUF_UNLIMITED);
	for (int round = 0; round < 30000; round++) {
		enum form form = (enum form)random_below(3);
		struct literal l;
		struct terms terms;
		struct pl_folded folded;
		size_t begin;

		/* Half of the needles are cut out of the text. */
		random_text(&needle, 5);
		random_text(&text, 6);
		if (random_below(4) > 0) {
			struct buf after;

			buf_init(&after, BUF_UNLIMITED);
			random_text(&after, 4);
			buf_addspan(&text, buf_span(&needle));
			buf_addspan(&text, buf_span(&after));
			buf_release(&after);
		}
		terms_init(&terms);
		pl_folded_init(&folded);
		if (literal_init(&l, buf_span(&needle), form == PREFIX,
			form == INFIX, NULL) == PL_OK) {
			literal_narrow(&l, PL_ALL_TEXT, 1, &terms);
			pl_folded_set(&folded, buf_span(&text));
			if (literal_find(&l, &folded, 0, &begin)) {
				matched++;
				narrowed += terms.count > 0;
				begun += terms.costly_count > 0;
				if (!text_has(&terms, buf_span(&text)))
					fail_msg("form %d, '%s' in '%s'",
					    (int)form, needle.p, text.p);
			}
		}
		literal_release(&l);
		terms_release(&terms);
		pl_folded_release(&folded);
	}
	assert_true(matched > 5000);
	assert_true(narrowed > 2000);
	assert_true(begun > 2000);
	buf_release(&text);
	buf_release(&needle);
}

/* Whatever the text: a plain literal is where folding would find it. */
static void
what_is_seen_at_a_glance_is_what_folding_shows(void **state)
{
	struct buf text, needle;
	struct literal_space space;
	size_t held = 0, plain = 0;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	buf_init(&needle, BUF_UNLIMITED);
	literal_space_init(&space);
	for (int round = 0; round < 60000; round++) {
		enum form form = (enum form)random_below(3);
		struct literal l;
		size_t begin;

		random_text(&needle, 3);
		random_text(&text, 4);
		if (random_below(4) > 0) {
			struct buf after;

			buf_init(&after, BUF_UNLIMITED);
			random_text(&after, 40);
			buf_addspan(&text, buf_span(&needle));
			buf_addspan(&text, buf_span(&after));
			buf_release(&after);
		}
		if (literal_init(&l, buf_span(&needle), form == PREFIX,
			form == INFIX, NULL) == PL_OK) {
			bool holds =
			    literal_holds(&l, buf_span(&text), &space);

			plain += l.plain;
			held += l.plain && holds;
			pl_folded_set(&space.folded, buf_span(&text));
			if (literal_find(&l, &space.folded, 0, &begin) !=
			    holds)
				fail_msg("form %d, '%s' in '%s'", (int)form,
				    needle.p, text.p);
		}
		literal_release(&l);
	}
	assert_true(plain > 10000);
	assert_true(held > 4000);
	literal_space_release(&space);
	buf_release(&text);
	buf_release(&needle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_letter_must_stand_as_it_is),
		cmocka_unit_test(a_letter_at_an_end_needs_a_words_edge_there),
		cmocka_unit_test(a_star_takes_the_edges_away),
		cmocka_unit_test(forms_of_a_character_are_the_same),
		cmocka_unit_test(blanks_around_it_do_not_count),
		cmocka_unit_test(a_literal_of_blanks_is_refused),
		cmocka_unit_test(tokens_that_are_whole_narrow),
		cmocka_unit_test(narrowing_loses_no_match),
		cmocka_unit_test(
		    what_is_seen_at_a_glance_is_what_folding_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
