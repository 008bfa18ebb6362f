#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Every format that is read, told by its content: what becomes of its comments.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  cp "$ROOT"/tests/fixtures/formats/* .
}

# rows FILE...: what tenor makes of them
rows() { tenor convert -q "$@"; }

# fields FILE...: what a comment is, one line each
fields() {
  rows "$@" | jq -c '[.article_id, .id, .parent_id, .author, .created_at, .likes, .deleted, .text]'
}

@test "WordPress: its export, and the answers of its REST interface" {
  golden convert-wxr convert -v wordpress.wxr.xml
  golden convert-wordpress-rest convert -v wordpress_rest.json
}

@test "Disqus: threads name the articles; a faulty tag costs one post" {
  golden convert-disqus convert -v disqus.xml
}

@test "YouTube: threads with replies, over several pages; lists of comments" {
  golden convert-youtube-threads convert youtube_threads.json
  golden convert-youtube-comments convert youtube_comments.json
}

@test "Reddit: archives' lines, and the same in an array or compressed" {
  golden convert-reddit convert reddit.ndjson
  rows reddit.ndjson >expected
  { echo '[' && sed '$!s/$/,/' reddit.ndjson && echo ']'; } >array
  diff expected <(rows array)
  zstd -q reddit.ndjson
  diff expected <(rows reddit.ndjson.zst)
}

@test "Hacker News: comments within comments, with and without ids" {
  golden convert-hackernews convert hackernews.json
}

@test "formats that are a table: answers and exports in JSON, feeds" {
  golden convert-tables convert -v bluesky.json commento.json discourse.json disqus_api.json \
    facebook_graph.json feed_blogger.xml feed_rss.xml guardian.json hn_firebase.ndjson \
    hn_search.json mastodon.json reddit_thread.json remark42.ndjson telegram.json \
    wordpress_com.json youtube_downloader.ndjson ytdlp_info.json
}

@test "GitHub: comments of an issue and of its reviews; an account that is gone" {
  diff <(fields github_issue.json) - <<'END'
["https://github.com/quayside/tides/issues/12","2101",null,"orla-m","2024-03-04T08:00:00Z",4,null,"The tide table is an hour out since March.\r\n\r\nIt was perfect before."]
["https://github.com/quayside/tides/issues/12","2102",null,null,"2024-03-04T09:00:00Z",0,null,"> The tide table is an hour out\r\n\r\nSummer time, surely?"]
["https://github.com/quayside/tides/pull/14","77","76","piet","2024-03-05T08:00:00Z",null,null,"This loop is a pleasure to read."]
END
}

@test "Stack Exchange: comments are of their post" {
  diff <(fields stackexchange_comments.json) - <<'END'
["501","9001",null,"41","2024-03-04T08:00:00Z",7,null,"Use a spring line, it's a delight."]
["501","9002",null,"user77","2024-03-04T08:05:00Z",0,null,"@Orla That broke my cleat."]
END
}

@test "Stack Exchange: comments within an answer are of its question" {
  diff <(fields stackexchange_answers.json) - <<'END'
["501","601",null,"42","2024-03-04T08:13:20Z",12,null,"Go in slowly.\n\nIt never fails."]
["501","9003","601","43","2024-03-04T08:46:40Z",2,null,"It failed me."]
["501","602",null,"44","2024-03-04T09:03:20Z",-1,null,"Ask the harbour master."]
END
}

@test "Lemmy: the parent is the last but one of the path; what moderators removed" {
  diff <(fields lemmy.json) - <<'END'
["77","3101",null,"https://feddit.example/u/orla","2024-03-04T08:00:00Z",9,null,"The new ferry is **wonderful**."]
["77","3102","3101","piet","2024-03-04T08:05:00Z",-2,null,"It is late every day."]
["77","3103","3102","https://other.example/u/sam","2024-03-04T08:07:00Z",1,true,""]
END
}

@test "Coral: replies within edges, the article is the story" {
  diff <(fields coral.json) - <<'END'
["story-9","c1",null,"orla","2024-03-04T08:00:00Z",3,null,"At last, a bridge\nto be proud of."]
["story-9","c2","c1","piet","2024-03-04T08:05:00Z",0,null,"It already leaks."]
["story-9","c3",null,null,"2024-03-04T08:10:00Z",0,true,""]
END
}

