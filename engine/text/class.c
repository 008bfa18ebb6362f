/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * class.c - what kind of character a byte or code point is
 */
#include "text/scan.h"

#include <utf8proc.h>

/* clang-format off */
/* TN_C_ bits, 16 bytes a row */
const uint8_t tn_ascii_class[256] = {
      4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,
      4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,   4,
      4,  16,   0,  16,  16,  16,  16,  16,  48,  48,  16,  16,  16,  48,  16,  16,
     26,  26,  26,  26,  26,  26,  26,  26,  58,  26,  48,  48,  32,  48,  32,  16,
     16,  89,  89,  89, 121,  89,  89,  89,  89,  89,  89,  89,  89,  89,  89, 121,
     89,  89,  89,  89, 121,  89,  89,  89, 121,  89,  89,  48,  32,  48,  32,  24,
      0, 153, 153, 153, 153, 153, 153, 153, 153, 153, 153, 153, 153, 153, 153, 185,
    153, 153, 153, 153, 153, 153, 153, 153, 185, 153, 153,   0,   0,   0,  16,   4,
};
/* clang-format on */

tn_unicode_class tn_class_of(uint32_t code_point)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code_point);

    if (property->ignorable)
        return TN_U_IGNORED;
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return TN_U_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return TN_U_MARK;
    case UTF8PROC_CATEGORY_ND:
        return TN_U_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return TN_U_SPACE;
    case UTF8PROC_CATEGORY_CF:
        return TN_U_IGNORED;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return TN_U_PUNCT;
    default:
        return TN_U_OTHER;
    }
}

tn_unicode_class tn_class_at(const char *text, size_t bytes, size_t at, size_t *used)
{
    bool valid;
    uint32_t c = tn_utf8_decode(text + at, bytes - at, used, &valid);

    return valid ? tn_class_of(c) : TN_U_OTHER;
}
