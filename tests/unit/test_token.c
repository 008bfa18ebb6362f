/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_token.c - each kind of token, each mark, and their places in the text
 */
#include "text/feature.h"
#include "text/scan.h"
#include "token_invariants.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

/*
 * Tokens as one line: a letter for the kind, the form, and signs for the marks
 * (~ negated, ^ capitals, + elongated). "w:so+ e:…"
 */
static char spelling[4096];

static const char *spell_bytes(const char *text, size_t bytes)
{
    static const char kinds[TN_N_TOKEN_KINDS + 1] = "wnu@hefpo";
    tn_tokens tokens = { 0 };
    size_t n = 0;

    assert_int_equal(tn_tokenise(&tokens, text, bytes, NULL), 0);
    assert_null(broken_invariant(&tokens, text, bytes));
    spelling[0] = '\0';
    for (size_t i = 0; i < tokens.n_tokens; i++) {
        const tn_token *token = &tokens.token[i];

        n += (size_t)snprintf(
            spelling + n, sizeof(spelling) - n, "%s%c:%.*s%s%s%s", i ? " " : "", kinds[token->kind],
            (int)token->form_bytes, tn_form(&tokens, token), token->marks & TN_NEGATED ? "~" : "",
            token->marks & TN_CAPS ? "^" : "", token->marks & TN_ELONGATED ? "+" : "");
        assert_true(n < sizeof(spelling));
    }
    tn_tokens_free(&tokens);
    return spelling;
}

#define assert_tokens(text, wanted)                                                                \
    assert_string_equal(spell_bytes((text), sizeof(text) - 1), (wanted))

/* -------------------------------------------------------------------- words */

static void words_are_folded_and_apart_from_punctuation(void **state)
{
    (void)state;
    assert_tokens("The Council, it seems, AGREED.",
                  "w:the w:council p:, w:it w:seems p:, w:agreed^ p:.");
    assert_tokens("", "");
    assert_tokens(" \t\r\n", "");
}

static void a_contraction_is_one_word_with_either_apostrophe(void **state)
{
    (void)state;
    assert_tokens("Don't", "w:don't");
    assert_tokens("Don\xE2\x80\x99t", "w:don't");
    assert_tokens("l'\xC3\x89tat rock'n'roll", "w:l'\xC3\xA9tat w:rock'n'roll");
    assert_tokens("l\xE2\x80\x99\xC3\x89tat", "w:l'\xC3\xA9tat");
}

static void every_spelling_of_an_apostrophe_between_letters_is_one(void **state)
{
    static const char *const spellings[] = { "'",
                                             "`",
                                             "\xC2\xB4",     /* acute accent */
                                             "\xE2\x80\x98", /* U+2018 */
                                             "\xE2\x80\x99", /* U+2019 */
                                             "\xE2\x80\xB2", /* prime */
                                             "\xEF\xBC\x87", /* of full width */
                                             "\xC2\x92",     /* of Windows-1252 */
                                             "&#39;",
                                             "&#039;",
                                             "&#x27;",
                                             "&apos;",
                                             "&rsquo;",
                                             "&#8217;" };

    (void)state;
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        char text[80];
        int bytes = snprintf(text, sizeof(text), "Don%st go d%s\xC3\xA0 \xD0\xB4%s\xD0\xB0",
                             spellings[i], spellings[i], spellings[i]);

        assert_string_equal(spell_bytes(text, (size_t)bytes),
                            "w:don't w:go~ w:d'\xC3\xA0~ w:\xD0\xB4'\xD0\xB0~");
    }
}

static void what_is_not_between_letters_is_no_apostrophe(void **state)
{
    (void)state;
    assert_tokens("`a` ```b``` a``b", "p:` w:a p:` p:``` w:b p:``` w:a p:`` w:b");
    assert_tokens("\xC2\xB4"
                  "a\xC2\xB4 a\xC2\xB4\xC2\xB4"
                  "b",
                  "o:\xC2\xB4 w:a o:\xC2\xB4 w:a o:\xC2\xB4 o:\xC2\xB4 w:b");
    assert_tokens("\xE2\x80\x98so\xE2\x80\x99 5\xE2\x80\xB2",
                  "p:\xE2\x80\x98 w:so p:' n:0 p:\xE2\x80\xB2");
    assert_tokens("kids&#39; #don`t", "w:kids p:' h:#don p:` w:t");
}