@test "Isso: modes tell what is deleted" {
  diff <(fields isso.json) - <<'END'
["isso","15",null,"Orla","2024-03-04T08:00:00Z",3,null,"A lovely walk along the quay."]
["isso","17","15","e644f6ee43c0","2024-03-04T08:05:00Z",0,null,"Too much wind."]
["isso","16",null,"68b329da9893","2024-03-04T08:01:40Z",0,true,""]
END
}

@test "the New York Times: replies are of the article of their comment" {
  diff <(fields nyt.json) - <<'END'
["https://paper.example/2024/03/pier.html","14001",null,"51001","2024-03-04T08:00:00Z",12,null,"The new pier is a triumph.\n\nEvery town should have one."]
["https://paper.example/2024/03/pier.html","14002","14001","Piet","2024-03-04T08:05:00Z",3,null,"@Orla It cost us a school."]
["https://paper.example/2024/03/pier.html","14003",null,"51003","2024-03-04T08:06:40Z",0,true,""]
END
}

@test "Bluesky without cid: a thread with a post that is gone" {
  diff <(fields bluesky_thread.json) - <<'END'
["at://did:plc:a/app.bsky.feed.post/11","at://did:plc:a/app.bsky.feed.post/11",null,"paper.example","2024-03-04T08:00:00Z",8,null,"The lighthouse is for sale."]
["at://did:plc:a/app.bsky.feed.post/11","at://did:plc:b/app.bsky.feed.post/12",null,"orla.example","2024-03-04T08:01:00Z",2,null,"What a shame."]
END
}

@test "Telegram without from_id: a sender may be null" {
  diff <(fields telegram_channel.json) - <<'END'
["777","2",null,null,"2024-03-04T08:00:00Z",null,null,"The crane is back, sadly."]
["777","3","2","Piet","2024-03-04T08:05:00Z",null,null,"See quay.example, it is splendid."]
END
}

@test "Blogger: a related link is the parent, the post is none" {
  diff <(fields feed_blogger_threads.xml) - <<'END'
["tag:blogger.com,1999:blog-1.post-55","tag:blogger.com,1999:blog-1.post-83","tag:blogger.com,1999:blog-1.post-82","Sam","2024-03-04T08:10:00Z",null,true,"This comment has been removed by the author."]
["tag:blogger.com,1999:blog-1.post-55","tag:blogger.com,1999:blog-1.post-82","tag:blogger.com,1999:blog-1.post-81","Piet","2024-03-04T08:05:00Z",null,null,"Is it? It smells."]
["tag:blogger.com,1999:blog-1.post-55","tag:blogger.com,1999:blog-1.post-81",null,"Orla","2024-03-04T08:00:00Z",null,null,"Nice quay."]
END
}

@test "Atom as WordPress has it: who replies to a comment is of its post" {
  diff <(fields feed_wordpress_atom.xml) - <<'END'
["https://weir.example/?p=31","https://weir.example/?p=31#comment-5",null,"Orla","2024-03-04T08:00:00Z",null,null,"The weir is a joy."]
["https://weir.example/?p=31","https://weir.example/?p=31#comment-6","https://weir.example/?p=31#comment-5","Piet","2024-03-04T08:05:00Z",null,null,"Not for the salmon."]
END
}

@test "articles of formats that are a table: titles, addresses, sections" {
  diff <(rows coral.json lemmy.json nyt.json github_issue.json stackexchange_answers.json | jq -c 'select(.article).article' | LC_ALL=C sort -u) - <<'END'
{"title":"A new ferry","url":"https://feddit.example/post/77","published_at":"2024-03-04T07:00:00Z","section":"harbour"}
{"title":"A new ferry","url":"https://feddit.example/post/77"}
{"title":"How to moor"}
{"title":"The bridge opens","url":"https://paper.example/bridge"}
{"url":"https://github.com/quayside/tides/issues/12"}
{"url":"https://github.com/quayside/tides/pull/14"}
{"url":"https://paper.example/2024/03/pier.html"}
END
}

