/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_plain_word_portable.c - the same where no processor helps
 */
#define TN_SIXTEEN_PORTABLE

#include "test_plain_word.c"
