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

/* Whether Unicode gives c a meaning: the others all separate alike. */
static bool
is_assigned(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((int32_t)c);

	return category != UTF8PROC_CATEGORY_CN &&
	    category != UTF8PROC_CATEGORY_CO &&
	    category != UTF8PROC_CATEGORY_CS;
}

static void
every_character_is_one_token_at_most_and_stable(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[8];

		if (!is_assigned(c) || c == '|')
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

		if (!is_assigned((uint32_t)c))
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

		if (!is_assigned(c))
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
	"\u0622", "ﷺ", "\u0E33", "\uFE70", "ゟ", "𠮷", "🙂", "　", "≠",
	"\u0338", "\u0344", "\u0F73", "\u0F71", "\u1F80", "\u212B", "\u2028" };

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
	char *twice = tokens_of(span_str(once));
	assert_string_equal(once, twice);
	free(once);
	free(twice);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
