#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <utf8proc.h>

#include "schema/db.h"
#include "schema/shard/shard.h"
#include "tests/unit/shard_sample.h"

#define USER "d-9267505111.b8f1f340-9081-70ad-5fc5-0f3715193700"
#define R1   "64d13ea7-dff5-4563-9285-6a9e351e87a0"

static const struct sample one = { .key = "AWSLogs/a/one.json.gz",
	.request = R1,
	.time = 7,
	.type = PL_TYPE_CHAT,
	.user = USER,
	.model = "auto",
	.conversation = "talk",
	.file = "app.py",
	.account = "123456789012",
	.region = "us-east-1",
	.log_type = "GenerateAssistantResponse",
	.prompt = "fix the retry",
	.response = "Wrap the call" };

static const char *
day(void)
{
	return scratch("day.db");
}

/* Run SQL on a shard, behind everybody's back. */
static void
change(const char *sql)
{
	struct pl_error err = { 0 };
	struct db db;

	if (db_open_builder(&db, day(), false, &db_shard, &err) != PL_OK ||
	    db_exec(&db, sql, &err) != PL_OK)
		fail_msg("%s", err.text);
	db_close(&db);
}

static void
a_row_is_read_back_as_it_was_written(void **state)
{
	struct pl_shard *s;
	struct pl_error err;
	struct pl_row row;

	(void)state;
	sample_make(day(), &one, 1, false);
	s = sample_open(day());
	assert_int_equal(pl_shard_limit(s), 1);
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_string_equal(row.id, R1);
	assert_int_equal(row.type, PL_TYPE_CHAT);
	assert_int_equal(row.time, 7);
	assert_true(span_is(row.user, USER));
	assert_true(span_is(row.model, "auto"));
	assert_true(span_is(row.conversation, "talk"));
	assert_true(span_is(row.file, "app.py"));
	assert_true(span_is(row.request, R1));
	assert_true(span_is(row.key, "AWSLogs/a/one.json.gz"));
	assert_true(span_is(row.account, "123456789012"));
	assert_true(span_is(row.region, "us-east-1"));
	assert_int_equal(row.begin, 12);
	assert_int_equal(row.end, 345);
	assert_int_equal(row.length, 26);
	assert_int_equal(row.archive, 1);
	pl_shard_close(s);
}

static void
a_row_that_is_not_there_is_damage(void **state)
{
	struct pl_record text;
	struct pl_object object;
	const uint32_t *rowids;
	struct pl_shard *s;
	struct pl_error err;
	struct span name;
	struct pl_row row;
	size_t count;

	(void)state;
	sample_make(day(), &one, 1, false);
	s = sample_open(day());
	assert_int_equal(pl_shard_row(s, 2, &row, &err), PL_EFORMAT);
	assert_non_null(strstr(err.text, "record 2 is missing"));
	assert_int_equal(row.rowid, 0);
	assert_int_equal(
	    pl_shard_row_name(s, 2, PL_NAME_USER, &name, &err), PL_EFORMAT);
	assert_int_equal(pl_shard_text(s, 2, &text, &err), PL_EFORMAT);
	assert_int_equal(pl_shard_object(s, 2, &object, &err), PL_EFORMAT);
	assert_int_equal(
	    pl_shard_object_records(s, 2, &rowids, &count, &err), PL_EFORMAT);
	/* And nothing is left half-done by that. */
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_int_equal(pl_shard_object(s, 1, &object, &err), PL_OK);
	pl_shard_close(s);
}

static void
names_of_a_row_are_given_one_by_one(void **state)
{
	static const struct {
		enum pl_name_kind kind;
		const char *name;
	} names[] = { { PL_NAME_USER, USER }, { PL_NAME_MODEL, "auto" },
		{ PL_NAME_ACCOUNT, "123456789012" },
		{ PL_NAME_REGION, "us-east-1" },
		{ PL_NAME_LOG_TYPE, "GenerateAssistantResponse" },
		{ PL_NAME_TYPE, "chat" }, { PL_NAME_FILE, "app.py" },
		{ PL_NAME_CONVERSATION, "talk" } };
	static const struct sample rows[] = {
		{ .key = "bare" },
	};
	struct pl_shard *s;
	struct pl_error err;
	struct span name;

	(void)state;
	sample_make(day(), &one, 1, false);
	sample_make(day(), rows, 1, true);
	s = sample_open(day());
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_int_equal(
		    pl_shard_row_name(s, 1, names[i].kind, &name, &err),
		    PL_OK);
		assert_true(span_is(name, names[i].name));
		assert_int_equal(
		    pl_shard_row_name(s, 2, names[i].kind, &name, &err),
		    PL_OK);
		assert_true(span_is(
		    name, names[i].kind == PL_NAME_TYPE ? "unknown" : ""));
	}
	pl_shard_close(s);
}

