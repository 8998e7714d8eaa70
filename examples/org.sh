#!/bin/sh
# Write a reading list as org-mode headlines. Papers that changed since they were listed have a tag.
# No text of a paper becomes a link, a macro or code: a zero-width space, org-mode's own escape,
# prevents it.
#
#     ./org.sh --topic faces >> ~/org/papers.org
set -eu

papertriage -q rank -f jsonl "$@" | jq -r '
  def one_line: gsub("\\s+"; " ");
  def plain: one_line
    | gsub("(?<sign>[\\[<{\\\\])(?=\\S)"; "\(.sign)\u200b")
    | gsub("(?<=\\w):(?=\\S)"; "\u200b:")
    | gsub("\\b(?<word>src|call)_"; "\(.word)\u200b_");
  def tag: gsub("[^A-Za-z0-9_@#%]"; "_");
  def web: select(startswith("http://") or startswith("https://"))
    | gsub("(?<sign>[\\[\\]\\\\\\s])"; "\(.sign | @uri)");
  "* TODO \(.title // (.abstract // .id)[:80] | plain) :\(.topic // "changed" | tag):",
  ":PROPERTIES:",
  ":CUSTOM_ID: \(.id | one_line)",
  (.ids.arxiv // empty | ":EPRINT: \(one_line)"),
  (.ids.doi // empty | ":DOI: \(one_line)"),
  (.score // empty | ":SCORE: \(. * 1000 | round / 1000)"),
  ":END:",
  (.url // empty | web | "[[\(.)]]"),
  (.changed // empty | "  \(.kind) since \(.listed)"),
  (.why // empty | "  \(join("; ") | plain)"),
  ""'
