#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/instant.h"
#include "base/json.h"

struct fixture {
	struct buf out;
	struct json_writer w;
};

static int
set_up(void **state)
{
	static struct fixture f;

	buf_init(&f.out, BUF_UNLIMITED);
	json_begin(&f.w, &f.out, false);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	buf_release(&f->out);
	return 0;
}

/* A document that holds everything. */
static void
write_document(struct json_writer *w)
{
	json_object(w);
	json_key_string(w, "name", "x");
	json_key_string(w, "nobody", NULL);
	json_key(w, "hits");
	json_array(w);
	json_int(w, INT64_MIN);
	json_object(w);
	json_key_int(w, "n", 7);
	json_key_bool(w, "whole", true);
	json_object_end(w);
	json_array(w);
	json_array_end(w);
	json_bool(w, false);
	json_null(w);
	json_array_end(w);
	json_key(w, "none");
	json_object(w);
	json_object_end(w);
	json_key(w, "raw");
	json_raw(w, span_str("{\"a\": [1]}"));
	json_object_end(w);
}

static void
commas_stand_between_items_and_nowhere_else(void **state)
{
	struct fixture *f = *state;

	write_document(&f->w);
	assert_string_equal(f->out.p,
	    "{\"name\":\"x\",\"nobody\":null,\"hits\":[-9223372036854775808,"
	    "{\"n\":7,\"whole\":true},[],false,null],\"none\":{},"
	    "\"raw\":{\"a\": [1]}}");
}

static void
pretty_documents_have_a_member_a_line(void **state)
{
	struct fixture *f = *state;

	json_begin(&f->w, &f->out, true);
	write_document(&f->w);
	assert_string_equal(f->out.p,
	    "{\n"
	    "  \"name\": \"x\",\n"
	    "  \"nobody\": null,\n"
	    "  \"hits\": [\n"
	    "    -9223372036854775808,\n"
	    "    {\n"
	    "      \"n\": 7,\n"
	    "      \"whole\": true\n"
	    "    },\n"
	    "    [],\n"
	    "    false,\n"
	    "    null\n"
	    "  ],\n"
	    "  \"none\": {},\n"
	    "  \"raw\": {\"a\": [1]}\n"
	    "}");
}

static void
the_buffer_may_be_emptied_between_calls(void **state)
{
	struct fixture *f = *state;

	json_array(&f->w);
	json_int(&f->w, 1);
	assert_string_equal(f->out.p, "[1");
	buf_clear(&f->out);
	json_int(&f->w, 2);
	json_array_end(&f->w);
	assert_string_equal(f->out.p, ",2]");
}

static void
documents_one_after_the_other_have_no_comma(void **state)
{
	struct fixture *f = *state;

	json_int(&f->w, 1);
	buf_addc(&f->out, '\n');
	json_int(&f->w, 2);
	assert_string_equal(f->out.p, "1\n2");
}

static void
quotes_and_control_characters_are_escaped(void **state)
{
	struct fixture *f = *state;

	json_span(&f->w, span_of("a\"\\/\b\f\n\r\t\0\x1F\x7Fz", 13));
	assert_string_equal(
	    f->out.p, "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007fz\"");
}

static void
keys_are_quoted_as_values_are(void **state)
{
	struct fixture *f = *state;

	json_object(&f->w);
	json_key_int(&f->w, "a\"\n", 1);
	json_object_end(&f->w);
	assert_string_equal(f->out.p, "{\"a\\\"\\n\":1}");
}

static void
letters_pass_and_hidden_characters_are_escaped(void **state)
{
	struct fixture *f = *state;

	json_string(&f->w,
	    "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80" /* é漢😀 */
	    "\xE2\x80\xAE"                         /* U+202E */
	    "\xC2\x9B"                             /* U+009B */
	    "\xF3\xA0\x81\x81");                   /* U+E0041 */
	assert_string_equal(f->out.p,
	    "\"\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80\\u202e\\u009b"
	    "\\udb40\\udc41\"");
}

static void
what_is_no_utf8_becomes_the_replacement_character(void **state)
{
	struct fixture *f = *state;

	json_string(&f->w,
	    "a\xFF"
	    "b\xE2\x82");
	assert_string_equal(f->out.p,
	    "\"a\xEF\xBF\xBD"
	    "b\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void
instants_are_texts_and_none_is_null(void **state)
{
	struct fixture *f = *state;

	json_object(&f->w);
	json_key_instant(&f->w, "from", 0);
	json_key_instant(&f->w, "to", INSTANT_NONE);
	json_key_span(&f->w, "empty", span_of(NULL, 0));
	json_object_end(&f->w);
	assert_string_equal(f->out.p,
	    "{\"from\":\"1970-01-01T00:00:00Z\",\"to\":null,\"empty\":\"\"}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(commas_stand_between_items_and_nowhere_else),
		TEST(pretty_documents_have_a_member_a_line),
		TEST(the_buffer_may_be_emptied_between_calls),
		TEST(documents_one_after_the_other_have_no_comma),
		TEST(quotes_and_control_characters_are_escaped),
		TEST(keys_are_quoted_as_values_are),
		TEST(letters_pass_and_hidden_characters_are_escaped),
		TEST(what_is_no_utf8_becomes_the_replacement_character),
		TEST(instants_are_texts_and_none_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
