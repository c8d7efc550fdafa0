#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "schema/fold.h"
#include "schema/token.h"

static struct pl_folded folded;

static int
set_up(void **state)
{
	(void)state;
	pl_folded_init(&folded);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	pl_folded_release(&folded);
	pl_folded_release(NULL);
	return 0;
}

static void
expect(const char *text, const char *want)
{
	pl_folded_set(&folded, span_str(text));
	assert_string_equal(folded.text.p, want);
	assert_int_equal(folded.text.n, strlen(want));
}

/* The edges as digits, origins beside them. */
static void
expect_edges(const char *text, const char *edges, const uint32_t *origin)
{
	pl_folded_set(&folded, span_str(text));
	assert_int_equal(folded.text.n + 1, strlen(edges));
	for (size_t i = 0; i <= folded.text.n; i++) {
		assert_int_equal(folded.edge[i], edges[i] - '0');
		assert_int_equal(folded.origin[i], origin[i]);
	}
}

static void
ascii_is_lower_case_with_single_spaces(void **state)
{
	(void)state;
	expect("", "");
	expect("Payment_ID =\r\n\t\"X\"", "payment_id = \"x\"");
	expect("  a\v\f b  ", " a b ");
	expect("C++", "c++");
}

static void
every_kind_of_white_space_is_one_space(void **state)
{
	(void)state;
	expect("a\u00A0b\u3000c\u2028d\u2009e\xC2\x85 f", "a b c d e f");
	expect("a \u00A0\u3000\n b", "a b");
	expect("a \u200B b\u00AD c", "a b c");
}

static void
words_are_folded_as_tokens_are(void **state)
{
	(void)state;
	expect("ＡＷＳ．Ｃafe\u0301", "aws.cafe");
	expect("Straße", "strasse");
	expect("ﾊﾞｸﾞ!", "バグ!");
	expect("pay\u00ADroll", "payroll");
	expect("\u1112\u1161\u11AB", "한");
	expect("x½", "x12");
}

static void
other_characters_keep_their_marks_and_never_become_letters(void **state)
{
	(void)state;
	expect("（…）", "(...)");
	expect("20℃ №1 a™", "20℃ №1 a™");
	expect("=\u0338 ≠", "≠ ≠");
	expect("a \u0301b", "a \u0301b");
	expect("\u00B4", "\u00B4");
	expect("🙂\uFE0F", "🙂");
	expect("a\xFF"
	       "b",
	    "a\uFFFDb");
}

static void
origins_and_edges_of_ascii(void **state)
{
	static const uint32_t origin[] = { 0, 1, 2, 5, 6, 7 };

	(void)state;
	expect_edges("aB \r\n.c", "101111", origin);
}

static void
no_edge_lies_within_a_word_that_is_not_ascii(void **state)
{
	/* naïve = 6 bytes with i and the accent 2. */
	static const uint32_t origin[] = { 0, 1, 2, 4, 5, 6, 7 };

	(void)state;
	expect_edges("naïve!", "1000011", origin);
}

static void
cjk_characters_have_edges_on_both_sides(void **state)
{
	static const uint32_t origin[] = { 0, 1, 1, 1, 4, 4, 4, 7, 8 };

	(void)state;
	expect_edges("a東京b", "110010011", origin);
}

static void
an_expansion_comes_from_one_character(void **state)
{
	static const uint32_t origin[] = { 0, 1, 1, 3, 4 };
	static const uint32_t composed[] = { 0, 0, 0, 6, 7 };

	(void)state;
	expect_edges("aßb", "10001", origin);
	expect_edges("ﾊﾞ.", "10011", composed);
}

static void
a_nul_is_a_character_like_any_other(void **state)
{
	(void)state;
	pl_folded_set(&folded, span_of("A\0B", 3));
	assert_true(span_equal(buf_span(&folded.text), span_of("a\0b", 3)));
	assert_int_equal(folded.edge[1], 1);
	assert_int_equal(folded.edge[2], 1);
}

