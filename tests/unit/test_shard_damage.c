#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/db.h"
#include "tests/unit/shard_sample.h"

/* A damaged shard is told, never believed, and nothing crashes on it. */

enum { ROWS = 60 };

static struct sample rows[ROWS];
static char *whole;
static size_t size;

static int
begin(void **state)
{
	static char texts[ROWS][3000], keys[ROWS][24], users[ROWS][24];
	unsigned random = 1;

	if (scratch_begin(state) != 0)
		return 1;
	for (int i = 0; i < ROWS; i++) {
		for (size_t k = 0; k + 1 < sizeof texts[i]; k++) {
			random = random * 1103515245u + 12345u;
			texts[i][k] =
			    (char)(random >> 16 & 7 ? 'a' + (random >> 20) % 26
						    : ' ');
		}
		snprintf(keys[i], sizeof keys[i], "AWSLogs/%d/%d", i % 5, i);
		snprintf(users[i], sizeof users[i], "user%d", i % 7);
		rows[i] = (struct sample){ .key = keys[i],
			.time = i,
			.type = PL_TYPE_CHAT,
			.user = users[i],
			.prompt = texts[i],
			.response = "the same word" };
	}
	sample_make(scratch("whole.db"), rows, ROWS, false);
	whole = scratch_read(scratch("whole.db"), &size);
	return 0;
}

static int
end(void **state)
{
	free(whole);
	return scratch_end(state);
}

static bool
any(void *context, struct span name)
{
	(void)context;
	(void)name;
	return true;
}

static void
no_visit(void *context, uint32_t rowid, uint32_t times)
{
	(void)context;
	(void)rowid;
	(void)times;
}

static enum pl_status
visit_object(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	size_t *objects = context;

	(void)row;
	(void)o;
	(void)err;
	++*objects;
	return PL_OK;
}

static enum pl_status
ask_sets(struct pl_shard *s, uint32_t *matches, struct pl_error *err)
{
	struct span tokens[] = { span_str("same"), span_str("word") };
	struct pl_phrase phrase = { tokens, 2, false, false };
	struct pl_term term = { PL_ALL_TEXT, &phrase, 1, 0 };
	struct pl_phrase part = { tokens, 1, true, true };
	enum pl_status rc;
	struct pl_set set;

	rc = pl_shard_match(s, &term, 1, &set, err);
	*matches = pl_set_count(&set);
	pl_set_release(&set);
	if (rc == PL_OK)
		rc = pl_shard_all(s, &set, err);
	if (rc == PL_OK) {
		rc = pl_shard_narrow(s, &part, 1, PL_ALL_TEXT, &set, err);
		pl_set_release(&set);
	}
	if (rc == PL_OK) {
		rc = pl_shard_named(s, PL_NAME_USER, any, NULL, &set, err);
		pl_set_release(&set);
	}
	if (rc == PL_OK) {
		rc = pl_shard_keyed(s, any, NULL, &set, err);
		pl_set_release(&set);
	}
	if (rc == PL_OK) {
		rc = pl_shard_time(s, 0, 5, &set, err);
		pl_set_release(&set);
	}
	if (rc == PL_OK)
		rc = pl_shard_frequency(s, &term, no_visit, NULL, err);
	return rc;
}

/* Everything there is to be asked: OK only when all of it is right. */
static enum pl_status
ask_all(const char *file, struct pl_error *err)
{
	struct pl_shard *s = NULL;
	struct pl_record text;
	uint32_t matches = 0, limit;
	struct span name;
	size_t objects = 0;
	struct pl_row row;
	enum pl_status rc = pl_shard_open_file(file, &s, err);

	if (rc != PL_OK)
		return rc;
	limit = pl_shard_limit(s);
	rc = ask_sets(s, &matches, err);
	if (rc == PL_OK)
		rc = pl_shard_objects(s, visit_object, &objects, err);
	for (uint32_t i = 1; i <= limit && i <= ROWS && rc == PL_OK; i++) {
		rc = pl_shard_row(s, i, &row, err);
		if (rc == PL_OK)
			rc = pl_shard_row_name(s, i, PL_NAME_USER, &name, err);
		if (rc == PL_OK)
			rc = pl_shard_text(s, i, &text, err);
		if (rc == PL_OK && i <= ROWS &&
		    !span_is(
			text.column[PL_COLUMN_PROMPT], rows[i - 1].prompt))
			rc = PL_END;
	}
	if (rc == PL_OK && (matches != ROWS || objects != ROWS))
		rc = PL_END;
	pl_shard_close(s);
	return rc;
}

static void
the_whole_file_answers(void **state)
{
	struct pl_error err = { 0 };

	(void)state;
	assert_int_equal(ask_all(scratch("whole.db"), &err), PL_OK);
}

static void
a_file_cut_anywhere_is_an_error(void **state)
{
	size_t cuts = 0;

	(void)state;
	for (size_t n = 0; n < size; n += 1 + size / 97, cuts++) {
		struct pl_error err = { 0 };
		enum pl_status rc;

		scratch_write(scratch("cut.db"), whole, n);
		rc = ask_all(scratch("cut.db"), &err);
		if (rc >= 0)
			fail_msg("cut to %zu of %zu bytes: %d", n, size, rc);
		assert_non_null(strstr(err.text, "cut.db"));
	}
	assert_true(cuts > 90);
}

static bool
peek_at(size_t bytes, size_t changed)
{
	char *copy = malloc(size);

	memcpy(copy, whole, size);
	if (changed < size)
		copy[changed] ^= 1;
	scratch_write(scratch("peek.db"), copy, bytes);
	free(copy);
	return pl_shard_peek(scratch("peek.db"));
}

