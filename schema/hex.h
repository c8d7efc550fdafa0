/* Bytes as lower-case hexadecimal digits. */
#ifndef SCHEMA_HEX_H
#define SCHEMA_HEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* 2 * n digits and a NUL. */
void hex_write(const uint8_t *bytes, size_t n, char *out);
/* The other way, text.n / 2 bytes; false when the text is not that. */
bool hex_read(struct span text, uint8_t *out);

#endif
