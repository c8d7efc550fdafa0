#include "base/option.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/nearest.h"

static const struct option_def help_option = { .id = OPTION_HELP,
	.letter = 'h',
	.name = "help",
	.help = "show this help" };

const struct option_def *
option_each(const struct command *command, const struct option_def *last)
{
	if (last == &help_option)
		return NULL;
	if (last == NULL)
		last = command->options;
	else
		last++;
	return last != NULL && last->id != 0 ? last : &help_option;
}

void
option_begin(struct option_parser *p, const struct command *command, int argc,
    char **argv)
{
	*p = (struct option_parser){ .command = command,
		.argc = argc,
		.argv = argv,
		.next = 1,
		.operands = xcalloc((size_t)argc + 1, sizeof *argv) };
}

void
option_end(struct option_parser *p)
{
	free(p->operands);
	*p = (struct option_parser){ 0 };
}

static const struct option_def *
find_name(const struct command *command, struct span name)
{
	const struct option_def *o = NULL;

	while ((o = option_each(command, o)) != NULL) {
		if (span_is(name, o->name))
			break;
	}
	return o;
}

static const struct option_def *
find_letter(const struct command *command, char letter)
{
	const struct option_def *o = NULL;

	while ((o = option_each(command, o)) != NULL) {
		if (o->letter == letter)
			break;
	}
	return o;
}

/* Append ", did you mean '--limit'?" or nothing. */
static void
hint_name(struct buf *text, const struct command *command, struct span given)
{
	struct nearest near = nearest_begin(given);
	const struct option_def *o = NULL;

	while ((o = option_each(command, o)) != NULL)
		nearest_consider(&near, o->name);
	if (near.name != NULL)
		buf_addf(text, ", did you mean '--%s'?", near.name);
	else
		buf_adds(text, ", '--help' lists all");
}

/* What follows a single dash may have been meant as a negated word. */
static void
hint_negation(
    struct buf *text, const struct command *command, const char *word)
{
	if (!command->query_operands)
		return;
	buf_addf(text,
	    "; a negated word is written after '--', as in"
	    " 'promptlog %s -- %s'",
	    command->name, word);
}

static int
fail_name(
    const struct option_parser *p, struct span name, struct pl_error *err)
{
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	buf_addf(&text, "unknown option '--%.*s'", SPAN_ARG(name));
	hint_name(&text, p->command, name);
	enum pl_status rc = pl_fail(err, PL_EUSAGE, "%s", text.p);
	buf_release(&text);
	return rc;
}

static int
fail_letter(const struct option_parser *p, char letter, struct pl_error *err)
{
	const char *word = p->argv[p->next - 1];
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	if (word[1] == letter)
		buf_addf(&text, "unknown option '%s'", word);
	else
		buf_addf(&text, "unknown option '-%c' in '%s'", letter, word);
	hint_name(&text, p->command, span_str(word + 1));
	hint_negation(&text, p->command, word);
	enum pl_status rc = pl_fail(err, PL_EUSAGE, "%s", text.p);
	buf_release(&text);
	return rc;
}

static bool
is_choice(const char *choices, struct span value)
{
	struct span choice;

	while (option_choice(&choices, &choice)) {
		if (span_equal(choice, value))
			return true;
	}
	return false;
}

bool
option_choice(const char **choices, struct span *choice)
{
	if (*choices == NULL)
		return false;
	*choice = span_of(*choices, strcspn(*choices, "|"));
	const char *end = *choices + choice->n;
	*choices = *end == '|' ? end + 1 : NULL;
	return true;
}

void
option_choices(struct buf *out, const char *choices)
{
	struct span choice;
	bool first = true;

	while (option_choice(&choices, &choice)) {
		if (!first)
			buf_adds(out, choices == NULL ? " or " : ", ");
		buf_addspan(out, choice);
		first = false;
	}
}

static int
fail_choice(const struct option_parser *p, struct pl_error *err)
{
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	option_choices(&text, p->option->choices);
	enum pl_status rc = pl_fail(err, PL_EUSAGE,
	    "'--%s' takes %s, not '%s'", p->option->name, text.p, p->value);
	buf_release(&text);
	return rc;
}

/* The option was recognised; `value` is what stood beside it, or NULL, and
 * then the next argument is its value. */
static int
take_option(struct option_parser *p, const struct option_def *o,
    const char *value, struct pl_error *err)
{
	p->option = o;
	p->value = value;
	if (o->value == NULL && value != NULL)
		return pl_fail(
		    err, PL_EUSAGE, "'--%s' takes no value", o->name);
	if (o->value == NULL)
		return o->id;
	if (value == NULL && p->next == p->argc)
		return pl_fail(err, PL_EUSAGE, "'--%s' needs a value, '%s'",
		    o->name, o->value);
	if (value == NULL)
		p->value = p->argv[p->next++];
	if (o->choices != NULL && !is_choice(o->choices, span_str(p->value)))
		return fail_choice(p, err);
	return o->id;
}

static int
take_name(struct option_parser *p, const char *text, struct pl_error *err)
{
	struct span name = span_of(text, strcspn(text, "="));
	const struct option_def *o = find_name(p->command, name);
	const char *value = text[name.n] == '=' ? text + name.n + 1 : NULL;

	if (o == NULL)
		return fail_name(p, name, err);
	return take_option(p, o, value, err);
}

/* The next letter of a bundle; what follows a letter that takes a value is
 * its value. */
static int
take_letter(struct option_parser *p, struct pl_error *err)
{
	char letter = *p->rest++;
	const struct option_def *o = find_letter(p->command, letter);
	const char *value = NULL;

	if (o == NULL)
		return fail_letter(p, letter, err);
	if (*p->rest == '\0')
		p->rest = NULL;
	if (o->value != NULL) {
		value = p->rest;
		p->rest = NULL;
	}
	return take_option(p, o, value, err);
}

int
option_next(struct option_parser *p, struct pl_error *err)
{
	p->option = NULL;
	p->value = NULL;
	if (p->rest != NULL)
		return take_letter(p, err);
	while (p->next < p->argc) {
		char *word = p->argv[p->next++];

		if (p->only_operands || word[0] != '-' || word[1] == '\0') {
			p->operands[p->operand_count++] = word;
		} else if (word[1] != '-') {
			p->rest = word + 1;
			return take_letter(p, err);
		} else if (word[2] != '\0') {
			return take_name(p, word + 2, err);
		} else {
			p->only_operands = true;
		}
	}
	return OPTION_DONE;
}

const struct command *
option_command(const char *name, const struct command *const *commands,
    struct pl_error *err)
{
	struct nearest near = nearest_begin(span_str(name));

	for (; *commands != NULL; commands++) {
		if (strcmp((*commands)->name, name) == 0)
			return *commands;
		nearest_consider(&near, (*commands)->name);
	}
	if (near.name != NULL)
		(void)pl_fail(err, PL_EUSAGE,
		    "unknown command '%s', did you mean '%s'?", name,
		    near.name);
	else
		(void)pl_fail(err, PL_EUSAGE,
		    "unknown command '%s', '--help' lists all", name);
	return NULL;
}