static void
add_time(void *context, uint32_t rowid, int64_t time)
{
	buf_addf(context, "%u:%lld ", rowid, (long long)time);
}

/* Near each other and far apart, the first and the last. */
static void
times_are_those_of_the_records_asked_for(void **state)
{
	enum { COUNT = 60 };
	static const uint32_t asked[] = { 1, 2, 4, 12, 21, 40, 59, 60 };
	static struct sample rows[COUNT];
	struct pl_set set;
	struct pl_shard *s;
	struct pl_error err;
	struct buf times;

	(void)state;
	for (int i = 0; i < COUNT; i++)
		rows[i] = (struct sample){ .key = "k", .time = 1000 - i };
	sample_make(day(), rows, COUNT, false);
	s = sample_open(day());
	buf_init(&times, BUF_UNLIMITED);
	pl_set_init(&set, COUNT + 1);
	assert_int_equal(
	    pl_shard_times(s, &set, add_time, &times, &err), PL_OK);
	assert_int_equal(times.n, 0);
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		pl_set_add(&set, asked[i]);
	assert_int_equal(
	    pl_shard_times(s, &set, add_time, &times, &err), PL_OK);
	assert_string_equal(
	    times.p, "1:1000 2:999 4:997 12:989 21:980 40:961 59:942 60:941 ");
	pl_set_add(&set, COUNT + 1);
	assert_int_equal(
	    pl_shard_times(s, &set, add_time, &times, &err), PL_EFORMAT);
	assert_non_null(strstr(err.text, "record 61 is missing"));
	pl_set_release(&set);
	buf_release(&times);
	pl_shard_close(s);
}

/* Texts that fill several blocks, and one that fills one alone. */
static void
texts_come_back_from_any_block_in_any_order(void **state)
{
	enum { COUNT = 12 };
	static char texts[COUNT][100001];
	static struct sample rows[COUNT];
	struct pl_record text;
	struct pl_shard *s;
	struct pl_error err;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		memset(texts[i], 'a' + i, 100000);
		rows[i] = (struct sample){ .key = "k", .prompt = texts[i] };
	}
	sample_make(day(), rows, COUNT, false);
	s = sample_open(day());
	for (uint32_t i = 1; i <= COUNT; i++) {
		uint32_t rowid = i % 2 ? i : COUNT + 1 - i;

		assert_int_equal(pl_shard_text(s, rowid, &text, &err), PL_OK);
		assert_true(
		    span_is(text.column[PL_COLUMN_PROMPT], texts[rowid - 1]));
	}
	pl_shard_close(s);
}

struct walk {
	struct pl_shard *shard;
	char keys[200];
	int objects, stop_after;
};

static enum pl_status
walk_object(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct walk *w = context;
	struct pl_object again;
	size_t n = strlen(w->keys);

	snprintf(w->keys + n, sizeof w->keys - n, "%.*s ", SPAN_ARG(o->key));
	/* Asking for one while they are walked is allowed. */
	assert_int_equal(pl_shard_object(w->shard, row, &again, err), PL_OK);
	assert_true(span_equal(again.key, o->key));
	if (++w->objects == w->stop_after)
		return pl_fail(err, PL_ESTOP, "enough");
	return PL_OK;
}

static void
objects_are_walked_in_the_order_of_their_keys(void **state)
{
	/* "a/b" sorts before "a0", though its folder does not. */
	static const struct sample rows[] = { { .key = "b/0" },
		{ .key = "a0" }, { .key = "a/b" }, { .key = "a" },
		{ .key = "\xE6\x97\xA5" }, { .key = "a/" }, { .key = "B" } };
	struct walk w = { 0 };
	struct pl_error err;

	(void)state;
	sample_make(day(), rows, sizeof rows / sizeof rows[0], false);
	w.shard = sample_open(day());
	assert_int_equal(
	    pl_shard_objects(w.shard, walk_object, &w, &err), PL_OK);
	assert_string_equal(w.keys, "B a a/ a/b a0 b/0 \xE6\x97\xA5 ");
	w = (struct walk){ .shard = w.shard, .stop_after = 2 };
	assert_int_equal(
	    pl_shard_objects(w.shard, walk_object, &w, &err), PL_ESTOP);
	assert_string_equal(w.keys, "B a ");
	/* The walk that was ended left nothing open. */
	w = (struct walk){ .shard = w.shard };
	assert_int_equal(
	    pl_shard_objects(w.shard, walk_object, &w, &err), PL_OK);
	assert_int_equal(w.objects, 7);
	pl_shard_close(w.shard);
}