static const char *const odd[] = { "a", "E", "7", " ", "\n", "=", ".",
	"\u0301", "\u3099", "\u0591", "\u05B4", "\u0345", "\u09BE", "\u00AD",
	"\u200D", "é", "ß", "ᾳ", "ﬁ", "½", "⑴", "℃", "™", "…", "´", "東", "バ",
	"ｶ", "ﾞ", "가", "\u1100", "\u1161", "\u11A8", "ㅎ", "ㅏ", "\u0958",
	"\u09C7", "\u0622", "ﷺ", "\u0E33", "\uFE70", "ゟ", "🙂", "　", "≠",
	"\u0338", "\xFF", "\xE6", "word", "Two words" };

static unsigned
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
}

static void
odd_text(struct buf *out, uint64_t *seed)
{
	unsigned n = next_random(seed) % 10;

	buf_clear(out);
	while (n-- > 0)
		buf_adds(
		    out, odd[next_random(seed) % (sizeof odd / sizeof *odd)]);
}

static bool
begins_token(size_t at)
{
	uint32_t c;

	if (utf8_decode(folded.text.p + at, folded.text.n - at, &c) == 0)
		return false;
	enum fold_class class = fold_class(c);
	return class == FOLD_WORD || class == FOLD_ALONE;
}

/* The stretches between edges that begin with a letter or a digit are the
 * tokens, byte for byte, and come from where the tokens are. */
static void
check_against_tokens(struct span text)
{
	struct pl_token_scan s;
	size_t end;

	pl_folded_set(&folded, text);
	pl_token_begin(&s, text);
	for (size_t at = 0; at < folded.text.n; at = end) {
		end = at + 1;
		while (!folded.edge[end])
			end++;
		if (!begins_token(at))
			continue;
		assert_true(pl_token_next(&s));
		assert_true(span_equal(
		    s.folded, span_of(folded.text.p + at, end - at)));
		assert_int_equal(s.begin, folded.origin[at]);
		assert_true(s.end <= folded.origin[end]);
	}
	assert_false(pl_token_next(&s));
	pl_token_end(&s);
}

static void
what_lies_between_edges_is_what_the_index_holds(void **state)
{
	uint64_t seed = 3;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 30000; i++) {
		odd_text(&text, &seed);
		check_against_tokens(buf_span(&text));
	}
	buf_release(&text);
}

static void
no_character_is_parted_between_tokens(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[16] = "\u6771";
		size_t n = 3;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		n += utf8_encode(c, text + n);
		text[n++] = 'x';
		check_against_tokens(span_of(text, n));
	}
}

static void
what_is_folded_folds_to_itself(void **state)
{
	uint64_t seed = 4;
	struct pl_folded once;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	pl_folded_init(&once);
	for (int i = 0; i < 30000; i++) {
		odd_text(&text, &seed);
		pl_folded_set(&once, buf_span(&text));
		pl_folded_set(&folded, buf_span(&once.text));
		assert_true(
		    span_equal(buf_span(&folded.text), buf_span(&once.text)));
		assert_memory_equal(folded.edge, once.edge, once.text.n + 1);
	}
	pl_folded_release(&once);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ascii_is_lower_case_with_single_spaces),
		cmocka_unit_test(every_kind_of_white_space_is_one_space),
		cmocka_unit_test(words_are_folded_as_tokens_are),
		cmocka_unit_test(
		    other_characters_keep_their_marks_and_never_become_letters),
		cmocka_unit_test(origins_and_edges_of_ascii),
		cmocka_unit_test(no_edge_lies_within_a_word_that_is_not_ascii),
		cmocka_unit_test(cjk_characters_have_edges_on_both_sides),
		cmocka_unit_test(an_expansion_comes_from_one_character),
		cmocka_unit_test(a_nul_is_a_character_like_any_other),
		cmocka_unit_test(
		    what_lies_between_edges_is_what_the_index_holds),
		cmocka_unit_test(no_character_is_parted_between_tokens),
		cmocka_unit_test(what_is_folded_folds_to_itself),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