static void an_outer_apostrophe_is_punctuation(void **state)
{
    (void)state;
    assert_tokens("'tis 'quoted' the Joneses'", "p:' w:tis p:' w:quoted p:' w:the w:joneses p:'");
    assert_tokens("a''b", "w:a p:'' w:b");
}

static void a_hyphen_is_punctuation_between_words(void **state)
{
    (void)state;
    assert_tokens("well-known", "w:well p:- w:known");
}

static void composed_and_decomposed_letters_have_one_form(void **state)
{
    (void)state;
    assert_tokens("caf\xC3\xA9 cafe\xCC\x81 CAFE\xCC\x81 us", /* é, e + U+0301 */
                  "w:caf\xC3\xA9 w:caf\xC3\xA9 w:caf\xC3\xA9^ w:us");
    assert_tokens("\xE0\xA5\x98", "w:\xE0\xA4\x95\xE0\xA4\xBC");             /* never composed */
    assert_tokens("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "w:\xED\x95\x9C"); /* Hangul jamo */
}

static void case_folding_is_full(void **state)
{
    (void)state;
    assert_tokens("Stra\xC3\x9F"
                  "e",
                  "w:strasse");
    assert_tokens("\xC4\xB0zmir", "w:i\xCC\x87zmir");                         /* İ */
    assert_tokens("\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82", /* both sigmas */
                  "w:\xCF\x83\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83");
    assert_tokens("\xD0\x9C\xD0\xB8\xD1\x80", "w:\xD0\xBC\xD0\xB8\xD1\x80"); /* Cyrillic */
}

/* words of western letters have a shorter way: utf8proc says what it has to come to */
static void western_letters_have_the_form_of_all_letters(void **state)
{
    uint32_t seed = 1;
    tn_buf form = { 0 };

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        char text[64];
        size_t bytes = 0;
        utf8proc_uint8_t *wanted = NULL;
        utf8proc_ssize_t wanted_bytes;

        for (size_t i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes += tn_utf8_encode(seed >> 24 & 1   ? 0xC0 + (seed >> 25 & 0x3F)
                                    : seed >> 25 & 1 ? 'a' + (seed >> 26 & 15)
                                                     : 'A' + (seed >> 26 & 15),
                                    text + bytes);
        }
        tn_buf_clear(&form);
        assert_int_equal(tn_form_word(&form, text, bytes, false, NULL, NULL), 0);
        wanted_bytes = utf8proc_map(
            (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)bytes, &wanted,
            (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD));
        assert_int_equal(form.bytes, wanted_bytes);
        assert_memory_equal(form.data, wanted, form.bytes);
        free(wanted);
    }
    tn_buf_free(&form);
    assert_tokens("\xC3\x89t\xC3\xA9", "w:\xC3\xA9t\xC3\xA9");
    assert_tokens("OL\xC3\x89\xC3\x89\xC3\xA9", "w:ol\xC3\xA9\xC3\xA9+");
    assert_tokens("d\xE2\x80\x99\xC3\x80", "w:d'\xC3\xA0");
}

static void invisible_characters_are_no_part_of_a_form(void **state)
{
    (void)state;
    assert_tokens("co\xC2\xADop", "w:coop"); /* soft hyphen */
    assert_tokens("\xEF\xBB\xBF"
                  "first",
                  "w:first");                    /* byte order mark */
    assert_tokens("a\xE2\x80\x8B b", "w:a w:b"); /* zero width space */
    assert_tokens("\xE2\x80\xAE"
                  "evil\xE2\x80\xAC",
                  "w:evil");                  /* direction override */
    assert_tokens("\xE3\x85\xA4 ok", "w:ok"); /* Hangul filler */
}

static void a_letter_repeated_thrice_becomes_two(void **state)
{
    (void)state;
    assert_tokens("soooo good", "w:soo+ w:good");
    assert_tokens("YEEEES yes", "w:yees^+ w:yes");
    assert_tokens("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", "w:\xC3\xA9\xC3\xA9+");
    assert_tokens("AaAa", "w:aa+");
}