static void
an_object_is_read_back_as_it_was_written(void **state)
{
	static const struct sample rows[] = {
		{ .key = "AWSLogs/x",
		    .outcome = PL_OUTCOME_REJECTED,
		    .reason = "truncated" },
		{ .key = "AWSLogs/y",
		    .log_type = "L",
		    .outcome = 1,
		    .reason = "odd" },
		{ .key = "AWSLogs/y" },
	};
	const uint32_t *rowids;
	struct pl_object o;
	struct pl_shard *s;
	struct pl_error err;
	size_t count;

	(void)state;
	sample_make(day(), rows, 3, false);
	s = sample_open(day());
	assert_int_equal(pl_shard_object(s, 1, &o, &err), PL_OK);
	assert_int_equal(o.outcome, PL_OUTCOME_REJECTED);
	assert_true(span_is(o.reason, "truncated"));
	assert_false(o.hashed);
	assert_int_equal(o.records, 0);
	assert_int_equal(
	    pl_shard_object_records(s, 1, &rowids, &count, &err), PL_OK);
	assert_int_equal(count, 0);
	assert_int_equal(pl_shard_object(s, 2, &o, &err), PL_OK);
	struct pl_object expected = sample_object(&rows[1]);
	assert_true(o.hashed);
	assert_memory_equal(o.sha256, expected.sha256, PL_SHA256_BYTES);
	assert_int_equal(o.size, 100);
	assert_int_equal(o.mtime, 11);
	assert_int_equal(o.ctime, 12);
	assert_int_equal(o.inode, 13);
	assert_int_equal(o.inflated, 1000);
	assert_int_equal(o.records, 2);
	assert_true(span_is(o.place.log_type, "L"));
	assert_int_equal(o.place.account.n, 0);
	assert_int_equal(o.place.hour, 7 * NS_PER_HOUR);
	assert_int_equal(
	    pl_shard_object_records(s, 2, &rowids, &count, &err), PL_OK);
	assert_int_equal(count, 2);
	assert_int_equal(rowids[0], 1);
	assert_int_equal(rowids[1], 2);
	pl_shard_close(s);
}

/* How many rows are read to find copies without a request. */
static size_t
unnamed_candidates(struct db *db)
{
	const enum statement which = STMT_SHARD_COPIES_UNNAMED;
	struct pl_error err;
	sqlite3_stmt *q;
	size_t count = 0;

	assert_int_equal(stmt_begin(db, which, &q, &err), PL_OK);
	while (stmt_step(db, which, &err) == PL_OK)
		count++;
	stmt_end(db, which);
	return count;
}

/* Make a shard of two objects of two records without a request, their bytes
 * the same or not; how many of the records are copies. */
static uint32_t
unnamed_copies(bool same, struct pl_set *copies)
{
	struct pl_shard_writer *w = sample_begin(day(), false);
	struct sample rows[2] = { one, one };
	struct pl_shard *s;
	struct pl_error err;

	for (int i = 0; i < 2; i++) {
		rows[i].key = i == 0 ? "a/1.json.gz" : "a/2.json.gz";
		rows[i].request = NULL;
		struct pl_object o = sample_object(&rows[i]);
		memset(o.sha256, same ? 7 : i, sizeof o.sha256);
		pl_shard_writer_begin(w);
		for (uint32_t k = 0; k < 2; k++) {
			struct pl_record r = sample_record(&rows[i], k);

			assert_int_equal(
			    pl_shard_writer_record(w, &o.place, &r, &err),
			    PL_OK);
		}
		assert_int_equal(
		    pl_shard_writer_end(w, &sample_archive, &o, &err), PL_OK);
	}
	sample_finish(w, day());
	s = sample_open(day());
	assert_int_equal(pl_shard_duplicates(s, copies, &err), PL_OK);
	assert_int_equal(unnamed_candidates(&s->db), same ? 4 : 0);
	pl_shard_close(s);
	return pl_set_count(copies);
}

