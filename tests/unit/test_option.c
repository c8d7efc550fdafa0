#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>

#include "base/instant.h"
#include "base/option.h"

enum { LIMIT = 1, SORT, JSON, VERBOSE, QUERY };

static const struct option_def options[] = {
	{ LIMIT, 'n', "limit", "N", "show at most N hits, 0 for all", NULL },
	{ SORT, 0, "sort", "ORDER", "the order of the hits",
	    "newest|oldest|relevance" },
	{ JSON, 'j', "json", NULL, "print one JSON document", NULL },
	{ VERBOSE, 'v', "verbose", NULL,
	    "say what is being done, and why, at such a length that it needs"
	    " a second line",
	    NULL },
	{ QUERY, 'Q', "query-file-with-a-long-name", "FILE",
	    "read the query from FILE", NULL },
	{ 0 },
};

static const struct command search = { .name = "search",
	.operands = "[QUERY]",
	.summary = "find records by words, people and time",
	.options = options,
	.query_operands = true };

static const struct command status = { .name = "status",
	.summary = "tell what the index holds",
	.options = NULL };

static const struct command *const commands[] = { &search, &status, NULL };

#define WORDS_MOST 12

/* A command line that is being read. */
struct line {
	struct option_parser parser;
	struct pl_error err;
	char *words[WORDS_MOST];
	char text[400];
};

/* Cut a line at its spaces. */
static void
begin_line(struct line *l, const struct command *command, const char *text)
{
	int count = 0;
	char *rest = l->text;
	char *word;

	*l = (struct line){ 0 };
	snprintf(l->text, sizeof l->text, "%s %s", command->name, text);
	while ((word = strsep(&rest, " ")) != NULL && count < WORDS_MOST)
		l->words[count++] = word;
	option_begin(&l->parser, command, count, l->words);
}

/* Read a line to its end or to its first failure, and write what was found:
 * "1=5 3 [a b]". */
static void
read_line(
    const struct command *command, const char *text, const char *expected)
{
	struct line l;
	struct buf found;
	int id;

	buf_init(&found, BUF_UNLIMITED);
	begin_line(&l, command, text);
	while ((id = option_next(&l.parser, &l.err)) > 0) {
		buf_addf(&found, "%d", id);
		if (l.parser.value != NULL)
			buf_addf(&found, "=%s", l.parser.value);
		buf_addc(&found, ' ');
	}
	if (id == OPTION_HELP)
		buf_adds(&found, "help");
	else if (id < 0)
		buf_adds(&found, l.err.text);
	for (size_t i = 0; id == OPTION_DONE && i < l.parser.operand_count;
	     i++)
		buf_addf(&found, "[%s]", l.parser.operands[i]);
	assert_string_equal(found.n ? found.p : "", expected);
	option_end(&l.parser);
	buf_release(&found);
}

static void
options_and_operands_may_be_mixed(void **state)
{
	(void)state;
	read_line(&status, "a", "[a]");
	read_line(&search, "a b", "[a][b]");
	read_line(&search, "a --limit 5 b --json c", "1=5 3 [a][b][c]");
	read_line(&search, "--limit=5", "1=5 ");
	read_line(&search, "--limit=", "1= ");
	read_line(&search, "--limit --json", "1=--json ");
	read_line(&search, "- a", "[-][a]");
}

static void
letters_may_be_bundled_and_joined_to_their_value(void **state)
{
	(void)state;
	read_line(&search, "-n 5 a", "1=5 [a]");
	read_line(&search, "-n5", "1=5 ");
	read_line(&search, "-jvn5 a", "3 4 1=5 [a]");
	read_line(&search, "-jv a", "3 4 [a]");
	read_line(&search, "-vn 5", "4 1=5 ");
	read_line(&search, "-Q -", "5=- ");
}

static void
after_two_dashes_everything_is_an_operand(void **state)
{
	(void)state;
	read_line(
	    &search, "--json -- -test --limit --", "3 [-test][--limit][--]");
}

static void
help_is_asked_for_in_two_ways(void **state)
{
	(void)state;
	read_line(&search, "a --help --nonsense", "help");
	read_line(&status, "-h", "help");
	read_line(&search, "-jh", "3 help");
	read_line(&search, "-- -h", "[-h]");
}

