#!/bin/sh
# The payload of an incoming webhook: the best five, each with a link and its reasons.
#
#     ./slack.sh --new --mark-seen | curl --json @- "$WEBHOOK"
set -eu

papertriage -q rank --limit 5 -f json "$@" | jq '
  def plain: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
  {
    text: "\(length) papers",
    blocks: [
      .[] | {
        type: "section",
        text: {
          type: "mrkdwn",
          text: "*\(.score * 100 | floor)%* <\(.url // "https://arxiv.org")|\(.title // .abstract[:80] | plain | gsub("\\|"; "/"))>\n\(.topic): \(.why | join("; ") | plain)"
        }
      }
    ]
  }'