static void
without_a_request_the_same_place_in_the_same_bytes_is_a_copy(void **state)
{
	struct pl_set copies;

	(void)state;
	assert_int_equal(unnamed_copies(true, &copies), 2);
	assert_true(pl_set_has(&copies, 3));
	assert_true(pl_set_has(&copies, 4));
	pl_set_release(&copies);
	/* Other bytes are another record, whatever it says. */
	assert_int_equal(unnamed_copies(false, &copies), 0);
	pl_set_release(&copies);
}

/* Each differs from the first in one thing. */
static void
what_says_anything_else_is_no_copy(void **state)
{
	struct sample rows[15];
	size_t n = 0;
	struct pl_shard *s;
	struct pl_error err;
	struct pl_set set;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		rows[i] = one;
	rows[n++].key = "a/00";
	rows[n].key = "a/01", rows[n++].user = "somebody";
	rows[n].key = "a/02", rows[n++].time = 8;
	rows[n].key = "a/03", rows[n++].model = "other";
	rows[n].key = "a/04", rows[n++].conversation = NULL;
	rows[n].key = "a/05", rows[n++].file = "b.py";
	rows[n].key = "a/06", rows[n++].prompt = "fix the rotor";
	rows[n].key = "a/07", rows[n++].response = "Wrap the cat.";
	rows[n].key = "a/08", rows[n++].context = "x";
	rows[n].key = "a/09", rows[n++].type = PL_TYPE_INLINE;
	rows[n].key = "a/10", rows[n++].account = "another";
	rows[n].key = "a/11", rows[n++].region = "another";
	/* And these are copies, whatever stands between. */
	rows[n++].key = "a/20";
	rows[n].key = "a/21", rows[n++].prompt = "fix the rotor";
	rows[n].key = "a/22", rows[n++].log_type = "another";
	sample_make(day(), rows, n, false);
	s = sample_open(day());
	assert_int_equal(pl_shard_duplicates(s, &set, &err), PL_OK);
	for (uint32_t id = 1; id <= n; id++)
		assert_int_equal(pl_set_has(&set, id), id > 12);
	pl_set_release(&set);
	pl_shard_close(s);
}

static void
the_first_copy_in_key_order_stands_for_all(void **state)
{
	struct sample early = one;
	struct pl_shard *s;
	struct pl_error err;
	struct pl_set set;

	(void)state;
	/* Added later, but before the first one in key order. */
	early.key = "AWSLogs/a/0.json.gz";
	sample_make(day(), &one, 1, false);
	sample_make(day(), &early, 1, true);
	s = sample_open(day());
	assert_int_equal(pl_shard_limit(s), 2);
	assert_int_equal(pl_shard_duplicates(s, &set, &err), PL_OK);
	assert_true(pl_set_has(&set, 1));
	assert_false(pl_set_has(&set, 2));
	pl_set_release(&set);
	pl_shard_close(s);
	/* And one before both. */
	early.key = "AWSLogs/a/";
	sample_make(day(), &early, 1, true);
	s = sample_open(day());
	assert_int_equal(pl_shard_duplicates(s, &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), 2);
	assert_false(pl_set_has(&set, 3));
	pl_set_release(&set);
	pl_shard_close(s);
}

static void
an_id_that_is_too_long_is_none(void **state)
{
	static char longest[PL_REQUEST_MAX + 1], longer[PL_REQUEST_MAX + 2];
	const struct sample rows[] = { { .key = "a", .request = longest },
		{ .key = "b", .request = longer } };
	struct pl_shard *s;
	struct pl_error err;
	struct pl_row row;

	(void)state;
	memset(longest, 'x', PL_REQUEST_MAX);
	memset(longer, 'x', PL_REQUEST_MAX + 1);
	sample_make(day(), rows, 2, false);
	s = sample_open(day());
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_string_equal(row.id, longest);
	assert_int_equal(pl_shard_row(s, 2, &row, &err), PL_OK);
	assert_int_equal(row.request.n, 0);
	assert_int_equal(strlen(row.id), 34);
	pl_shard_close(s);
}

static enum pl_status
carry(struct pl_shard_writer *w, struct pl_shard *from, const char *root)
{
	struct pl_archive archive = { .id = 1, .root = root };
	struct pl_object o;
	struct pl_error err;

	assert_int_equal(pl_shard_object(from, 1, &o, &err), PL_OK);
	return pl_shard_writer_carry(w, &archive, from, 1, &o, &err);
}