static void
an_unknown_option_names_the_nearest(void **state)
{
	(void)state;
	read_line(&search, "--limt=5",
	    "unknown option '--limt', did you mean '--limit'?");
	read_line(&search, "--jsn",
	    "unknown option '--jsn', did you mean '--json'?");
	read_line(&search, "--colour",
	    "unknown option '--colour', '--help' lists all");
	read_line(&status, "-x", "unknown option '-x', '--help' lists all");
	read_line(&status, "--hlep",
	    "unknown option '--hlep', did you mean '--help'?");
}

static void
what_may_be_a_negated_word_gets_its_hint(void **state)
{
	(void)state;
	read_line(&search, "payroll -test",
	    "unknown option '-test', '--help' lists all; a negated word is"
	    " written after '--', as in 'promptlog search -- -test'");
	read_line(&search, "-limit",
	    "unknown option '-limit', did you mean '--limit'?; a negated word"
	    " is written after '--', as in 'promptlog search -- -limit'");
	/* Its first letters are options, bundled. */
	read_line(&search, "-java",
	    "3 unknown option '-a' in '-java', '--help' lists all; a negated"
	    " word is written after '--', as in 'promptlog search -- -java'");
	read_line(
	    &status, "-test", "unknown option '-test', '--help' lists all");
}

static void
values_are_asked_for_and_refused(void **state)
{
	(void)state;
	read_line(&search, "a --limit", "'--limit' needs a value, 'N'");
	read_line(&search, "-n", "'--limit' needs a value, 'N'");
	read_line(&search, "--json=yes", "'--json' takes no value");
	read_line(&search, "--sort oldest", "2=oldest ");
	read_line(&search, "--sort old",
	    "'--sort' takes newest, oldest or relevance, not 'old'");
	read_line(&search,
	    "--sort=", "'--sort' takes newest, oldest or relevance, not ''");
	read_line(&search, "--sort=newest|oldest",
	    "'--sort' takes newest, oldest or relevance, not 'newest|oldest'");
}

/* Read "--limit VALUE" up to where its value is asked for. */
static void
begin_value(struct line *l, const char *value)
{
	char text[100];

	snprintf(text, sizeof text, "--limit=%s", value);
	begin_line(l, &search, text);
	assert_int_equal(option_next(&l->parser, &l->err), LIMIT);
}

static void
numbers_are_held_to_their_range(void **state)
{
	static const char *const bad[] = { "", "-", "x", "5x", "+5", "0x5",
		"11", "-1", "5.0", "1e1", "99999999999999999999",
		"-9223372036854775809" };
	struct line l;
	long long n;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		n = 7;
		begin_value(&l, bad[i]);
		assert_int_equal(
		    option_number(&l.parser, 0, 10, &n, &l.err), PL_EUSAGE);
		assert_int_equal(n, 0);
		option_end(&l.parser);
	}
	assert_string_equal(l.err.text,
	    "'--limit' takes a number from 0 to 10,"
	    " not '-9223372036854775809'");
	begin_value(&l, "10");
	assert_int_equal(option_number(&l.parser, 0, 10, &n, &l.err), PL_OK);
	assert_int_equal(n, 10);
	option_end(&l.parser);
	begin_value(&l, "-9223372036854775808");
	assert_int_equal(
	    option_number(&l.parser, LLONG_MIN, LLONG_MAX, &n, &l.err), PL_OK);
	assert_true(n == LLONG_MIN);
	option_end(&l.parser);
}

static void
sizes_are_counted_in_powers_of_1024(void **state)
{
	static const struct {
		const char *text;
		long long bytes; /* 0: refused */
	} cases[] = { { "4096", 4096 }, { "16K", 16384 }, { "16k", 16384 },
		{ "512M", 512LL << 20 }, { "2G", 2LL << 30 }, { "", 0 },
		{ "G", 0 }, { "2T", 0 }, { "2GB", 0 }, { "1.5G", 0 },
		{ "-1G", 0 }, { "1023", 0 }, { "9223372036854775807K", 0 } };
	struct line l;
	long long n;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin_value(&l, cases[i].text);
		enum pl_status rc = option_bytes(&l.parser, 1024, &n, &l.err);
		assert_int_equal(rc, cases[i].bytes ? PL_OK : PL_EUSAGE);
		assert_int_equal(n, cases[i].bytes);
		option_end(&l.parser);
	}
}