/* Magic bytes, size of a page, their number, version and id. */
static void
a_peek_sees_another_length_and_another_beginning(void **state)
{
	static const size_t bytes[] = { 0, 15, 16, 17, 28, 31, 60, 63, 68,
		71 };

	(void)state;
	assert_true(peek_at(size, size));
	assert_false(peek_at(size - 1, size));
	assert_false(peek_at(50, size));
	assert_false(peek_at(0, size));
	assert_false(pl_shard_peek(scratch("nowhere.db")));
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++)
		assert_false(peek_at(size, bytes[i]));
}

/* No checksum guards SQLite's own pages, so a changed byte can go unseen; but
 * it must not crash, and a text is what was written or an error. */
static void
a_changed_byte_crashes_nothing(void **state)
{
	unsigned random = 7;

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct pl_error err = { 0 };

		random = random * 1103515245u + 12345u;
		size_t at = (size_t)random % size;
		char old = whole[at];
		whole[at] = (char)(old ^ (1 << (random >> 28 & 7)));
		scratch_write(scratch("bit.db"), whole, size);
		whole[at] = old;
		(void)ask_all(scratch("bit.db"), &err);
	}
}

static void
zeroed_pages_crash_nothing(void **state)
{
	const size_t page = 4096;
	char zeros[4096] = { 0 };
	size_t refused = 0;

	(void)state;
	for (size_t at = 0; at + page <= size; at += page) {
		char *bytes = xmalloc(size);
		struct pl_error err = { 0 };

		memcpy(bytes, whole, size);
		memcpy(bytes + at, zeros, page);
		scratch_write(scratch("zero.db"), bytes, size);
		if (ask_all(scratch("zero.db"), &err) != PL_OK)
			refused++;
		free(bytes);
	}
	/* All but those with words that were not asked for, and with the list
	 * of words, instead of which texts are read. */
	assert_true(refused >= size / page / 4);
}

static void
change(const char *file, const char *sql)
{
	struct pl_error err = { 0 };
	struct db db;

	scratch_write(file, whole, size);
	if (db_open_builder(&db, file, false, &db_shard, &err) != PL_OK ||
	    db_exec(&db, sql, &err) != PL_OK)
		fail_msg("%s", err.text);
	db_close(&db);
}

/* What only a hostile hand would write. */
static void
impossible_values_are_refused(void **state)
{
	static const char *const changes[] = {
		"update object set first = 0 where id = 3",
		"update object set first = -1 where id = 3",
		"update object set records = 100000000 where id = 3",
		"update object set first = 9223372036854775807 where id = 3",
		"update object set records = 9223372036854775807",
		"update object set folder = 77 where id = 3",
		"delete from record where id = 60",
		"delete from record where id = 30",
		"delete from name where id = 1",
		"update record set block = 77 where id = 5",
		"update record set start = -1 where id = 5",
		"update record set start = 9223372036854775807 where id = 5",
		"update record set length = -1 where id = 5",
		"update record set length = 9223372036854775807 where id = 5",
		"update block set size = -1",
		"update block set size = 1073741824",
		"update block set size = 5",
		"update block set data = x''",
		"update block set data = 'text'",
		"delete from block",
		"insert into record select 134217729, object, ordinal, time, "
		"type, flags, user, model, conversation, file, request, "
		"first, past, block, start, length, searched from record "
		"limit 1",
		"drop table block",
	};

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct pl_error err = { 0 };

		change(scratch("bad.db"), changes[i]);
		if (ask_all(scratch("bad.db"), &err) >= 0)
			fail_msg("believed: %s", changes[i]);
	}
}

/* Columns of another type than they should have: no text is taken for a
 * number, no missing value for a string. */
static void
values_of_another_type_crash_nothing(void **state)
{
	static const char *const changes[] = {
		"update record set type = x'', flags = x'', time = 'soon'",
		"update record set type = -7",
		"update record set type = 99",
		"update record set request = zeroblob(16)",
		"update record set request = zeroblob(500)",
		"update record set ordinal = 'x', first = x'00', past = ''",
		"update object set sha256 = 'text', outcome = 77",
		"update object set type = x'', hour = 'now', reason = x'FF'",
		"update name set text = x'' where id = 1",
		"update name set text = zeroblob(100000 + id)",
		"update folder set path = 5 where id = 1",
		"update setting set value = x'00FF'",
	};

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct pl_error err = { 0 };

		change(scratch("odd.db"), changes[i]);
		(void)ask_all(scratch("odd.db"), &err);
	}
}

static void
words_of_a_record_that_is_gone_are_damage(void **state)
{
	struct span tokens[] = { span_str("same") };
	struct pl_phrase phrase = { tokens, 1, false, false };
	struct pl_term term = { PL_ALL_TEXT, &phrase, 1, 0 };
	struct pl_shard *s;
	struct pl_error err;

	(void)state;
	change(scratch("gone.db"), "delete from record where id = 60");
	s = sample_open(scratch("gone.db"));
	assert_int_equal(
	    pl_shard_frequency(s, &term, no_visit, NULL, &err), PL_EFORMAT);
	pl_shard_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_file_answers),
		cmocka_unit_test(a_file_cut_anywhere_is_an_error),
		cmocka_unit_test(
		    a_peek_sees_another_length_and_another_beginning),
		cmocka_unit_test(a_changed_byte_crashes_nothing),
		cmocka_unit_test(zeroed_pages_crash_nothing),
		cmocka_unit_test(impossible_values_are_refused),
		cmocka_unit_test(values_of_another_type_crash_nothing),
		cmocka_unit_test(words_of_a_record_that_is_gone_are_damage),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
