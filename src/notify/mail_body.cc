#include "notify/mail_body.h"

#include <string_view>

#include "base/markup.h"

namespace signalbox {
namespace {

constexpr char kFooter[] =
    "Signalbox wrote this because of your place in the roster. A link acts once and as you, so "
    "pass none on.";

void AppendQuoted(std::string_view words, std::string* out) {
  while (!words.empty()) {
    const size_t end = std::min(words.find('\n'), words.size());
    std::string_view line = words.substr(0, end);
    while (line.ends_with('\r')) line.remove_suffix(1);
    out->append("> ").append(line).append("\n");
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

void AppendTextItem(const NoticeItem& item, std::string* out) {
  out->append(item.title).append("\n");
  if (!item.why.empty()) out->append("Why you: ").append(item.why).append("\n");
  if (!item.deadline.empty()) out->append("Until: ").append(item.deadline).append("\n");
  if (!item.words.empty()) {
    out->append("\nIn their own words:\n");
    AppendQuoted(item.words, out);
  }
  if (!item.url.empty()) out->append("\nOpen: ").append(item.url).append("\n");
  for (const NoticeLink& link : item.actions)
    out->append(link.label).append(": ").append(link.url).append("\n");
}

std::string Anchor(std::string_view url, std::string_view label) {
  return "<a href=\"" + EscapeMarkup(url) + "\">" + EscapeMarkup(label) + "</a>";
}

// Line breaks are kept: EscapeMarkup would make blanks of them.
std::string EscapedLines(std::string_view text, std::string_view line_break) {
  std::string html;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    html += EscapeMarkup(text.substr(0, end));
    if (end < text.size()) html += line_break;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return html;
}

void AppendHtmlItem(const NoticeItem& item, std::string* out) {
  out->append("<h2>" + EscapeMarkup(item.title) + "</h2>\n");
  if (!item.why.empty()) out->append("<p>Why you: " + EscapeMarkup(item.why) + "</p>\n");
  if (!item.deadline.empty())
    out->append("<p>Until: <strong>" + EscapeMarkup(item.deadline) + "</strong></p>\n");
  if (!item.words.empty()) {
    out->append("<p>In their own words:</p>\n<blockquote>" + EscapedLines(item.words, "<br>\n") +
                "</blockquote>\n");
  }
  std::string links;
  if (!item.url.empty()) links += Anchor(item.url, "Open");
  for (const NoticeLink& link : item.actions)
    links += (links.empty() ? "" : " | ") + Anchor(link.url, link.label);
  if (!links.empty()) out->append("<p>" + links + "</p>\n");
}

}  // namespace

std::string MailTextBody(const Notice& notice) {
  std::string text;
  if (!notice.text.empty()) text += notice.text + "\n";
  for (const NoticeItem& item : notice.items) {
    if (!text.empty()) text += "\n";
    AppendTextItem(item, &text);
  }
  return text + "\n-- \n" + kFooter + "\n";
}

std::string MailHtmlBody(const Notice& notice) {
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                     EscapeMarkup(notice.subject) + "</title></head><body>\n";
  if (!notice.text.empty()) html += "<pre>" + EscapedLines(notice.text, "\n") + "</pre>\n";
  for (const NoticeItem& item : notice.items) AppendHtmlItem(item, &html);
  return html + "<hr><p><small>" + kFooter + "</small></p>\n</body></html>\n";
}

}  // namespace signalbox