static void a_laugh_has_one_form_whatever_its_length(void **state)
{
    (void)state;
    assert_tokens("haha hahah hahaha Hahahahahahahahahahahah... ahahaha ahahah",
                  "w:haha w:haha+ w:haha+ w:haha+ p:... w:haha+ w:haha+");
    assert_tokens("hehe hehehehe lol lolol lololol jaja jajaja yes",
                  "w:hehe w:hehe+ w:lol w:lol+ w:lol+ w:jaja w:jaja+ w:yes");
    assert_tokens("HAHAHA they said", "w:haha^+ w:they w:said");
    assert_tokens("aha hah level haham banana #hahaha", "w:aha w:hah w:level w:haham w:banana "
                                                        "h:#hahaha");
}

static void masked_profanity_is_spelt_out(void **state)
{
    (void)state;
    assert_tokens("f***ing f**k f*ck f@#king f\xE2\x80\xA6ing f...ing f-ing",
                  "w:fucking w:fuck w:fuck w:fucking w:fucking w:fucking w:fucking");
    assert_tokens("sh*t s**t b*tch a**hole a$$hole bullsh*t d*mn f*****g motherf***er",
                  "w:shit w:shit w:bitch w:asshole w:asshole w:bullshit w:damn w:fucking "
                  "w:motherfucker");
    assert_tokens("un-f***ing-real not (SH*T)!", "w:un p:- w:fucking p:- w:real w:not p:( "
                                                 "w:shit~^ p:) p:!");
}

static void what_no_profanity_fits_is_no_masked_word(void **state)
{
    (void)state;
    assert_tokens("a*b s-t f-k well-known so...it f*** *uck",
                  "w:a p:* w:b w:s p:- w:t w:f p:- w:k w:well p:- w:known w:so p:... w:it w:f "
                  "p:*** p:* w:uck");
    assert_tokens("f* k s-hit @f*ck #sh*t",
                  "w:f p:* w:k w:s p:- w:hit @:@f p:* w:ck h:#sh p:* w:t");
    assert_tokens("f_ck@a.example sh*t5", "u:<email> w:shit n:0");
}

static void words_of_any_length_are_one_token(void **state)
{
    char text[3002];
    tn_tokens tokens = { 0 };

    (void)state;
    for (size_t i = 0; i < 3000; i += 3)
        memcpy(text + i, i % 2 ? "\xC3\xA9z" : "a\xC3\xBC", 3);
    assert_int_equal(tn_tokenise(&tokens, text, 3000, NULL), 0);
    assert_int_equal(tokens.n_tokens, 1);
    assert_int_equal(tokens.token[0].bytes, 3000);
    assert_int_equal(tokens.token[0].form_bytes, 3000);
    assert_memory_equal(tn_form(&tokens, tokens.token), text, 3000);
    tn_tokens_free(&tokens);
}

/* ------------------------------------------------------ numbers, punctuation */

static void digits_of_numbers_become_zero(void **state)
{
    (void)state;
    assert_tokens("2,016 19:30 1.5 9/11 5%", "n:0,000 n:00:00 n:0.0 n:0/00 n:0%");
    assert_tokens("1st 2ND 20mph", "n:0st n:0nd n:00mph");
    assert_tokens("in 2016.", "w:in n:0000 p:.");
    assert_tokens("$5", "p:$ n:0");
    assert_tokens("\xD9\xA1\xD9\xA2 km", "n:00 w:km"); /* Arabic-Indic */
}

static void a_run_of_a_sign_keeps_at_most_three(void **state)
{
    (void)state;
    assert_tokens("no!!!!! why?? so...... - --", "w:no p:!!! w:why p:?? w:so p:... p:- p:--");
    assert_tokens("((a))", "p:(( w:a p:))");
}

static void mixed_question_and_exclamation_marks_are_one_token(void **state)
{
    (void)state;
    assert_tokens("what?!?!? !? ok", "w:what p:?! p:?! w:ok");
}

static void typographic_punctuation_is_punctuation(void **state)
{
    (void)state;
    assert_tokens("\xE2\x80\x9Cso\xE2\x80\xA6\xE2\x80\x9D \xE2\x80\x94 yes",
                  "p:\xE2\x80\x9C w:so p:... p:\xE2\x80\x9D p:\xE2\x80\x94 w:yes");
}

