#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static bool
is_scalar(uint32_t c)
{
	return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

static void
every_character_survives_encoding_and_decoding(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		uint32_t back;
		char bytes[4];

		if (!is_scalar(c))
			continue;
		size_t n = utf8_encode(c, bytes);
		if (utf8_decode(bytes, n, &back) != n || back != c)
			fail_msg("U+%04X does not survive", c);
		for (size_t cut = 1; cut < n; cut++) {
			if (utf8_decode(bytes, cut, &back) != 0)
				fail_msg("U+%04X is found in part", c);
		}
	}
}

/* All sequences of three bytes: exactly those that encode() makes are
 * characters. */
static void
only_the_shortest_form_of_a_character_is_one(void **state)
{
	(void)state;
	for (uint32_t i = 0x800000; i <= 0xFFFFFF; i++) {
		char bytes[3] = { (char)(i >> 16), (char)(i >> 8), (char)i };
		char again[4];
		uint32_t c;
		size_t n = utf8_decode(bytes, sizeof bytes, &c);

		if (n == 0 && c == UTF8_REPLACEMENT)
			continue;
		if (!is_scalar(c) || utf8_encode(c, again) != n ||
		    memcmp(again, bytes, n) != 0)
			fail_msg("%06x is taken for U+%04X", i, c);
	}
}

static void
surrogates_overlong_forms_and_what_is_too_large_are_refused(void **state)
{
	static const char *const bad[] = { "\x80", "\xBF", "\xC0\x80",
		"\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE0\x9F\xBF",
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xE2\x82", "\xF0\x80\x80\x80",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
		"\xFE", "\xFF" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint32_t c = 0;
		size_t n = strlen(bad[i]);

		assert_int_equal(utf8_decode(bad[i], n, &c), 0);
		assert_int_equal(c, UTF8_REPLACEMENT);
		assert_int_equal(utf8_valid(bad[i], n), 0);
	}
}

static void
the_valid_beginning_is_found_at_every_offset(void **state)
{
	char text[64];

	(void)state;
	for (size_t bad = 0; bad < sizeof text; bad++) {
		memset(text, 'a', sizeof text);
		text[bad] = '\xFF';
		assert_int_equal(utf8_valid(text, sizeof text), bad);
	}
	memset(text, 'a', sizeof text);
	assert_int_equal(utf8_valid(text, sizeof text), sizeof text);
	assert_int_equal(utf8_valid("", 0), 0);
}

static void
repair_replaces_each_bad_byte_and_nothing_else(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_UNLIMITED);
	assert_int_equal(
	    utf8_repair(&b, span_str("caf\xC3\xA9 \xFF\xC3(\xE2\x82")), 4);
	assert_string_equal(b.p,
	    "caf\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_int_equal(utf8_valid(b.p, b.n), b.n);
	buf_clear(&b);
	assert_int_equal(utf8_repair(&b, span_of("a\0b", 3)), 0);
	assert_int_equal(b.n, 3);
	assert_memory_equal(b.p, "a\0b", 3);
	buf_release(&b);
}

static void
what_acts_or_misleads_is_hidden_and_letters_are_not(void **state)
{
	static const uint32_t hidden[] = { 0, '\t', '\n', 0x1B, 0x7F, 0x85,
		0x9B, 0xAD, 0x61C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C,
		0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060,
		0x2064, 0x2066, 0x2069, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB,
		0xE0001, 0xE0041, 0xE007F };
	static const uint32_t seen[] = { ' ', 'a', '~', 0xA0, 0xE9, 0x5D0,
		0x627, 0x1100, 0x1161, 0x2010, 0x2027, 0x202F, 0x205F, 0x3000,
		0x4E00, 0xAC00, 0xFE0F, 0xFF21, 0xFFFD, 0x1F600, 0x20000 };

	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (!utf8_hidden(hidden[i]))
			fail_msg("U+%04X would be shown", hidden[i]);
	}
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		if (utf8_hidden(seen[i]))
			fail_msg("U+%04X would be escaped", seen[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_character_survives_encoding_and_decoding),
		cmocka_unit_test(only_the_shortest_form_of_a_character_is_one),
		cmocka_unit_test(
		    surrogates_overlong_forms_and_what_is_too_large_are_refused),
		cmocka_unit_test(the_valid_beginning_is_found_at_every_offset),
		cmocka_unit_test(
		    repair_replaces_each_bad_byte_and_nothing_else),
		cmocka_unit_test(
		    what_acts_or_misleads_is_hidden_and_letters_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
