#include "api/notice_page.h"

#include "base/hash.h"
#include "base/markup.h"
#include "notify/delivery_time.h"
#include "notify/notice_words.h"

namespace signalbox {
namespace {

constexpr std::string_view kPageStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}"
    "button{font:inherit;padding:.5rem 1rem}select{font:inherit;padding:.4rem}";

// The style is named by its hash (CSP level 3), so nothing else that stands in the page counts.
std::string PagePolicy() {
  return "default-src 'none'; style-src 'sha256-" + ToBase64(View(Sha256(kPageStyle))) +
         "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

std::string Shell(std::string_view title, std::string_view content) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>" +
         EscapeMarkup(title) + "</title><style>" + std::string(kPageStyle) +
         "</style></head>\n<body><main><h1>" + EscapeMarkup(title) + "</h1>\n" +
         std::string(content) + "</main></body></html>\n";
}

std::string Paragraph(std::string_view text) {
  return "<p>" + EscapeMarkup(text) + "</p>\n";
}

std::string Form(const LinkView& view) {
  std::string form = "<form method=\"post\">\n";
  if (view.action == NoticeAction::kHandBack) {
    form += "<p><label>Why <select name=\"reason\" required>\n<option value=\"\"></option>\n";
    for (const std::string& reason : view.reasons)
      form += "<option>" + EscapeMarkup(reason) + "</option>\n";
    form += "</select></label></p>\n";
  }
  return form + "<p><button type=\"submit\">" + EscapeMarkup(NoticeActionLabel(view.action)) +
         "</button></p>\n</form>\n";
}

HttpResponse Page(int status, std::string_view title, std::string_view content) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy", PagePolicy()},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Robots-Tag", "noindex"}};
  response.body = Shell(title, content);
  return response;
}

HttpResponse OpenPage(const LinkView& view) {
  if (view.action == NoticeAction::kHandBack && view.reasons.empty()) {
    return Page(200, "Hand back",
                Paragraph("About " + view.about) +
                    Paragraph("No reason of the policy fits a button; hand it back in the "
                              "program."));
  }
  std::string content = Paragraph("About " + view.about);
  if (!view.outcome.empty()) content += Paragraph("Nothing was done: " + view.outcome);
  content += Form(view);
  content += Paragraph("Nothing happens before you press the button. It works once.");
  return Page(view.refused ? 409 : 200, NoticeActionLabel(view.action), content);
}

}  // namespace

HttpResponse NoticePage(const LinkView& view, bool posted) {
  switch (view.standing) {
    case LinkStanding::kOpen:
      return OpenPage(view);
    case LinkStanding::kUsed:
      return Page(200, posted ? "Done" : "This link was used",
                  Paragraph("About " + view.about) +
                      Paragraph(LocalTimeText(view.at, view.zone) + ": " + view.outcome + "."));
    case LinkStanding::kExpired:
      return Page(410, "This link is over",
                  Paragraph("It lasts for seven days, or until the person it was for left. Open "
                            "the program instead."));
    case LinkStanding::kForged:
      return Page(404, "This link does not work",
                  Paragraph("It was not made here, or not all of it was copied."));
  }
  return Page(404, "This link does not work", "");
}

}  // namespace signalbox