static void basic_entities_are_their_character(void **state)
{
    (void)state;
    assert_tokens("Q&amp;A &lt;b&gt; &quot;x&quot; it&#39;s",
                  "w:q p:& w:a p:< w:b p:> p:\" w:x p:\" w:it's");
    assert_tokens("a &nosuch; b &amp", "w:a p:& w:nosuch p:; w:b p:& w:amp");
}

static void other_symbols_are_tokens_of_their_own(void **state)
{
    (void)state;
    assert_tokens("\xE2\x82\xAC"
                  "5 \xC2\xB0\xC2\xB0",
                  "o:\xE2\x82\xAC n:0 o:\xC2\xB0 o:\xC2\xB0");
}

/* --------------------------------------------------------- addresses and tags */

static void urls_are_one_token_without_the_sentence_punctuation(void **state)
{
    (void)state;
    assert_tokens("see http://a.example/b?c=d#e.", "w:see u:<url> p:.");
    assert_tokens("(https://a.example/b), HTTP://A.EXAMPLE!", "p:( u:<url> p:) p:, u:<url> p:!");
    assert_tokens("www.a.example/x; t.co/Ab1", "u:<url> p:; u:<url>");
    assert_tokens("http://a.example/b_(c) ok", "u:<url> w:ok");
    assert_tokens("http://a.example/caf\xC3\xA9\xE2\x80\xA6", "u:<url> p:...");
    assert_tokens("nicehttp://a.example/b", "w:nice u:<url>");
    assert_tokens("nicehttps://a.example/b", "w:nice u:<url>");
}

static void what_only_looks_like_an_address_is_none(void **state)
{
    (void)state;
    assert_tokens("http:/ http:// and/or e.g. end.Then",
                  "w:http p:: p:/ w:http p:: p:// w:and p:/ w:or w:e p:. w:g p:. w:end p:. w:then");
    assert_tokens("a@b", "w:a p:@ w:b");
}

static void mail_addresses_are_not_shown(void **state)
{
    (void)state;
    assert_tokens("write to Jo.Doe+x@mail.example.", "w:write w:to u:<email> p:.");
    assert_tokens("_a@b.example 9a@b.example", "u:<email> u:<email>");
}

static void mentions_and_hashtags_keep_their_sign(void **state)
{
    (void)state;
    assert_tokens("@Jo_Doe9: hi", "@:@jo_doe9 p:: w:hi");
    assert_tokens("RT:@Jo", "w:rt p:: @:@jo");
    assert_tokens("@Sooo", "@:@sooo");
    assert_tokens("#Vote_2016! #F\xC3\xBCr #Yesss", "h:#vote_2016 p:! h:#f\xC3\xBCr h:#yess+");
    assert_tokens("C# @ # a#b", "w:c p:# p:@ p:# w:a p:# w:b");
    assert_tokens("#don't", "h:#don p:' w:t");
}

/* --------------------------------------------------------- emoticons and emoji */

static void emoticons_lose_their_nose_and_repetition(void **state)
{
    (void)state;
    assert_tokens(":-) :) :-))) ;-) =) 8-)", "f::) f::) f::) f:;) f:=) f:8)");
    assert_tokens(":-( :'( :'-( >:( :-/ :-| :P :D :-*",
                  "f::( f::'( f::'( f:>:( f::/ f::| f::p f::d f::*");
    assert_tokens("(: (-: ): ok", "f::) f::) f::( w:ok");
    assert_tokens("fun:) lol:D", "w:fun f::) w:lol f::d");
}

static void faces_without_a_colon_are_emoticons(void **state)
{
    (void)state;
    assert_tokens("XD xDDD ^_^ ^^ -__- o_O T_T >_< \\o/ yay D:",
                  "f:xd f:xd f:^_^ f:^^ f:-_- f:o_o f:t_t f:>_< f:\\o/ w:yay f:d:");
    assert_tokens("<3 <333 </3 &lt;3", "f:<3 f:<3 f:</3 f:<3");
    assert_tokens("\xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF", "f:\xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF");
}