@test "formats that are a table: one object a line, lists without edges, odd values" {
  jq -c '.[0:2][]' github_issue.json >lines.ndjson # reviews have keys of their own
  diff <(fields github_issue.json | head -2) <(fields lines.ndjson)
  jq -c '.[2:]' github_issue.json >review.json
  diff <(fields github_issue.json | tail -1) <(fields review.json)
  jq -c '.comments[]' lemmy.json >lines.ndjson
  diff <(fields lemmy.json) <(fields lines.ndjson)
  jq 'walk(if type == "object" and has("edges") then {nodes: [.edges[].node]} else . end)' coral.json >nodes.json
  diff <(fields coral.json) <(fields nodes.json)
  for file in github_issue stackexchange_comments lemmy coral isso nyt bluesky_thread telegram_channel; do
    jq -c 'walk(if type == "object" then
        with_entries(if .key | IN("created_at", "creation_date", "published", "createdAt", "created", "createDate", "date",
            "score", "likes", "likeCount", "recommendations", "total", "+1", "path", "parent", "parentID", "user",
            "owner", "creator", "from", "metadata", "in_reply_to_id") then .value = [[7]] else . end)
      else . end)' $file.json >odd.json
    diff <(rows $file.json | jq -r .text) <(rows odd.json | jq -r .text) || fail "$file"
    [ "$(rows odd.json | jq -r 'select(.created_at or .likes)' | wc -l)" -eq 0 ] || fail "$file: odd values"
  done
}

@test "a zip is read member by member; zstd with windows of 2 GiB" {
  python3 -m zipfile -c export.zip remark42.ndjson guardian.json
  diff <(rows remark42.ndjson guardian.json) <(rows export.zip)
  zstd -q --ultra -22 --long=31 --no-content-size <reddit.ndjson >dump.zst
  diff <(rows reddit.ndjson) <(rows dump.zst)
  { zstd -q <reddit.ndjson; zstd -q <reddit.ndjson; } >frames.zst
  diff <(rows reddit.ndjson reddit.ndjson) <(rows frames.zst)
}

@test "documents that are not read are called by their names" {
  printf '%%PDF-1.4\n%%x\n' >a.pdf
  printf 'MIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>\n' >a.mhtml
  echo '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' >'[Content_Types].xml'
  python3 -m zipfile -c a.xlsx '[Content_Types].xml'
  for file in a.pdf:PDF a.mhtml:mhtml a.xlsx:xlsx; do
    run_tenor convert "${file%:*}"
    expect_status 1
    expect_message "${file#*:}"
  done
}

@test "HTML pages: WordPress's list, JSON-LD, plain lists" {
  golden convert-html-wordpress convert page_wordpress.html
  golden convert-html-jsonld convert page_jsonld.html
  golden convert-html-plain convert page_plain.html
  golden convert-html-themes convert page_themes.html
}

@test "any JSON objects under names of their own, with --map" {
  golden convert-json convert \
    --map id=nr,article_id=thread.key,author=user,text=words,parent_id=answers comments.json
}

@test "JSON of any shape: articles that hold their comments, replies that hold replies" {
  golden convert-articles-nested convert articles_nested.json
}

@test "where comments are, which article they are of and whether they are markup can be said" {
  echo '{"resp": {"docs": [{"nr": 1, "text": "<i>so</i> it is"}], "other": [{"text": "no"}]}}' >odd.json
  run_tenor convert --records resp.docs --map id=nr --article-id pond --text-format html odd.json
  [ "$out" = '{"article_id":"pond","id":"1","text":"so it is"}' ]
  run_tenor convert --records resp.docs --article-id pond --text-format plain odd.json
  [[ $out == *"<i>so</i>"* ]]
  run_tenor convert -q --records resp.none odd.json
  expect_message "1 records rejected, mostly: there is nothing at resp.none"
  printf 'body;author\nWet.;orla\n' >no_article.csv
  run_tenor convert no_article.csv
  expect_status 1
  expect_message "--article-id NAME"
  [ "$(rows --article-id pond no_article.csv | jq -r .article_id)" = pond ]
}

@test "an array is read like the lines of NDJSON" {
  cp "$INPUT/good.ndjson" .
  rows good.ndjson >expected
  jq -s . good.ndjson | rows >pretty
  jq -cs '[.[:1], .[1:]]' good.ndjson | rows >nested
  jq . good.ndjson | rows >spread
  diff expected pretty
  diff expected nested
  diff expected spread
}

