#!/bin/sh
# A message for an incoming webhook: the best five of each list with links and reasons, and what
# changed since it was listed. Nothing new: no message.
#
#     WEBHOOK=https://hooks.example/... ./slack.sh --new --mark-seen
#
# Without WEBHOOK it is printed, and so is a message that could not be sent.
set -eu

list=$(papertriage -q rank --limit 5 -f json "$@")
message=$(printf '%s\n' "$list" | jq '
  def plain: gsub("\\s+"; " ") | gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
  def web: select(startswith("http://") or startswith("https://"))
    | gsub("(?<sign>[\\s<>|])"; "\(.sign | @uri)") | plain;
  def name: .title // (.abstract // .id)[:80] | plain;
  def linked: name as $name
    | (.url // empty | web | "<\(.)|\($name | gsub("\\|"; "/"))>") // $name;
  def told:
    if .changed then "\(linked)\n\(.changed.kind) since \(.changed.listed)"
    else "*\(.score * 100 | floor)%* \(linked)\n\(.topic): \(.why | join("; ") | plain)" end;
  if . == [] then empty else {
    text: "\(length) papers",
    blocks: [.[] | {type: "section", text: {type: "mrkdwn", verbatim: true, text: told}}]
  } end')
test -n "$message" || exit 0

if [ -z "${WEBHOOK:-}" ]; then
    printf '%s\n' "$message"
elif ! printf '%s\n' "$message" | curl -sS --fail --json @- "$WEBHOOK"; then
    printf '%s\n' "$message"
    exit 1
fi
