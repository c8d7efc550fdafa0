/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above
 * U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* The character at p, of n > 0 bytes: its length in bytes (1 to 4), and the
 * code point in *c.  For bytes that begin no character 0, and
 * UTF8_REPLACEMENT. */
size_t utf8_decode(const char *p, size_t n, uint32_t *c);

/* Write c (a valid code point) to out, which has room for 4 bytes; its
 * length. */
size_t utf8_encode(uint32_t c, char out[4]);

/* Whether no byte is above 0x7F. */
bool utf8_is_ascii(const char *p, size_t n);

/* The number of leading bytes that are valid UTF-8: n if all are. */
size_t utf8_valid(const char *p, size_t n);

/* Append text to b with U+FFFD for each byte that begins no character; the
 * number of bytes replaced. */
size_t utf8_repair(struct buf *b, struct span text);

/* Whether a character could act on a terminal or mislead a reader: control
 * characters (tab and newline too), line separators, bidirectional controls,
 * zero-width and other invisible characters.  U+FE00 to U+FE0F
 * are not among them: emoji need them. */
bool utf8_hidden(uint32_t c);

#endif