static void what_only_looks_like_a_face_is_none(void **state)
{
    (void)state;
    assert_tokens("(see 8) x) a:b", "p:( w:see n:0 p:) w:x p:) w:a p:: w:b");
    assert_tokens("won 8-3 (home): so", "w:won n:0 p:- n:0 p:( w:home p:) p:: w:so");
    assert_tokens("a => b see:(c) D: d <30",
                  "w:a p:= p:> w:b w:see p:: p:( w:c p:) w:d p:: w:d p:< n:00");
    assert_tokens("d &lt;30", "w:d p:< n:00");
    assert_tokens("note :Paul :days", "w:note p:: w:paul p:: w:days");
    assert_tokens("Oxo Dog too", "w:oxo w:dog w:too");
}

static void an_emoji_is_one_token_beside_words(void **state)
{
    (void)state;
    assert_tokens("ok\xF0\x9F\x98\x80\xF0\x9F\x98\x80!",
                  "w:ok e:\xF0\x9F\x98\x80 e:\xF0\x9F\x98\x80 p:!");
}

static void a_joined_family_stays_one_token(void **state)
{
    (void)state;
    assert_tokens("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
                  "e:\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7");
}

static void skin_tone_and_variation_selector_are_no_part_of_the_form(void **state)
{
    (void)state;
    assert_tokens("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD \xF0\x9F\x91\x8D",
                  "e:\xF0\x9F\x91\x8D e:\xF0\x9F\x91\x8D");
    assert_tokens("\xE2\x9D\xA4\xEF\xB8\x8F \xE2\x9D\xA4", "e:\xE2\x9D\xA4 e:\xE2\x9D\xA4");
    /* a woman of some tone with a laptop */
    assert_tokens("\xF0\x9F\x91\xA9\xF0\x9F\x8F\xBE\xE2\x80\x8D\xF0\x9F\x92\xBB",
                  "e:\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB");
}

static void two_regional_indicators_are_a_flag(void **state)
{
    (void)state;
    assert_tokens("\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
                  "e:\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7 e:\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA");
    assert_tokens("\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xBF", /* tags */
                  "e:\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xBF");
}

static void a_keycap_is_an_emoji(void **state)
{
    (void)state;
    assert_tokens("1\xEF\xB8\x8F\xE2\x83\xA3 #\xEF\xB8\x8F\xE2\x83\xA3 *\xE2\x83\xA3",
                  "e:1\xE2\x83\xA3 e:#\xE2\x83\xA3 e:*\xE2\x83\xA3");
}

/* --------------------------------------------------------------------- marks */

static void capitals_are_marked_unless_all_is_shouted(void **state)
{
    (void)state;
    assert_tokens("this is NOT good", "w:this w:is w:not^ w:good~");
    assert_tokens("I saw A dog", "w:i w:saw w:a w:dog"); /* one letter is no shouting */
    assert_tokens("THIS IS BAD", "w:this w:is w:bad");
    assert_tokens("THIS IS VERY bad", "w:this w:is w:very w:bad");
    assert_tokens("\xC3\x89T\xC3\x89 was nice", "w:\xC3\xA9t\xC3\xA9^ w:was w:nice");
}

static void a_negator_marks_five_words_behind_it(void **state)
{
    (void)state;
    assert_tokens("not one two three four five six",
                  "w:not w:one~ w:two~ w:three~ w:four~ w:five~ w:six");
    assert_tokens("we can't (ever) #win 5 <3", "w:we w:can't p:( w:ever~ p:) h:#win~ n:0 f:<3");
}

static void every_negator_opens_a_scope(void **state)
{
    static const char *const negators[] = { "not",
                                            "no",
                                            "never",
                                            "none",
                                            "nobody",
                                            "nothing",
                                            "neither",
                                            "nor",
                                            "cannot",
                                            "nowhere",
                                            "without",
                                            "hardly",
                                            "barely",
                                            "scarcely",
                                            "dont",
                                            "cant",
                                            "wont",
                                            "isnt",
                                            "arent",
                                            "wasnt",
                                            "werent",
                                            "didnt",
                                            "doesnt",
                                            "hasnt",
                                            "havent",
                                            "hadnt",
                                            "couldnt",
                                            "wouldnt",
                                            "shouldnt",
                                            "aint",
                                            "mustnt",
                                            "neednt",
                                            "ain't",
                                            "isn't",
                                            "shan't",
                                            "NEVER",
                                            "Didn\xE2\x80\x99t" };

    (void)state;
    for (size_t i = 0; i < sizeof(negators) / sizeof(negators[0]); i++) {
        char text[32];
        tn_tokens tokens = { 0 };
        int bytes = snprintf(text, sizeof(text), "%s kind", negators[i]);

        assert_int_equal(tn_tokenise(&tokens, text, (size_t)bytes, NULL), 0);
        assert_int_equal(tokens.n_tokens, 2);
        assert_int_equal(tokens.token[0].marks & TN_NEGATED, 0);
        if (!(tokens.token[1].marks & TN_NEGATED))
            fail_msg("%s negates nothing", negators[i]);
        tn_tokens_free(&tokens);
    }
}

