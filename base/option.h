/* Command lines from one table, which feeds the parser, --help and the shells'
 * completion.
 *
 * Options may stand anywhere before "--"; what is no option is an operand.
 * Long options take "--name value" and "--name=value" and no abbreviation;
 * short ones "-n value", "-nvalue", and flags may be bundled. */
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct option_def {
	int id;            /* the command's own enum, from 1 on */
	char letter;       /* 0: none */
	const char *name;  /* long name without the dashes */
	const char *value; /* what the value is called in --help; NULL: flag */
	const char *help;  /* one line, no full stop */
	const char *choices; /* "a|b|c": the only values there are, or NULL */
};

/* One subcommand: query/cmd_<name>.c and indexer/cmd_<name>.c each define one
 * and the program's main.c lists them. */
struct command {
	const char *name;
	const char *operands; /* for the usage line, "[QUERY]" */
	const char *summary;  /* one line, for the list of commands */
	const struct option_def *options; /* ends with id 0 */
	/* argv[0] is the command's name.  Returns the exit status, or a
	 * negative status with *err set, which main prints and turns into an
	 * exit status. */
	int (*run)(int argc, char **argv, struct pl_error *err);
	bool query_operands; /* operands are a query: hints name "--" */
};

struct option_parser {
	const struct command *command;
	int argc;
	char **argv;
	int next;                        /* the next argument to look at */
	const char *rest;                /* within a bundle of letters */
	bool only_operands;              /* "--" was seen */
	const struct option_def *option; /* the one last returned */
	const char *value;               /* its value */
	char **operands;                 /* argv's pointers, in order; owned */
	size_t operand_count;
};

void option_begin(struct option_parser *p, const struct command *command,
    int argc, char **argv);
void option_end(struct option_parser *p);

#define OPTION_DONE 0
#define OPTION_HELP (-1000) /* --help or -h was asked for */

/* The next option's id, its value in p->value; OPTION_DONE; OPTION_HELP; or a
 * negative enum pl_status (PL_EUSAGE) with *err set: an unknown option names
 * the nearest one, and, where operands are a query and it could be a negated
 * word, how to write that. */
PL_CHECKED int option_next(struct option_parser *p, struct pl_error *err);

/* The value of the option last returned as a number from least to most. */
PL_CHECKED enum pl_status option_number(const struct option_parser *p,
    long long least, long long most, long long *out, struct pl_error *err);

/* As a number of bytes: digits and K, M or G (1024), at least `least`. */
PL_CHECKED enum pl_status option_bytes(const struct option_parser *p,
    long long least, long long *out, struct pl_error *err);

/* As a length of time in nanoseconds: digits and s, min, h, d, w. */
PL_CHECKED enum pl_status option_duration(
    const struct option_parser *p, long long *out, struct pl_error *err);

/* The command of that name, or NULL with *err set, which names the nearest. */
const struct command *option_command(const char *name,
    const struct command *const *commands, struct pl_error *err);

/* The help of one command; the usage and the list of commands of a program,
 * commands ending with NULL. */
void option_help(
    struct buf *out, const char *program, const struct command *command);
void option_overview(struct buf *out, const char *program, const char *summary,
    const struct command *const *commands);

/* The command's options one after the other, --help last, then NULL; `last` is
 * NULL to begin with. */
const struct option_def *option_each(
    const struct command *command, const struct option_def *last);

/* Take the first choice off *choices, which is NULL after the last. */
bool option_choice(const char **choices, struct span *choice);
/* Append them as a sentence has them: "newest, oldest or relevance". */
void option_choices(struct buf *out, const char *choices);

/* "promptlog --help-options COMMAND" for tests and completions: each option a
 * line, "LETTER\tNAME\tVALUE\tCHOICES\tHELP". */
void option_list(struct buf *out, const struct command *command);

#endif
