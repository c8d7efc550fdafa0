#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/token.h"

/* The tokens of a text, joined by |. */
static char *
tokens_of(struct span text)
{
	struct pl_token_scan s;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	pl_token_begin(&s, text);
	while (pl_token_next(&s)) {
		if (out.n > 0)
			buf_addc(&out, '|');
		buf_addspan(&out, s.folded);
	}
	pl_token_end(&s);
	return buf_take(&out);
}

static void
expect(const char *text, const char *tokens)
{
	char *got = tokens_of(span_str(text));

	assert_string_equal(got, tokens);
	free(got);
}

static void
runs_of_ascii_letters_and_digits_are_words_in_lower_case(void **state)
{
	(void)state;
	expect("", "");
	expect(" \t\r\n.,;", "");
	expect("fix the Retry logic", "fix|the|retry|logic");
	expect("getUserById(x1)=foo_bar-BAZ", "getuserbyid|x1|foo|bar|baz");
	expect("3.14", "3|14");
	expect("it's", "it|s");
	expect("x", "x");
}

static bool
is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

static void
every_ascii_character_ends_a_word_of_any_length_or_goes_on(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 0x80; c++)
		for (size_t length = 1; length < 20; length++) {
			char text[41] = { 0 }, want[41] = { 0 };

			memset(text, 'q', 2 * length + 1);
			memset(want, 'q', 2 * length + 1);
			text[length] = (char)c;
			want[length] =
			    (char)(is_word((unsigned char)c) ? c | 0x20 : '|');
			expect(text, want);
		}
}

/* A word anywhere in the blocks in which a text is looked at, with what may
 * follow one. */
static void
words_cross_the_edges_of_blocks(void **state)
{
	static const struct {
		const char *text, *tokens;
	} after[] = {
		{ "", "" },
		{ " Z", "|z" },
		{ "Éc z", "ec|z" },
		{ "\u0301 z", "|z" },
		{ "\u00ADc", "c" },
		{ "東", "|東" },
		{ "。z", "|z" },
		{ "\xFFz", "|z" },
		/* What is known of a block serves for all of it. */
		{ "É b。C dé東E\u0301 f。", "e|b|c|de|東|e|f" },
	};
	char text[3 * PL_TOKEN_BLOCK], want[sizeof text];

	(void)state;
	for (size_t before = 0; before <= PL_TOKEN_BLOCK; before++)
		for (size_t n = 1; n <= PL_TOKEN_BLOCK + 1; n++)
			for (size_t i = 0; i < sizeof after / sizeof *after;
			     i++) {
				memset(text, '.', before);
				memset(text + before, 'Q', n);
				strcpy(text + before + n, after[i].text);
				memset(want, 'q', n);
				strcpy(want + n, after[i].tokens);
				expect(text, want);
			}
}

static void
width_case_and_marks_make_no_difference(void **state)
{
	(void)state;
	expect("ＡＷＳ", "aws");
	expect("Straße STRASSE", "strasse|strasse");
	expect("café cafe\u0301 CAFÉ", "cafe|cafe|cafe");
	expect("Ångström \u212B", "angstrom|a");
	expect("İstanbul", "istanbul");
	expect("ΌΣΟΣ όσος", "οσοσ|οσοσ");
	expect("ёлка", "елка");
	expect("ﬁne", "fine");
	expect("\u1FB3", "α");
	expect("x² ①", "x2|1");
	expect("ⅣX", "ivx");
	expect("१२ ๕", "१२|๕");
}

static void
every_han_kana_and_hangul_character_is_a_token(void **state)
{
	(void)state;
	expect("東京都", "東|京|都");
	expect("バグを直す", "バ|グ|を|直|す");
	expect("サーバー", "サ|ー|バ|ー");
	expect("AWSで3台", "aws|で|3|台");
	expect("한국어", "한|국|어");
	expect("𠮷野家", "𠮷|野|家");
	expect("人々", "人|々");
	expect("ㄅㄆ ꀀꀁ", "ㄅ|ㄆ|ꀀ|ꀁ");
	expect("東京。大阪", "東|京|大|阪");
}