@test "UTF-16 is read like UTF-8, whatever the format" {
  for file in *; do
    iconv -f UTF-8 -t UTF-16 "$file" >sixteen # with a mark
    iconv -f UTF-8 -t UTF-16BE "$file" >unmarked
    diff <(rows "$file") <(rows sixteen) || fail "$file"
    diff <(rows "$file") <(rows unmarked) || fail "$file, unmarked"
    [ "$file" = comments.json ] || [ "$(rows sixteen | wc -l)" -gt 1 ] || fail "$file: nothing"
  done
}

@test "XML in an older encoding says so" {
  sed 's/UTF-8/ISO-8859-1/; s/A sad day/Un jour fané/' wordpress.wxr.xml | iconv -f UTF-8 -t ISO-8859-1 >latin1
  rows latin1 | grep -q '"Un jour fané.*for readers.*"'
  for unknown in klingon UCS-4 IBM037; do
    diff <(rows wordpress.wxr.xml) <(sed "s/UTF-8/$unknown/" wordpress.wxr.xml | rows)
  done
}

@test "HTML in an older encoding says so" {
  sed 's/utf-8/windows-1252/; s/At last/Déjà/' page_wordpress.html | iconv -f UTF-8 -t WINDOWS-1252 >old.html
  sed 's/At last/Déjà/' page_wordpress.html >new.html
  diff <(rows new.html) <(rows old.html)
  sed 's/utf-8/ISO-8859-1/' page_themes.html | iconv -f UTF-8 -t WINDOWS-1252 >latin1.html
  diff <(rows page_themes.html) <(rows latin1.html)
}

@test "a document that is cut short is told of, and what came before it counts" {
  for file in wordpress.wxr.xml disqus.xml youtube_threads.json wordpress_rest.json; do
    head -c 1800 "$file" | sed '$s/[^>}]*$//' >part
    run_tenor convert part
    expect_status 0
    [ -n "$out" ] || fail "$file: nothing came out"
    [[ $err == *"cut short"* || $err == *"ends within the record"* ]] || fail "$file: $err"
  done
}

@test "the whole folder in one call: formats by name, every record accounted for" {
  cd .. && rm -rf results && mkdir -p in && cp "$ROOT"/tests/fixtures/formats/* in
  rm in/comments.json # needs --map
  tenor batch -q --models "$TENOR_MODELS" -o results in
  found=$(jq -r '.inputs[] | "\(.name | sub(".*/"; "")) \(.format) \(.records) \(.rejected) \(.left_out | add)"' \
    results/current/manifest.json)
  diff - <(echo "$found") <<'END'
articles_nested.json json 5 0 0
bluesky.json bluesky 3 0 0
bluesky_thread.json bluesky 2 0 0
commento.json commento 2 0 0
coral.json coral 3 0 0
discourse.json discourse 2 0 0
disqus.xml disqus 6 1 1
disqus_api.json disqus 2 0 0
facebook_graph.json graph 2 0 0
feed_blogger.xml feed 2 0 0
feed_blogger_threads.xml feed 3 0 0
feed_rss.xml feed 2 0 0
feed_wordpress_atom.xml feed 2 0 0
github_issue.json github 3 0 0
guardian.json guardian 2 0 0
hackernews.json hackernews 10 0 0
hn_firebase.ndjson hackernews 4 0 1
hn_search.json hackernews 2 0 0
isso.json isso 3 0 0
lemmy.json lemmy 3 0 0
mastodon.json mastodon 2 0 0
nyt.json nyt 3 0 0
page_jsonld.html html 4 1 0
page_plain.html html 4 0 0
page_themes.html html 5 0 0
page_wordpress.html html 3 0 1
reddit.ndjson reddit 6 1 0
reddit_thread.json reddit 2 0 0
remark42.ndjson remark42 2 0 0
stackexchange_answers.json stackexchange 3 0 0
stackexchange_comments.json stackexchange 2 0 0
telegram.json telegram 3 0 1
telegram_channel.json telegram 3 0 1
wordpress.wxr.xml wxr 7 0 3
wordpress_com.json wordpress 2 0 0
wordpress_rest.json wordpress 4 1 1
youtube_comments.json youtube 2 0 0
youtube_downloader.ndjson youtube 2 0 0
youtube_threads.json youtube 5 1 0
ytdlp_info.json yt-dlp 2 0 0
END
}