static void
a_carried_object_is_the_same(void **state)
{
	struct pl_shard *old, *s;
	struct pl_shard_writer *w;
	struct pl_record text;
	struct pl_object o;
	struct pl_error err;
	struct pl_row row;

	(void)state;
	sample_make(day(), &one, 1, false);
	old = sample_open(day());
	w = sample_begin(day(), false);
	assert_int_equal(carry(w, old, "/a"), PL_OK);
	sample_finish(w, day());
	pl_shard_close(old);
	s = sample_open(day());
	assert_int_equal(pl_shard_limit(s), 1);
	assert_int_equal(pl_shard_object(s, 1, &o, &err), PL_OK);
	assert_true(span_is(o.key, one.key));
	assert_true(o.hashed);
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_string_equal(row.id, R1);
	assert_true(span_is(row.conversation, "talk"));
	assert_int_equal(pl_shard_text(s, 1, &text, &err), PL_OK);
	assert_true(span_is(text.column[PL_COLUMN_PROMPT], one.prompt));
	assert_true(span_is(text.column[PL_COLUMN_RESPONSE], one.response));
	pl_shard_close(s);
}

/* Who carries it may know the archive by its number only. */
static void
a_carried_object_keeps_the_root_of_its_archive(void **state)
{
	struct pl_shard *old, *s;
	struct pl_shard_writer *w;
	struct pl_error err;
	sqlite3_stmt *q;

	(void)state;
	sample_make(day(), &one, 1, false);
	old = sample_open(day());
	w = sample_begin(day(), false);
	assert_int_equal(carry(w, old, ""), PL_OK);
	sample_finish(w, day());
	pl_shard_close(old);
	s = sample_open(day());
	assert_int_equal(
	    stmt_begin(&s->db, STMT_SHARD_GET_ARCHIVE, &q, &err), PL_OK);
	bind_int(q, 1, 1);
	assert_int_equal(
	    stmt_step(&s->db, STMT_SHARD_GET_ARCHIVE, &err), PL_OK);
	assert_true(span_is(column_span(q, 0), "/a"));
	stmt_end(&s->db, STMT_SHARD_GET_ARCHIVE);
	pl_shard_close(s);
}

static char *
unicode_of(const char *file)
{
	struct pl_shard *s = sample_open(file);
	struct pl_error err;
	struct span value;

	assert_int_equal(shard_setting(s, SHARD_UNICODE, &value, &err), PL_OK);
	char *text = xstrndup(value.p, value.n);
	pl_shard_close(s);
	return text;
}

static void
a_shard_says_what_its_tokens_were_folded_by(void **state)
{
	const char *version = utf8proc_unicode_version();
	char expected[64], *text;

	(void)state;
	sample_make(day(), &one, 1, false);
	sample_make(day(), &one, 1, true);
	text = unicode_of(day());
	assert_string_equal(text, version);
	free(text);
	change("update setting set value = '9.0.0' where key = 'unicode'");
	sample_make(day(), &one, 1, true);
	sample_make(day(), &one, 1, true);
	text = unicode_of(day());
	snprintf(expected, sizeof expected, "9.0.0 %s", version);
	assert_string_equal(text, expected);
	free(text);
}

static void
what_is_not_sealed_leaves_nothing_behind(void **state)
{
	char *temporary = xasprintf("%s.new", day());
	struct pl_shard_writer *w;
	struct pl_error err;

	(void)state;
	unlink(day());
	w = sample_begin(day(), false);
	sample_put(w, &one, 1);
	assert_int_equal(scratch_mode(temporary), 0600);
	pl_shard_writer_close(w);
	assert_int_equal(scratch_mode(temporary), 0);
	assert_int_equal(scratch_mode(day()), 0);
	/* Nor does what cannot be begun. */
	assert_int_equal(pl_shard_writer_open(day(), true, &w, &err), PL_EIO);
	assert_null(w);
	assert_int_equal(scratch_mode(temporary), 0);
	pl_shard_writer_close(NULL);
	pl_shard_close(NULL);
	free(temporary);
}