static void
half_width_kana_are_full_width_ones_with_their_marks(void **state)
{
	(void)state;
	expect("ｶﾞ", "ガ");
	expect("ﾊﾞｸﾞ", "バ|グ");
	expect("ﾊﾟｰｺｰﾄﾞ", "パ|ー|コ|ー|ド");
	expect("ﾞ", "");
}

static void
the_marks_of_kana_tell_words_apart(void **state)
{
	(void)state;
	expect("バグ", "バ|グ");
	expect("ハク", "ハ|ク");
	expect("ハ\u3099ク\u3099", "バ|グ");
}

static void
jamo_make_one_token_a_syllable(void **state)
{
	(void)state;
	expect("\u1112\u1161\u11AB\u1100\u116E\u11A8", "한|국");
	expect("\uD558\u11AB", "한");
	expect("ㅋㅋ", "\u110F|\u110F");
	expect("\u1112\u1161\u11AB\u11AB", "한|\u11AB");
	expect("\u1161\u11AB", "\u1161|\u11AB");
}

static void
ignorable_characters_do_not_split_a_word(void **state)
{
	(void)state;
	expect("pay\u00ADroll", "payroll");
	expect("pay\u200Broll \uFEFFx\u2060y", "payroll|xy");
	expect("\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u062E");
	expect("葛\U000E0100城", "葛|城");
	expect("ハ\u200D\u3099", "バ");
	expect("\u00AD \u200B", "");
}

static void
marks_with_nothing_before_them_are_no_tokens(void **state)
{
	(void)state;
	expect("\u0301", "");
	expect("\u0301abc", "abc");
	expect("a =\u0338 b", "a|b");
	expect("a ≠ b", "a|b");
	expect("\u3099ハ", "ハ");
	expect("\u093F\u0915", "\u0915");
}

static void
marks_of_other_scripts_stay(void **state)
{
	(void)state;
	expect("हिन्दी", "हिन्दी");
	expect("שָׁלוֹם", "שָׁלוֹם");
	expect("\u0622\u0627\u0653", "\u0622\u0622");
	expect("ไทย ทำ", "ไทย|ทำ");
}

static void
the_character_itself_decides_what_separates(void **state)
{
	(void)state;
	expect("Kiro™ 20℃ №5", "kiro|20|5");
	expect("⑴ ½ ㈠", "1|12|一");
	expect("a—b “c” d…e", "a|b|c|d|e");
	expect("go🙂lang", "go|lang");
	expect("1\uFE0F\u20E3", "1");
	expect("ゟヿ", "ゟ|ヿ");
}

static void
bytes_that_are_no_utf8_separate(void **state)
{
	(void)state;
	expect("a\xFF"
	       "b\x80"
	       "c\xC3",
	    "a|b|c");
	expect("\xED\xA0\x80x\xF4\x90\x80\x80y", "x|y");
	expect("東\xE6\x9D", "東");
	expect("e\xCC", "e");
	char *around_nul = tokens_of(span_of("a\0b", 3));
	assert_string_equal(around_nul, "a|b");
	free(around_nul);
}

struct place {
	size_t begin, end;
};

static void
expect_places(const char *text, const struct place *places, size_t count)
{
	struct pl_token_scan s;
	size_t i = 0;

	pl_token_begin(&s, span_str(text));
	for (; pl_token_next(&s); i++) {
		assert_true(i < count);
		assert_int_equal(s.begin, places[i].begin);
		assert_int_equal(s.end, places[i].end);
	}
	assert_int_equal(i, count);
	pl_token_end(&s);
}