static void
lengths_of_time_need_a_unit(void **state)
{
	static const struct {
		const char *text;
		long long nanos; /* -1: refused */
	} cases[] = { { "0s", 0 }, { "30s", 30 * NS_PER_SECOND },
		{ "90min", 90 * 60 * NS_PER_SECOND },
		{ "26h", 26 * NS_PER_HOUR }, { "7d", 7 * NS_PER_DAY },
		{ "2w", 14 * NS_PER_DAY }, { "30", -1 }, { "", -1 },
		{ "s", -1 }, { "30m", -1 }, { "-1s", -1 }, { "1h30min", -1 },
		{ "9223372037s", -1 } };
	struct line l;
	long long n;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin_value(&l, cases[i].text);
		enum pl_status rc = option_duration(&l.parser, &n, &l.err);
		assert_int_equal(rc, cases[i].nanos < 0 ? PL_EUSAGE : PL_OK);
		assert_int_equal(n, cases[i].nanos < 0 ? 0 : cases[i].nanos);
		option_end(&l.parser);
	}
}

static void
help_is_aligned_and_wrapped(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	option_help(&out, "promptlog", &search);
	assert_string_equal(out.p,
	    "usage: promptlog search [OPTION]... [QUERY]\n"
	    "\n"
	    "find records by words, people and time\n"
	    "\n"
	    "  -n, --limit N     show at most N hits, 0 for all\n"
	    "      --sort ORDER  the order of the hits: newest, oldest or"
	    " relevance\n"
	    "  -j, --json        print one JSON document\n"
	    "  -v, --verbose     say what is being done, and why, at such a"
	    " length that it\n"
	    "                    needs a second line\n"
	    "  -Q, --query-file-with-a-long-name FILE\n"
	    "                    read the query from FILE\n"
	    "  -h, --help        show this help\n"
	    "\n"
	    "A query that begins with a minus sign is written after "
	    "\"--\".\n");
	buf_clear(&out);
	option_help(&out, "promptlog", &status);
	assert_string_equal(out.p,
	    "usage: promptlog status [OPTION]...\n"
	    "\n"
	    "tell what the index holds\n"
	    "\n"
	    "  -h, --help  show this help\n");
	buf_release(&out);
}

static void
the_overview_lists_every_command(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	option_overview(&out, "promptlog", "search prompt logs", commands);
	assert_string_equal(out.p,
	    "usage: promptlog COMMAND [OPTION]... [OPERAND]...\n"
	    "\n"
	    "search prompt logs\n"
	    "\n"
	    "  search  find records by words, people and time\n"
	    "  status  tell what the index holds\n"
	    "\n"
	    "'promptlog COMMAND --help' lists a command's options.\n");
	buf_release(&out);
}

static void
the_list_has_five_columns(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	option_list(&out, &search);
	assert_true(span_starts(buf_span(&out),
	    "n\tlimit\tN\t\tshow at most N hits, 0 for all\n"
	    "\tsort\tORDER\tnewest|oldest|relevance\tthe order of the hits\n"
	    "j\tjson\t\t\tprint one JSON document\n"));
	assert_true(
	    span_ends(buf_span(&out), "\nh\thelp\t\t\tshow this help\n"));
	buf_release(&out);
}

static void
commands_are_found_by_name_or_suggested(void **state)
{
	struct pl_error err;

	(void)state;
	assert_ptr_equal(option_command("status", commands, &err), &status);
	assert_null(option_command("serch", commands, &err));
	assert_int_equal(err.status, PL_EUSAGE);
	assert_string_equal(
	    err.text, "unknown command 'serch', did you mean 'search'?");
	assert_null(option_command("frob", commands, &err));
	assert_string_equal(
	    err.text, "unknown command 'frob', '--help' lists all");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_and_operands_may_be_mixed),
		cmocka_unit_test(
		    letters_may_be_bundled_and_joined_to_their_value),
		cmocka_unit_test(after_two_dashes_everything_is_an_operand),
		cmocka_unit_test(help_is_asked_for_in_two_ways),
		cmocka_unit_test(an_unknown_option_names_the_nearest),
		cmocka_unit_test(what_may_be_a_negated_word_gets_its_hint),
		cmocka_unit_test(values_are_asked_for_and_refused),
		cmocka_unit_test(numbers_are_held_to_their_range),
		cmocka_unit_test(sizes_are_counted_in_powers_of_1024),
		cmocka_unit_test(lengths_of_time_need_a_unit),
		cmocka_unit_test(help_is_aligned_and_wrapped),
		cmocka_unit_test(the_overview_lists_every_command),
		cmocka_unit_test(the_list_has_five_columns),
		cmocka_unit_test(commands_are_found_by_name_or_suggested),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
