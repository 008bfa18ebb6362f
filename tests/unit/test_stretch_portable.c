/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_stretch_portable.c - the same where no processor helps
 */
#define TN_SIXTEEN_PORTABLE

#include "test_stretch.c"