static void
places_are_bytes_of_the_original(void **state)
{
	static const struct place ascii[] = { { 1, 3 }, { 5, 8 } };
	static const struct place wide[] = { { 0, 6 }, { 8, 11 }, { 11, 14 } };
	static const struct place hyphen[] = { { 0, 9 }, { 12, 13 } };
	static const struct place half[] = { { 0, 6 }, { 6, 12 } };

	(void)state;
	expect_places("(Ab) cde", ascii, 2);
	/* The accent belongs to the word, though it is removed. */
	expect_places("cafe\u0301, 東京", wide, 3);
	expect_places("pay\u00ADroll\u00AD.x", hyphen, 2);
	expect_places("ﾊﾞｸﾞ", half, 2);
}

static void
a_scan_takes_up_another_text(void **state)
{
	struct pl_token_scan s;

	(void)state;
	pl_token_begin(&s, span_str("ONE two"));
	assert_true(pl_token_next(&s));
	assert_true(span_is(s.folded, "one"));
	pl_token_read(&s, span_str("Drei"), 0);
	assert_true(pl_token_next(&s));
	assert_true(span_is(s.folded, "drei"));
	assert_false(pl_token_next(&s));
	assert_false(pl_token_next(&s));
	pl_token_end(&s);
	pl_token_end(NULL);
}

static void
letters_digits_and_space_alone_are_tokens_only(void **state)
{
	(void)state;
	assert_true(pl_token_only(span_str("customer list 42")));
	assert_true(pl_token_only(span_str("東京　café")));
	assert_true(pl_token_only(span_str("pay\u00ADroll\u00A0")));
	assert_false(pl_token_only(span_str("")));
	assert_false(pl_token_only(span_str(" \t")));
	assert_false(pl_token_only(span_str("\u00AD")));
	assert_false(pl_token_only(span_str("C++")));
	assert_false(pl_token_only(span_str(".env")));
	assert_false(pl_token_only(span_str("20℃")));
	assert_false(pl_token_only(span_str("\u0301a")));
	assert_false(pl_token_only(span_str("a\xFF")));
}

static void
a_token_that_fts5_would_cut_is_not_answered_by_tokens(void **state)
{
	static char text[PL_TOKEN_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = 'x';
	assert_true(pl_token_only(span_of(text, PL_TOKEN_MAX - 1)));
	/* The index holds the same of it and of all that begins so. */
	assert_false(pl_token_only(span_of(text, PL_TOKEN_MAX)));
	assert_false(pl_token_only(span_of(text, PL_TOKEN_MAX + 1)));
	text[100] = ' ';
	assert_true(pl_token_only(span_of(text, PL_TOKEN_MAX + 1)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    runs_of_ascii_letters_and_digits_are_words_in_lower_case),
		cmocka_unit_test(
		    every_ascii_character_ends_a_word_of_any_length_or_goes_on),
		cmocka_unit_test(words_cross_the_edges_of_blocks),
		cmocka_unit_test(width_case_and_marks_make_no_difference),
		cmocka_unit_test(
		    every_han_kana_and_hangul_character_is_a_token),
		cmocka_unit_test(
		    half_width_kana_are_full_width_ones_with_their_marks),
		cmocka_unit_test(the_marks_of_kana_tell_words_apart),
		cmocka_unit_test(jamo_make_one_token_a_syllable),
		cmocka_unit_test(ignorable_characters_do_not_split_a_word),
		cmocka_unit_test(marks_with_nothing_before_them_are_no_tokens),
		cmocka_unit_test(marks_of_other_scripts_stay),
		cmocka_unit_test(the_character_itself_decides_what_separates),
		cmocka_unit_test(bytes_that_are_no_utf8_separate),
		cmocka_unit_test(places_are_bytes_of_the_original),
		cmocka_unit_test(a_scan_takes_up_another_text),
		cmocka_unit_test(
		    letters_digits_and_space_alone_are_tokens_only),
		cmocka_unit_test(
		    a_token_that_fts5_would_cut_is_not_answered_by_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