static void clause_punctuation_and_new_lines_end_a_scope(void **state)
{
    static const char *const ends[] = { ".", ",",   ";",  ":",  "!",
                                        "?", "...", "?!", "\n", "\xE2\x80\xA6" };

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char text[32];
        tn_tokens tokens = { 0 };
        int bytes = snprintf(text, sizeof(text), "not bad%s good", ends[i]);

        assert_int_equal(tn_tokenise(&tokens, text, (size_t)bytes, NULL), 0);
        assert_int_equal(tokens.token[1].marks, TN_NEGATED);
        assert_int_equal(tokens.token[tokens.n_tokens - 1].marks, 0);
        tn_tokens_free(&tokens);
    }
    assert_tokens("not bad - (good)", "w:not w:bad~ p:- p:( w:good~ p:)");
}

static void a_turning_word_ends_a_scope(void **state)
{
    (void)state;
    assert_tokens("not bad but good", "w:not w:bad~ w:but w:good");
    assert_tokens("never boring however long", "w:never w:boring~ w:however w:long");
    assert_tokens("not bad although long", "w:not w:bad~ w:although w:long");
}

static void a_second_negator_opens_the_scope_anew(void **state)
{
    (void)state;
    assert_tokens("not a b c never d e f g h i",
                  "w:not w:a~ w:b~ w:c~ w:never w:d~ w:e~ w:f~ w:g~ w:h~ w:i");
}

static void harmless_phrases_negate_nothing(void **state)
{
    (void)state;
    assert_tokens("not only good", "w:not w:only w:good");
    assert_tokens("no doubt good", "w:no w:doubt w:good");
    assert_tokens("no wonder", "w:no w:wonder");
}

/* counts the negated words of a text */
static size_t count_negated(const char *text)
{
    tn_tokens tokens = { 0 };
    size_t n = 0;

    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    for (size_t i = 0; i < tokens.n_tokens; i++)
        n += tokens.token[i].marks & TN_NEGATED;
    tn_tokens_free(&tokens);
    return n;
}

static void what_is_said_to_the_utmost_is_not_negated(void **state)
{
    static const char *const utmost[] = { "never been this good",
                                          "never looked better",
                                          "have never been so happy",
                                          "it has never been more expensive",
                                          "never had so many likes",
                                          "couldn't agree more",
                                          "could not agree with you more",
                                          "could not be better",
                                          "couldnt be happier",
                                          "couldn't care less",
                                          "could not have been nicer",
                                          "can't get any better than this",
                                          "it doesn't get better than this",
                                          "can't thank you enough",
                                          "cannot get enough of it",
                                          "you can't go wrong",
                                          "nothing better than tea",
                                          "no better place" };
    static const char *const negated[] = {
        "not better than before",    "isn't any better",     "it doesn't get better",
        "don't need more of this",   "never again",          "never more than five",
        "would never be better",     "never seen this film", "never works so I left",
        "never a soldier",           "can't take any more",  "can't wait to see more",
        "can't stay focused enough", "nothing better to do", "no more wars",
        "no better than them"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(utmost) / sizeof(utmost[0]); i++)
        if (count_negated(utmost[i]) > 0)
            fail_msg("\"%s\" is negated", utmost[i]);
    for (size_t i = 0; i < sizeof(negated) / sizeof(negated[0]); i++)
        if (count_negated(negated[i]) == 0)
            fail_msg("\"%s\" is not negated", negated[i]);
    assert_tokens("not a never been better b c", "w:not w:a~ w:never w:been w:better w:b w:c");
}

