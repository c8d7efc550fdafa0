/* What a record says, in one number: the same whether it is read from an
 * object, from the index, or from an export. */
#ifndef SCHEMA_RECORD_DIGEST_H
#define SCHEMA_RECORD_DIGEST_H

#include "schema/record.h"
#include "schema/sha256.h"

/* SHA-256 over ten fields, each as a netstring ("5:hello,"): type, time (as
 * instant_format has it, empty where there is none), user, model, file,
 * request, ordinal in decimal, prompt, context, response. */
void pl_record_digest(
    const struct pl_record *record, uint8_t out[PL_SHA256_BYTES]);

#endif
