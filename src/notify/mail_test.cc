// Mails: golden texts, and that nothing somebody writes leaves its place.
#include "notify/mail.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "notify/mail_body.h"
#include "notify/notice_words.h"

namespace signalbox {
namespace {

NoticeFacts Facts(NoticeKind kind) {
  NoticeFacts facts;
  facts.kind = kind;
  facts.thing = kind <= NoticeKind::kCameBack ? "" : "first_touch";
  facts.who = "Erika Müller, Müller & Söhne GmbH";
  facts.words = "Please call.\r\n<b>Today</b>, if you can.";
  facts.id =
      kind >= NoticeKind::kApprovalAsked ? "REV-1001" : "lead_0193f2c8-7c3a-7c00-8000-0123456789ab";
  facts.why = "rule germany, pool dach: next in turn";
  facts.due = *ParseTime("2026-11-23T15:30:00Z");
  facts.zone = "Europe/Berlin";
  return facts;
}

Notice Addressed() {
  Notice notice;
  notice.to = "lena";
  notice.name = "Lena Weber";
  notice.address = "lena@acme.example";
  notice.at = *ParseTime("2026-11-23T08:00:05Z");
  notice.key = "00112233445566778899aabbccddeeff";
  return notice;
}

Notice NewLead() {
  Notice notice = Addressed();
  NoticeItem item = NoticeInWords(Facts(NoticeKind::kLeadGiven), "https://leads.acme.example");
  for (const NoticeAction action : ActionsOf(NoticeKind::kLeadGiven)) {
    item.actions.push_back(
        {action, std::string(NoticeActionLabel(action)),
         "https://leads.acme.example/n/" + std::string(NoticeActionName(action))});
  }
  AddressItems({item}, 1, false, &notice);
  return notice;
}

// tests/golden/notify/NAME; with SIGNALBOX_WRITE_GOLDEN set it is written instead.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(SB_SOURCE_DIR) + "/tests/golden/notify/" + name;
  if (std::getenv("SIGNALBOX_WRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream wanted;
  wanted << file.rdbuf();
  EXPECT_EQ(text, wanted.str()) << path;
}

TEST(MailGolden, ANewLead) {
  ExpectGolden("new_lead.txt", MailTextBody(NewLead()));
  ExpectGolden("new_lead.html", MailHtmlBody(NewLead()));
  std::string mail = *ComposeMail(NewLead(), "signalbox@acme.example");
  // The bodies, in base64, are golden above.
  mail.resize(mail.find("\r\n\r\n") + 2);
  mail.erase(std::remove(mail.begin(), mail.end(), '\r'), mail.end());
  ExpectGolden("new_lead_headers.txt", mail);
}

TEST(MailGolden, EveryKindInWords) {
  std::string all;
  for (int kind = 0; kind < kNoticeKinds; ++kind) {
    const NoticeItem item =
        NoticeInWords(Facts(static_cast<NoticeKind>(kind)), "https://x.example");
    all += std::string(NoticeKindName(static_cast<NoticeKind>(kind))) + "\n  " + item.title +
           "\n  " + item.why + "\n  " + item.url + "\n";
  }
  ExpectGolden("kinds.txt", all);
}

TEST(MailGolden, ADigestOfMoreThanItLists) {
  Notice notice = Addressed();
  std::vector<NoticeItem> items;
  for (const NoticeKind kind : {NoticeKind::kLeadGiven, NoticeKind::kLate})
    items.push_back(NoticeInWords(Facts(kind), "https://x.example"));
  AddressItems(items, 7, true, &notice);
  ExpectGolden("digest.txt", notice.subject + "\n\n" + MailTextBody(notice));
}

TEST(Mail, WhoWasForgottenHasNoWords) {
  NoticeFacts facts = Facts(NoticeKind::kLeadGiven);
  facts.who.clear();
  facts.erased = true;
  const NoticeItem item = NoticeInWords(facts, "");
  EXPECT_EQ(item.words, "(erased)");
  EXPECT_EQ(item.url, "");
  EXPECT_NE(item.title.find("lead_0193"), std::string::npos);
}

TEST(Mail, AHeaderIsOneLineAndEncodedWhereItMust) {
  EXPECT_EQ(HeaderText("New lead: Ann"), "New lead: Ann");
  EXPECT_EQ(HeaderText("a\r\nBcc: x@y.example"), "a Bcc: x@y.example");
  EXPECT_EQ(HeaderText("Müller"), "=?UTF-8?B?TcO8bGxlcg==?=");
  EXPECT_EQ(HeaderText("=?UTF-8?B?QQ==?="), "=?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=");
  EXPECT_EQ(HeaderText("\xff\xfe"), "(unreadable)");
}

TEST(Mail, OnlyAPlainAddressIsWrittenTo) {
  EXPECT_TRUE(IsMailAddress("lena.weber+x@acme.example"));
  for (const char* wrong : {"", "lena", "@acme.example", "lena@", "a@b@c", "a b@c", "a@b\r\nRCPT",
                            "<a@b>", "a,b@c", "ü@acme.example", "\"a\"@b"})
    EXPECT_FALSE(IsMailAddress(wrong)) << wrong;
  Notice notice = NewLead();
  notice.address = "lena@acme.example\r\nBcc: all@acme.example";
  EXPECT_EQ(ComposeMail(notice, "s@acme.example").error().code, Code::kInvalid);
  EXPECT_EQ(ComposeMail(NewLead(), "").error().code, Code::kInvalid);
}

// Header lines of a mail, folded ones joined as they stand.
std::vector<std::string> HeaderNames(const std::string& mail) {
  std::vector<std::string> names;
  std::istringstream lines(mail.substr(0, mail.find("\r\n\r\n")));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(" ")) names.push_back(line.substr(0, line.find(':')));
  }
  return names;
}

RC_GTEST_PROP(MailProperty, WhateverIsWrittenTheHeadersStayTheSameAndLinesShort, ()) {
  const auto hostile = rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string("\r\n\r\n:<>\"=?.-\t \xc3\xbc"))));
  Notice notice = NewLead();
  const std::vector<std::string> plain = HeaderNames(*ComposeMail(notice, "s@acme.example"));
  notice.subject = *hostile + "\r\nBcc: evil@x.example\r\n\r\nbody";
  notice.name = *hostile + "\r\nTo: evil@x.example";
  notice.items[0].title = *hostile;
  notice.items[0].words = *hostile + "\r\n--=_00112233445566778899aabbccddeeff--\r\n.\r\nQUIT";
  const Result<std::string> mail = ComposeMail(notice, "s@acme.example");
  RC_ASSERT(mail.ok());
  RC_ASSERT(HeaderNames(*mail) == plain);
  size_t start = 0, delimiters = 0;
  while (start < mail->size()) {
    const size_t end = mail->find("\r\n", start);
    RC_ASSERT(end != std::string::npos);
    const std::string line = mail->substr(start, end - start);
    RC_ASSERT(line.size() <= 998u);
    RC_ASSERT(line.find('\r') == std::string::npos && line.find('\n') == std::string::npos);
    RC_ASSERT(line != ".");
    delimiters += line.starts_with("--=_") ? 1 : 0;
    start = end + 2;
  }
  RC_ASSERT(delimiters == 3u);
}