/* ------------------------------------------------------------ bytes and places */

static void offsets_are_those_of_the_source(void **state)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "Caf\xC3\xA9  soooo \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD";
    static const uint32_t wanted[][2] = { { 3, 5 }, { 10, 5 }, { 16, 8 } };
    tn_tokens tokens = { 0 };

    (void)state;
    assert_int_equal(tn_tokenise(&tokens, text, sizeof(text) - 1, NULL), 0);
    assert_int_equal(tokens.n_tokens, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(tokens.token[i].start, wanted[i][0]);
        assert_int_equal(tokens.token[i].bytes, wanted[i][1]);
    }
    tn_tokens_free(&tokens);
}

static void invalid_bytes_are_replaced_and_counted(void **state)
{
    static const char text[] = "a\xFF"
                               "b\xC3 \xED\xA0\x80";
    tn_tokens tokens = { 0 };

    (void)state;
    assert_tokens("a\xFF"
                  "b",
                  "w:a o:\xEF\xBF\xBD w:b");
    assert_int_equal(tn_tokenise(&tokens, text, sizeof(text) - 1, NULL), 0);
    assert_int_equal(tokens.n_invalid, 5);
    assert_int_equal(tokens.n_tokens, 7);
    tn_tokens_free(&tokens);
}

static void a_quoted_line_has_no_tokens(void **state)
{
    (void)state;
    assert_tokens("> they said\nI say", "w:i w:say");
    assert_tokens(">> older\n> old\n>\nnew\n> last", "w:new");
    assert_tokens("a > b", "w:a p:> w:b");
    assert_tokens(">:(", "f:>:(");
    assert_tokens("> they said. I say", "p:> w:they w:said p:. w:i w:say"); /* line ends lost */
    assert_tokens("> they said\n", "");
}

static void nul_is_a_control_character(void **state)
{
    (void)state;
    assert_tokens("not\0bad :\0) <\0", "w:not w:bad~ p:: p:) p:<");
}

static void the_hash_is_that_of_the_form(void **state)
{
    tn_tokens tokens = { 0 };

    (void)state;
    assert_int_equal(tn_tokenise(&tokens, "DON\xE2\x80\x99T don't", 13, NULL), 0);
    assert_int_equal(tokens.n_tokens, 2);
    assert_true(tokens.token[0].hash == tokens.token[1].hash);
    assert_true(tokens.token[0].hash == tn_hash("don't", 5));
    tn_tokens_free(&tokens);
}

static void a_result_is_cleared_before_it_is_used_again(void **state)
{
    tn_tokens tokens = { 0 };

    (void)state;
    assert_int_equal(tn_tokenise(&tokens, "\xFF many words here", 17, NULL), 0);
    assert_int_equal(tn_tokenise(&tokens, "one", 3, NULL), 0);
    assert_int_equal(tokens.n_tokens, 1);
    assert_int_equal(tokens.n_invalid, 0);
    assert_int_equal(tokens.forms.bytes, 3);
    assert_int_equal(tn_tokenise(&tokens, NULL, 0, NULL), 0);
    assert_int_equal(tokens.n_tokens, 0);
    tn_tokens_free(&tokens);
    tn_tokens_free(&tokens);
}

static void a_text_too_long_to_count_is_refused(void **state)
{
    tn_tokens tokens = { 0 };
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tn_tokenise(&tokens, "", (size_t)UINT32_MAX + 1, &err), TENOR_ERR_INPUT);
    assert_int_equal(err.code, TENOR_ERR_INPUT);
    assert_int_equal(tokens.n_tokens, 0);
    tn_tokens_free(&tokens);
}

/* ------------------------------------------------------- character n-grams */

static size_t count_chars(const char *text)
{
    tn_tokens tokens = { 0 };
    tn_features features = { 0 };
    size_t n = 0;

    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tokens.n_tokens, 1);
    assert_int_equal(tn_features_of(&features, &tokens, true, NULL), 0);
    for (size_t f = 0; f < features.n_features; f++)
        n += features.feature[f].family == TN_FAMILY_CHAR;
    tn_features_free(&features);
    tn_tokens_free(&tokens);
    return n;
}