/* Of the full-text index. */
static int64_t
segments(struct pl_shard *s)
{
	sqlite3_stmt *q;

	assert_int_equal(
	    sqlite3_prepare_v2(s->db.handle,
		"select count(distinct segid) from text_idx", -1, &q, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return count;
}

static void
a_shard_added_to_often_is_merged(void **state)
{
	struct pl_shard *s;

	(void)state;
	sample_make(day(), &one, 1, false);
	for (int i = 0; i < 20; i++)
		sample_make(day(), &one, 1, true);
	s = sample_open(day());
	/* At most what is left to be merged, and less than was written. */
	assert_in_range(segments(s), 1, 9);
	pl_shard_close(s);
}

/* As many words as are not held in memory: each takes some 100 bytes there. */
static char *
many_words(int kind)
{
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 120000; i++)
		buf_addf(&text, "word%dof%d ", i, kind);
	return buf_take(&text);
}

/* Memory does not grow with the day: words are written when they are many, and
 * merged only when that was often. */
static void
what_a_day_says_is_written_as_it_comes(void **state)
{
	char *text = many_words(0);
	struct sample rows[10];
	struct pl_shard *s;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		rows[i] = one;
		rows[i].response = text;
	}
	sample_make(day(), rows, 3, false);
	s = sample_open(day());
	assert_int_equal(segments(s), 3);
	pl_shard_close(s);
	sample_make(day(), rows, 10, false);
	s = sample_open(day());
	assert_int_equal(segments(s), 1);
	pl_shard_close(s);
	free(text);
}

static int64_t
pages(struct pl_shard *s, const char *pragma)
{
	sqlite3_stmt *q;

	assert_int_equal(
	    sqlite3_prepare_v2(s->db.handle, pragma, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return count;
}

/* What merging leaves empty is used again, as far as it still is needed: words
 * take less room side by side. */
static void
merging_leaves_few_pages_empty(void **state)
{
	struct pl_shard *s;

	(void)state;
	for (int i = 0; i < 9; i++) {
		char *text = many_words(i);
		struct sample row = one;

		row.response = text;
		sample_make(day(), &row, 1, i > 0);
		free(text);
	}
	s = sample_open(day());
	assert_int_equal(segments(s), 1);
	assert_in_range(pages(s, "pragma freelist_count"), 0,
	    pages(s, "pragma page_count") / 4);
	pl_shard_close(s);
}

static void
the_same_records_make_the_same_file(void **state)
{
	char *first, *second;
	size_t n, m;

	(void)state;
	sample_make(day(), &one, 1, false);
	first = scratch_read(day(), &n);
	sample_make(day(), &one, 1, false);
	second = scratch_read(day(), &m);
	assert_int_equal(n, m);
	assert_memory_equal(first, second, n);
	free(first);
	free(second);
}

static void
numbers_that_cannot_be_are_damage(void **state)
{
	static const char *const changes[] = {
		"update object set id = 9223372036854775807",
		"update object set id = -5",
		"update block set id = 9223372036854775807",
		"update record set id = 9223372036854775807",
	};
	struct pl_shard_writer *w;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		sample_make(day(), &one, 1, false);
		change(changes[i]);
		assert_int_equal(
		    pl_shard_writer_open(day(), true, &w, &err), PL_EFORMAT);
		assert_null(w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_read_back_as_it_was_written),
		cmocka_unit_test(a_row_that_is_not_there_is_damage),
		cmocka_unit_test(names_of_a_row_are_given_one_by_one),
		cmocka_unit_test(times_are_those_of_the_records_asked_for),
		cmocka_unit_test(texts_come_back_from_any_block_in_any_order),
		cmocka_unit_test(
		    objects_are_walked_in_the_order_of_their_keys),
		cmocka_unit_test(an_object_is_read_back_as_it_was_written),
		cmocka_unit_test(what_says_anything_else_is_no_copy),
		cmocka_unit_test(the_first_copy_in_key_order_stands_for_all),
		cmocka_unit_test(
		    without_a_request_the_same_place_in_the_same_bytes_is_a_copy),
		cmocka_unit_test(an_id_that_is_too_long_is_none),
		cmocka_unit_test(a_carried_object_is_the_same),
		cmocka_unit_test(
		    a_carried_object_keeps_the_root_of_its_archive),
		cmocka_unit_test(a_shard_says_what_its_tokens_were_folded_by),
		cmocka_unit_test(what_is_not_sealed_leaves_nothing_behind),
		cmocka_unit_test(a_shard_added_to_often_is_merged),
		cmocka_unit_test(what_a_day_says_is_written_as_it_comes),
		cmocka_unit_test(merging_leaves_few_pages_empty),
		cmocka_unit_test(the_same_records_make_the_same_file),
		cmocka_unit_test(numbers_that_cannot_be_are_damage),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