RC_GTEST_PROP(MailProperty, NoTextBecomesMarkup, (const std::string& text)) {
  Notice notice = NewLead();
  notice.subject = notice.text = text + "<script>";
  notice.items[0].title = notice.items[0].why = notice.items[0].words = text + "<img src=x>";
  const std::string html = MailHtmlBody(notice);
  RC_ASSERT(html.find("<script") == std::string::npos);
  RC_ASSERT(html.find("<img") == std::string::npos);
}

class RecordingTransport : public MailTransport {
 public:
  Result<NoticeOutcome> Send(const std::string& from, const std::string& to,
                             const std::string& message) override {
    sent += from + " " + to + " " +
            (message.find("Message-ID: <0011") != std::string::npos ? "keyed" : "?") + "\n";
    return NoticeOutcome::kSent;
  }
  std::string sent;
};

TEST(MailChannel, HandsTheWholeMailOverAndDoesNotClaimAKey) {
  RecordingTransport transport;
  MailNotifier notifier(transport, "signalbox@acme.example");
  EXPECT_FALSE(notifier.keyed());
  EXPECT_EQ(*notifier.Send(NewLead()), NoticeOutcome::kSent);
  EXPECT_EQ(transport.sent, "signalbox@acme.example lena@acme.example keyed\n");
}

}  // namespace
}  // namespace signalbox