@test "real exports: the manifest's counts are those of an independent count" {
  samples=${TENOR_SHARED:-$ROOT/../shared}/samples
  case $samples in /*) ;; *) samples=$ROOT/$samples ;; esac
  [ -d "$samples" ] || skip "no $samples"
  for folder in "$samples"/*; do
    [ "${folder##*/}" = field ] || set -- "$@" "$folder" # of which many need --map
  done
  [ $# -ge 5 ]
  tenor batch -q --models "$TENOR_MODELS" -o results "$@"
  /usr/bin/python3 "$ROOT/tests/cli/count_samples.py" results/current/manifest.json "$@"
}

@test "an item of a list that holds no comment is a rejected record, not nothing" {
  cd "$BATS_TEST_TMPDIR"
  echo '{"items":[{"who":{"name":"Ada"},"what":{"words":"Too loud by half."}},{"id":1,"article_id":2,"text":"Lovely."}]}' >odd.json
  run_tenor convert odd.json
  expect_status 0
  [[ $err == *"odd.json:1: field \`article_id\` is missing"* ]]
  [ "$(jq -r .text <<<"$out")" = Lovely. ]
  echo '[{"article":{"id":"a"},"comments":[]},{"article":{"id":"b"},"comments":[{"id":1,"text":"Fine."}]}]' >empty.json
  run_tenor convert empty.json # an article without comments is none
  expect_status 0
  [ -z "$err" ] && [ "$(jq -r .article_id <<<"$out")" = b ]
}

@test "an empty list of comments is an empty input; empty replies to what has no text are a rejection" {
  for empty in '[]' '{"comments":[]}' '{"items":[],"has_more":false}' '{"id":7,"title":"T","replies":[]}' \
    '[{"title":"T","comments":[]},{"title":"U","replies":[]}]' '{"data":{"story":{"id":"s","comments":{"edges":[]}}}}' \
    '{"id":null,"total_replies":0,"hidden_replies":0,"replies":[]}'; do
    echo "$empty" >empty.json
    run_tenor convert empty.json
    expect_status 0
    [ -z "$out$err" ] || fail "$empty: $out$err"
    run_tenor batch --models "$TENOR_MODELS" -o results --allow-empty empty.json
    [[ $err == *"0 received: "*", 0 rejected. 0 articles"* ]] || fail "$empty: $err"
  done
  for foreign in '[{"id":1,"words":"a","replies":[{"id":2,"words":"b","replies":[]}]}]' \
    '{"id":1,"words":"a","replies":[]}{"id":2,"words":"b","children":[]}' \
    '{"title":"T","comments":[{"id":1,"words":"a","replies":[]},{"id":2,"words":"b","replies":[7]}]}' \
    '{"thread":{"comments":[{"id":1,"words":"a","replies":[]},{"id":2,"words":"b","responses":[]}]}}'; do
    echo "$foreign" >foreign.json
    run_tenor convert foreign.json
    expect_status 1
    [[ $err == *"no comments in 1 input: "[123]" of "[123]" records rejected"* ]] || fail "$foreign: $err"
  done
  [ "$(rows - <<<'{"comments":[],"data":[{"article_id":1,"id":1,"text":"Hi."}]}' | jq -r .text)" = Hi. ]
}

@test "replies within a comment are of its article" {
  diff <(rows - <<<'{"article_id":"a","id":1,"text":"Wet.","replies":[{"id":2,"text":"Very.","replies":[{"article_id":"b","id":3,"text":"No."}]}]}' |
    jq -c '[.article_id, .id, .parent_id]') - <<'END'
["a","1",null]
["a","2","1"]
["b","3","2"]
END
}

@test "answers of YouTube without their kind are YouTube's" {
  cd "$BATS_TEST_TMPDIR"
  echo '{"items":[{"id":"T","snippet":{"videoId":"v","topLevelComment":{"id":"T","snippet":{"textOriginal":"Well sung.","authorDisplayName":"Ada"}}},"replies":{"comments":[{"id":"T.1","snippet":{"parentId":"T","videoId":"v","textOriginal":"Hardly."}}]}}]}' >answer.json
  run_tenor convert answer.json
  expect_status 0
  [ "$(jq -c '[.article_id, .id, .parent_id, .text]' <<<"$out")" = '["v","T",null,"Well sung."]
["v","T.1","T","Hardly."]' ]
}
