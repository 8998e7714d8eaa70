#!/bin/sh
# Send reading lists to a chat: Slack, Discord or Telegram. A list that is too long for one message
# is split. When nothing is new, nothing is sent.
#
#     WEBHOOK=https://hooks.slack.com/services/...             ./chat.sh slack --new --mark-seen
#     WEBHOOK=https://discord.com/api/webhooks/...             ./chat.sh discord --new --mark-seen
#     WEBHOOK=https://api.telegram.org/botTOKEN/sendMessage CHAT_ID=... ./chat.sh telegram --new
#
# Without WEBHOOK the messages are printed. Messages that could not be sent are printed, too.
set -eu

chat=$1
shift
list=$(papertriage -q rank -f json "$@")
messages=$(printf '%s\n' "$list" | jq -c --arg chat "$chat" --arg chat_id "${CHAT_ID:-}" '
  def one_line: gsub("\\s+"; " ");
  def name: .title // (.abstract // .id)[:80] | one_line[:200];
  def about:
    if .changed then "\(.changed.kind) since \(.changed.listed)"
    else "\(.topic): \(.why | join("; "))" end | one_line[:400];
  def score($before; $after):
    if .changed then "" else "\($before)\(.score * 100 | floor)%\($after) " end;
  # The http(s) address, if there is one, with characters encoded that would end the link.
  def web($signs): .url // "" | select(startswith("http://") or startswith("https://"))
    | gsub("(?<sign>[\($signs)])"; "\(.sign | @uri)") | select(length < 300);
  # Joins texts while they fit into one message.
  def packed($most): reduce .[] as $text ([];
    if length > 0 and (.[-1] + $text | length) < $most then .[-1] += "\n\n" + $text
    else . + [$text] end) | .[];
  def html: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");

  def slack:
    def linked: "<\(web("\\s<>|") | html)|\(name | gsub("\\|"; "/") | html)>";
    map("\(score("*"; "*"))\(linked // (name | html))\n\(about | html)") | packed(2900)
    | {text: "New papers", blocks: [{type: "section",
        text: {type: "mrkdwn", verbatim: true, text: .}}]};
  def discord:
    def plain: gsub("(?<sign>[\\\\*_~`|<>\\[\\]()#:@-])"; "\\\(.sign)");
    def linked: "[\(name | plain)](<\(web("\\s<>()\\[\\]"))>)";
    map("\(score("**"; "**"))\(linked // (name | plain))\n\(about | plain)") | packed(1900)
    | {content: ., allowed_mentions: {parse: []}};
  def telegram:
    def linked: "<a href=\"\(web("\\s<>\"") | html)\">\(name | html)</a>";
    map("\(score("<b>"; "</b>"))\(linked // (name | html))\n\(about | html)") | packed(3800)
    | {chat_id: $chat_id, text: ., parse_mode: "HTML",
       link_preview_options: {is_disabled: true}};

  if $chat == "slack" then slack
  elif $chat == "discord" then discord
  elif $chat == "telegram" then telegram
  else error("slack, discord or telegram") end')

code=0
printf '%s\n' "$messages" | {
    while IFS= read -r message; do
        test -n "$message" || continue
        if [ -z "${WEBHOOK:-}" ]; then
            printf '%s\n' "$message"
        elif ! printf '%s\n' "$message" | curl -sS --fail -o /dev/null --json @- "$WEBHOOK"; then
            printf '%s\n' "$message"
            code=1
        else
            sleep 1 # chats refuse a burst of messages
        fi
    done
    exit "$code"
}
