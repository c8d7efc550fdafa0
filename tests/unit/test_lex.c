#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/language/lex.h"

/* The kinds of a query's tokens, a letter each. */
static void
expect(const char *query, const char *kinds)
{
	static const char by_kind[] = {
		[LEX_END] = '$',
		[LEX_OPEN] = '(',
		[LEX_CLOSE] = ')',
		[LEX_NOT] = '!',
		[LEX_AND] = '&',
		[LEX_OR] = '|',
		[LEX_NEAR] = '~',
		[LEX_TERM] = 't',
		[LEX_EXACT] = 'e',
		[LEX_REGEX] = 'r',
		[LEX_FIELD] = ':',
	};
	char found[64];
	size_t n = 0;
	struct lex l;
	struct pl_error err;

	lex_begin(&l, span_str(query));
	do {
		if (lex_next(&l, &err) != PL_OK)
			fail_msg("%s: %s", query, err.text);
		found[n++] = by_kind[l.token.kind];
	} while (l.token.kind != LEX_END);
	found[n] = '\0';
	assert_int_equal(lex_next(&l, &err), PL_OK);
	assert_int_equal(l.token.kind, LEX_END);
	lex_end(&l);
	assert_string_equal(found, kinds);
}

static void
special_characters_are_special_where_an_atom_begins(void **state)
{
	(void)state;
	expect("", "$");
	expect("a(b 'c' /d/ -e \"f\"", "ter!tt$");
	expect("a'b a/b a-b a\"b", "tttt$");
	expect("(a) ((b))", "(t)((t))$");
	expect("-(a)", "!(t)$");
}

static void
operators_are_capital_words_of_their_own(void **state)
{
	(void)state;
	expect("a AND b OR NOT c NEAR d NEAR/3 e", "t&t|!t~t~t$");
	expect("and Or not near ANDY NORTH \"OR\" OR-5", "tttttttt$");
	expect("NOT(a) OR\"b\"", "!(t)|t$");
}

static void
names_with_a_value_are_fields(void **state)
{
	(void)state;
	expect("user:a in:prompt since:7d x:y on: user::a", ":::ttt$");
}

static void
a_token_knows_its_text_and_place(void **state)
{
	struct lex l;
	struct pl_error err;

	(void)state;
	lex_begin(&l, span_str("  \u00E9 user:\"a \\\" b\""));
	assert_int_equal(lex_next(&l, &err), PL_OK);
	assert_int_equal(l.token.begin, 2);
	assert_int_equal(l.token.end, 4);
	assert_int_equal(lex_next(&l, &err), PL_OK);
	assert_int_equal(l.token.field, FIELD_USER);
	assert_string_equal(l.token.text.p, "a \" b");
	assert_int_equal(l.token.begin, 5);
	assert_int_equal(l.token.end, 18);
	lex_end(&l);
}

static void
columns_count_characters(void **state)
{
	struct lex l;
	struct pl_error err;

	(void)state;
	lex_begin(&l, span_str("\u00E9\u65E5\U0001F600x"));
	assert_int_equal(lex_fail(&l, 9, &err, "here"), PL_EQUERY);
	assert_string_equal(err.text, "column 4: here");
	lex_end(&l);
}

static void
what_was_written_is_cut_at_a_character(void **state)
{
	/* 40 characters of 3 bytes, of which 20 fit */
	char text[121] = "";
	struct lex l;

	(void)state;
	for (int i = 0; i < 40; i++)
		strcat(text, "\u65E5");
	lex_begin(&l, span_str(text));
	assert_int_equal(lex_written(&l, 0).n, 60);
	lex_end(&l);
	lex_begin(&l, span_str("ab cd"));
	assert_int_equal(lex_written(&l, 0).n, 2);
	lex_end(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    special_characters_are_special_where_an_atom_begins),
		cmocka_unit_test(operators_are_capital_words_of_their_own),
		cmocka_unit_test(names_with_a_value_are_fields),
		cmocka_unit_test(a_token_knows_its_text_and_place),
		cmocka_unit_test(columns_count_characters),
		cmocka_unit_test(what_was_written_is_cut_at_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
