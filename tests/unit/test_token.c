#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "schema/fold.h"
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
	expect("ไทย", "ไทย");
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
	s.text = span_str("Drei");
	s.next = 0;
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
	assert_true(pl_token_only(span_of(text, PL_TOKEN_MAX)));
	assert_false(pl_token_only(span_of(text, PL_TOKEN_MAX + 1)));
	text[100] = ' ';
	assert_true(pl_token_only(span_of(text, PL_TOKEN_MAX + 1)));
}

/* Whether a text makes no more than one token, and its fold that very one. */
static void
check_fold_is_stable(struct span text, uint32_t c)
{
	char *once = tokens_of(text);
	char *twice = tokens_of(span_str(once));

	if (strchr(once, '|') != NULL || strcmp(once, twice) != 0)
		fail_msg("U+%04X: '%s', then '%s'", c, once, twice);
	free(once);
	free(twice);
}

static bool
is_surrogate(uint32_t c)
{
	return c >= 0xD800 && c < 0xE000;
}

static void
every_character_is_one_token_at_most_and_stable(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[8];

		if (is_surrogate(c) || c == '|')
			continue;
		check_fold_is_stable(span_of(text, utf8_encode(c, text)), c);
	}
}

static void
no_character_folds_to_more_than_there_is_room_for(void **state)
{
	(void)state;
	for (int32_t c = 0; c < 0x110000; c++) {
		int32_t out[4 * FOLD_EXPANSION_MAX];
		int boundary = 0;

		if (is_surrogate((uint32_t)c))
			continue;
		utf8proc_ssize_t n = utf8proc_decompose_char(c, out,
		    4 * FOLD_EXPANSION_MAX,
		    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD,
		    &boundary);
		assert_in_range(n, 1, FOLD_EXPANSION_MAX);
	}
}

static char *
normalized(const char *text, int form)
{
	utf8proc_uint8_t *out = NULL;

	assert_true(utf8proc_map((const utf8proc_uint8_t *)text, 0, &out,
			UTF8PROC_NULLTERM | UTF8PROC_STABLE | form) >= 0);
	return (char *)out;
}

/* The fold of the text is that of both its canonical forms. */
static void
check_forms_agree(const char *text)
{
	char *composed = normalized(text, UTF8PROC_COMPOSE);
	char *apart = normalized(text, UTF8PROC_DECOMPOSE);
	char *plain = tokens_of(span_str(text));
	char *nfc = tokens_of(span_str(composed));
	char *nfd = tokens_of(span_str(apart));

	if (strcmp(plain, nfc) != 0 || strcmp(plain, nfd) != 0)
		fail_msg("'%s': '%s', '%s', '%s'", text, plain, nfc, nfd);
	free(composed);
	free(apart);
	free(plain);
	free(nfc);
	free(nfd);
}

static void
composed_and_decomposed_characters_are_the_same_token(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[16] = "x";
		size_t n = 1;

		if (is_surrogate(c))
			continue;
		n += utf8_encode(c, text + n);
		text[n++] = 'y';
		text[n] = '\0';
		check_forms_agree(text);
	}
}

/* Characters with something to them: of each kind a few. */
static const char *const odd[] = { "a", "E", "7", " ", "=", ".", "\u0301",
	"\u0327", "\u0345", "\u3099", "\u0591", "\u05B4", "\u093C", "\u09BE",
	"\u20D2", "\u00AD", "\u200D", "\uFE0F", "é", "ß", "ᾳ", "İ", "ﬁ", "½",
	"⑴", "℃", "™", "…", "´", "東", "は", "バ", "ｶ", "ﾞ", "ｰ", "가", "각",
	"\u1100", "\u1161", "\u11A8", "ㅎ", "ㅏ", "क", "\u0958", "\u09C7",
	"\u0622", "ﷺ", "\uFE70", "ゟ", "𠮷", "🙂", "　", "≠", "\u0338",
	"\u0344", "\u0F73", "\u0F71", "\u1F80", "\u212B", "\u2028" };

static unsigned
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
}

static void
odd_text(struct buf *out, uint64_t *seed)
{
	unsigned n = next_random(seed) % 9;

	buf_clear(out);
	buf_adds(out, "");
	while (n-- > 0)
		buf_adds(
		    out, odd[next_random(seed) % (sizeof odd / sizeof *odd)]);
}

static void
canonically_equivalent_texts_have_the_same_tokens(void **state)
{
	uint64_t seed = 1;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 20000; i++) {
		odd_text(&text, &seed);
		check_forms_agree(text.p);
	}
	buf_release(&text);
}

static void
tokens_of_odd_texts_are_stable_one_by_one(void **state)
{
	uint64_t seed = 2;
	struct pl_token_scan s;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 20000; i++) {
		odd_text(&text, &seed);
		pl_token_begin(&s, buf_span(&text));
		while (pl_token_next(&s)) {
			char *again = tokens_of(s.folded);

			assert_true(span_is(s.folded, again));
			free(again);
		}
		pl_token_end(&s);
	}
	buf_release(&text);
}

static void
a_thousand_marks_on_a_letter_stay_one_bounded_token(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	buf_adds(&text, "\u05D0");
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, i % 2 ? "\u0591" : "\u05B4");
	char *once = tokens_of(buf_span(&text));
	assert_int_equal(strlen(once), 2 * FOLD_CLUSTER_MAX);
	expect(once, once);
	free(once);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    runs_of_ascii_letters_and_digits_are_words_in_lower_case),
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
		cmocka_unit_test(
		    every_character_is_one_token_at_most_and_stable),
		cmocka_unit_test(
		    no_character_folds_to_more_than_there_is_room_for),
		cmocka_unit_test(
		    composed_and_decomposed_characters_are_the_same_token),
		cmocka_unit_test(
		    canonically_equivalent_texts_have_the_same_tokens),
		cmocka_unit_test(tokens_of_odd_texts_are_stable_one_by_one),
		cmocka_unit_test(
		    a_thousand_marks_on_a_letter_stay_one_bounded_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