static void character_ngrams_are_those_of_the_padded_form(void **state)
{
    (void)state;
    assert_int_equal(count_chars("good"), 4 + 3 + 2); /* of "<good>" */
    assert_int_equal(count_chars("caf\xC3\xA9"), 4 + 3 + 2);
    assert_int_equal(count_chars("a"), 1);
    assert_int_equal(count_chars("ab"), 2 + 1);
    assert_int_equal(count_chars("abc"), 3 + 2 + 1);
    assert_int_equal(count_chars("characteristically"), 18 + 17 + 16);
    assert_int_equal(count_chars("2016"), 0); /* numbers have none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_folded_and_apart_from_punctuation),
        cmocka_unit_test(a_contraction_is_one_word_with_either_apostrophe),
        cmocka_unit_test(every_spelling_of_an_apostrophe_between_letters_is_one),
        cmocka_unit_test(what_is_not_between_letters_is_no_apostrophe),
        cmocka_unit_test(an_outer_apostrophe_is_punctuation),
        cmocka_unit_test(a_hyphen_is_punctuation_between_words),
        cmocka_unit_test(composed_and_decomposed_letters_have_one_form),
        cmocka_unit_test(case_folding_is_full),
        cmocka_unit_test(western_letters_have_the_form_of_all_letters),
        cmocka_unit_test(invisible_characters_are_no_part_of_a_form),
        cmocka_unit_test(a_letter_repeated_thrice_becomes_two),
        cmocka_unit_test(a_laugh_has_one_form_whatever_its_length),
        cmocka_unit_test(masked_profanity_is_spelt_out),
        cmocka_unit_test(what_no_profanity_fits_is_no_masked_word),
        cmocka_unit_test(words_of_any_length_are_one_token),
        cmocka_unit_test(digits_of_numbers_become_zero),
        cmocka_unit_test(a_run_of_a_sign_keeps_at_most_three),
        cmocka_unit_test(mixed_question_and_exclamation_marks_are_one_token),
        cmocka_unit_test(typographic_punctuation_is_punctuation),
        cmocka_unit_test(basic_entities_are_their_character),
        cmocka_unit_test(other_symbols_are_tokens_of_their_own),
        cmocka_unit_test(urls_are_one_token_without_the_sentence_punctuation),
        cmocka_unit_test(what_only_looks_like_an_address_is_none),
        cmocka_unit_test(mail_addresses_are_not_shown),
        cmocka_unit_test(mentions_and_hashtags_keep_their_sign),
        cmocka_unit_test(emoticons_lose_their_nose_and_repetition),
        cmocka_unit_test(faces_without_a_colon_are_emoticons),
        cmocka_unit_test(what_only_looks_like_a_face_is_none),
        cmocka_unit_test(an_emoji_is_one_token_beside_words),
        cmocka_unit_test(a_joined_family_stays_one_token),
        cmocka_unit_test(skin_tone_and_variation_selector_are_no_part_of_the_form),
        cmocka_unit_test(two_regional_indicators_are_a_flag),
        cmocka_unit_test(a_keycap_is_an_emoji),
        cmocka_unit_test(capitals_are_marked_unless_all_is_shouted),
        cmocka_unit_test(a_negator_marks_five_words_behind_it),
        cmocka_unit_test(every_negator_opens_a_scope),
        cmocka_unit_test(clause_punctuation_and_new_lines_end_a_scope),
        cmocka_unit_test(a_turning_word_ends_a_scope),
        cmocka_unit_test(a_second_negator_opens_the_scope_anew),
        cmocka_unit_test(harmless_phrases_negate_nothing),
        cmocka_unit_test(what_is_said_to_the_utmost_is_not_negated),
        cmocka_unit_test(offsets_are_those_of_the_source),
        cmocka_unit_test(invalid_bytes_are_replaced_and_counted),
        cmocka_unit_test(a_quoted_line_has_no_tokens),
        cmocka_unit_test(nul_is_a_control_character),
        cmocka_unit_test(the_hash_is_that_of_the_form),
        cmocka_unit_test(a_result_is_cleared_before_it_is_used_again),
        cmocka_unit_test(a_text_too_long_to_count_is_refused),
        cmocka_unit_test(character_ngrams_are_those_of_the_padded_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
