/* The terminal, and the one way in which foreign text may reach it. */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"

/* Append text with everything that could act on a terminal or mislead a
 * reader shown escaped: control characters (C0, DEL, C1) as \x1b or \u{85},
 * bidirectional controls, zero-width and other invisible characters as
 * \u{202e}, bytes that are no UTF-8 as \xff.  Tab, newline and carriage
 * return with newline pass where `lines` is true; where it is false they are
 * \t, \n and \x0d\n.  A backslash stays as it is. */
void term_escape(struct buf *out, struct span text, bool lines);

/* Whether to colour what goes to f: `when` is "always", "never" or "auto";
 * auto asks whether f is a terminal, TERM is not "dumb" and NO_COLOR is unset
 * or empty (no-color.org). */
bool term_colour(const char *when, FILE *f);

/* Columns of the terminal on f, from the terminal, else COLUMNS, else 80.
 * While a pager runs standard output counts as its terminal. */
int term_width(FILE *f);

/* Start $PROMPTLOG_PAGER, else $PAGER, else "less -FRX" when standard output
 * is a terminal and `want` is true, and point standard output at it.  Does
 * nothing when the pager is "" or "cat" or cannot be started.  A signal that
 * ends the program then ends it after the pager, so that the two do not fight
 * for the terminal. */
void term_pager_begin(bool want);
/* Give standard output back and wait for the pager, if there is one. */
void term_pager_end(void);
/* What the pager writes to, or -1 while there is no pager. */
int term_pager_fd(void);

#endif
