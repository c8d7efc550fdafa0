/* A hit made by hand, for the tests of printers. */
#ifndef TESTS_SAMPLE_HIT_H
#define TESTS_SAMPLE_HIT_H

#include "query/search/printer.h"

#define SAMPLE_USER "d-9267505111.b8f1f340-9081-70ad-5fc5-0f3715193700"
#define SAMPLE_KEY                                                            \
	"AWSLogs/123456789012/KiroLogs/GenerateAssistantResponse/"            \
	"us-east-1/2026/07/27/23/a.json.gz"

struct sample {
	struct pl_archive archive;
	struct pl_index index;
	struct query_zone zone;
	struct hit hit;
	struct pl_record record;
	struct hit_span spans[2];
	struct full_hit full;
	struct answer answer;
	struct forgottens forgotten;
	struct print print;
};

static void
sample_text(struct sample *s, enum pl_column column, const char *text)
{
	s->record.column[column] = span_str(text);
}

static void
sample_init(struct sample *s)
{
	struct pl_error err;
	struct pl_row *row = &s->hit.row;

	*s = (struct sample){ .archive = { .id = 1, .root = "/data/logs" } };
	assert_int_equal(query_zone_open("UTC", &s->zone, &err), PL_OK);
	s->index.archives = &s->archive;
	s->index.archive_count = 1;
	s->hit.archive = &s->archive;
	strcpy(row->id, "64d13ea7-dff5-4563-9285-6a9e351e87a0");
	row->type = PL_TYPE_CHAT;
	assert_true(instant_parse(
	    span_str("2026-07-27T23:03:29.027400929Z"), &row->time));
	row->request = span_str(row->id);
	row->user = span_str(SAMPLE_USER);
	row->account = span_str("123456789012");
	row->region = span_str("us-east-1");
	row->model = span_str("auto");
	row->archive = 1;
	row->key = span_str(SAMPLE_KEY);
	sample_text(s, PL_COLUMN_PROMPT, "fix the retry logic");
	sample_text(s, PL_COLUMN_RESPONSE, "Wrap the call in a loop");
	s->full = (struct full_hit){
		.hit = &s->hit, .record = &s->record, .spans = s->spans
	};
	s->answer = (struct answer){ .forgotten = &s->forgotten,
		.query = span_str("retry"),
		.understood = span_str("retry"),
		.index = &s->index,
		.total = 1,
		.exact = true,
		.shown = 1 };
	print_init(&s->print);
	s->print.zone = &s->zone;
}

static void
sample_release(struct sample *s)
{
	print_release(&s->print);
	query_zone_close(&s->zone);
}

/* What the printer makes of the one hit. */
static const char *
sample_print(struct sample *s, const struct printer *printer)
{
	buf_clear(&s->print.out);
	printer->begin(&s->print, &s->answer);
	printer->hit(&s->print, &s->full);
	printer->end(&s->print, &s->answer);
	return s->print.out.p;
}

static int
sample_set_up(void **state)
{
	static struct sample sample;

	sample_init(&sample);
	*state = &sample;
	return 0;
}

static int
sample_tear_down(void **state)
{
	sample_release(*state);
	return 0;
}

#define sample_test(f)                                                        \
	cmocka_unit_test_setup_teardown(f, sample_set_up, sample_tear_down)

#endif
