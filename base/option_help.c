/* What the option table says to people (--help) and to shells. */
#include "base/option.h"

#define HELP_COLUMNS 79
/* A label that is wider stands on a line of its own. */
#define LABEL_MOST 28

/* Columns of a text, of which each character takes one. */
static size_t
width(struct span text)
{
	size_t columns = 0;

	for (size_t i = 0; i < text.n; i++)
		columns += ((unsigned char)text.p[i] & 0xC0) != 0x80;
	return columns;
}

static void
add_spaces(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_addc(out, ' ');
}

/* Append text word by word, and a newline; further lines begin at the column
 * `indent`, where the first one is already. */
static void
add_wrapped(struct buf *out, struct span text, size_t indent)
{
	size_t column = indent;
	bool first = true;

	while (text.n > 0) {
		const char *space = memchr(text.p, ' ', text.n);
		size_t n = space ? (size_t)(space - text.p) : text.n;
		struct span word = span_of(text.p, n);

		if (!first && column + 1 + width(word) > HELP_COLUMNS) {
			buf_addc(out, '\n');
			add_spaces(out, indent);
			column = indent;
		} else if (!first) {
			buf_addc(out, ' ');
			column++;
		}
		buf_addspan(out, word);
		column += width(word);
		first = false;
		n += space != NULL;
		text = span_of(text.p + n, text.n - n);
	}
	buf_addc(out, '\n');
}

/* A table's row: the label, and at the column `indent` the text. */
static void
add_row(struct buf *out, struct span label, struct span text, size_t indent)
{
	size_t used = 2 + width(label);

	add_spaces(out, 2);
	buf_addspan(out, label);
	if (used + 2 > indent) {
		buf_addc(out, '\n');
		used = 0;
	}
	add_spaces(out, indent - used);
	add_wrapped(out, text, indent);
}

static void
add_label(struct buf *out, const struct option_def *o)
{
	if (o->letter != 0)
		buf_addf(out, "-%c, ", o->letter);
	else
		add_spaces(out, 4);
	buf_addf(out, "--%s", o->name);
	if (o->value != NULL)
		buf_addf(out, " %s", o->value);
}

/* Where the texts begin: past the widest label that is not too wide. */
static size_t
option_column(const struct command *command)
{
	const struct option_def *o = NULL;
	size_t widest = 0;
	struct buf label;

	buf_init(&label, BUF_UNLIMITED);
	while ((o = option_each(command, o)) != NULL) {
		buf_clear(&label);
		add_label(&label, o);
		size_t columns = width(buf_span(&label));
		if (columns > widest && columns <= LABEL_MOST)
			widest = columns;
	}
	buf_release(&label);
	return 2 + widest + 2;
}

static void
add_options(struct buf *out, const struct command *command)
{
	size_t indent = option_column(command);
	const struct option_def *o = NULL;
	struct buf label, text;

	buf_init(&label, BUF_UNLIMITED);
	buf_init(&text, BUF_UNLIMITED);
	while ((o = option_each(command, o)) != NULL) {
		buf_clear(&label);
		add_label(&label, o);
		buf_clear(&text);
		buf_adds(&text, o->help);
		if (o->choices != NULL) {
			buf_adds(&text, ": ");
			option_choices(&text, o->choices);
		}
		add_row(out, buf_span(&label), buf_span(&text), indent);
	}
	buf_release(&label);
	buf_release(&text);
}

void
option_help(
    struct buf *out, const char *program, const struct command *command)
{
	buf_addf(out, "usage: %s%s%s [OPTION]...", program,
	    *program != '\0' ? " " : "", command->name);
	if (command->operands != NULL && command->operands[0] != '\0')
		buf_addf(out, " %s", command->operands);
	buf_adds(out, "\n\n");
	add_wrapped(out, span_str(command->summary), 0);
	buf_adds(out, "\n");
	add_options(out, command);
	if (command->query_operands)
		buf_adds(out,
		    "\nA query that begins with a minus sign is written after"
		    " \"--\".\n");
}

void
option_overview(struct buf *out, const char *program, const char *summary,
    const struct command *const *commands)
{
	size_t widest = 0;

	buf_addf(
	    out, "usage: %s COMMAND [OPTION]... [OPERAND]...\n\n", program);
	add_wrapped(out, span_str(summary), 0);
	buf_adds(out, "\n");
	for (size_t i = 0; commands[i] != NULL; i++) {
		size_t columns = width(span_str(commands[i]->name));

		widest = columns > widest ? columns : widest;
	}
	for (size_t i = 0; commands[i] != NULL; i++)
		add_row(out, span_str(commands[i]->name),
		    span_str(commands[i]->summary), 2 + widest + 2);
	buf_addf(out, "\n'%s COMMAND --help' lists a command's options.\n",
	    program);
}

void
option_list(struct buf *out, const struct command *command)
{
	const struct option_def *o = NULL;

	while ((o = option_each(command, o)) != NULL) {
		if (o->letter != 0)
			buf_addc(out, o->letter);
		buf_addf(out, "\t%s\t%s\t%s\t%s\n", o->name,
		    o->value ? o->value : "", o->choices ? o->choices : "",
		    o->help);
	}
}
