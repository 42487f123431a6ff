#include "desk/mail_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk/mail_part.h"
#include "desk/mail_text.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MailMessage Parsed(std::string_view raw) {
  const Result<MailMessage> message = ParseMail(raw);
  EXPECT_TRUE(message.ok()) << message.error().message;
  return message.ok() ? *message : MailMessage();
}

std::string Refused(std::string_view raw) {
  const Result<MailMessage> message = ParseMail(raw);
  return message.ok() ? "taken" : message.error().message;
}

TEST(MailMessageTest, APlainMessageSaysWhoWroteWhat) {
  const MailMessage message = Parsed(
      "Return-Path: <lena@acme.example>\r\n"
      "From: \"Weber, Lena\" (DACH, on (the) road) <lena@acme.example>\r\n"
      "Subject: Wrong\r\n owner of x-17\r\n"
      "Message-ID: <1@acme.example>\r\n"
      "\r\n"
      "Please correct it.\r\n"
      "Lena\r\n");
  EXPECT_EQ(message.from, "lena@acme.example");
  EXPECT_EQ(message.subject, "Wrong owner of x-17");
  EXPECT_EQ(message.id, "1@acme.example");
  EXPECT_EQ(message.text, "Please correct it.\nLena");
  EXPECT_FALSE(message.automatic);
  EXPECT_THAT(message.files, IsEmpty());
}

TEST(MailMessageTest, EncodedWordsCharsetsAndQuotedPrintableAreRead) {
  const MailMessage message = Parsed(
      "From: =?utf-8?q?J=C3=BCrgen?= <j@acme.example>\n"
      "Subject: =?ISO-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?IGF1cyBLw7Zsbg==?= (x)\n"
      "Content-Type: text/plain; charset=\"windows-1252\"\n"
      "Content-Transfer-Encoding: quoted-printable\n"
      "\n"
      "F=FCr 5 =80 ist=\nes=20gut=\n.\n");
  EXPECT_EQ(message.subject,
            "Gr\xC3\xBC\xC3\x9F"
            "e aus K\xC3\xB6ln (x)");
  EXPECT_EQ(message.text, "F\xC3\xBCr 5 \xE2\x82\xAC istes gut.");
}

TEST(MailMessageTest, PlainTextIsReadBesideMarkupAndFilesAreTakenByName) {
  const MailMessage message = Parsed(
      "From: lena@acme.example\n"
      "Subject: s\n"
      "Content-Type: multipart/mixed; boundary=\"a b\"\n"
      "\n"
      "preamble\n"
      "--a b\n"
      "Content-Type: multipart/alternative; boundary=in\n"
      "\n"
      "--in\n"
      "Content-Type: text/plain\n\n"
      "the words\n"
      "--in\n"
      "Content-Type: text/html\n\n"
      "<p>the words</p>\n"
      "--in--\n"
      "--a b\n"
      "Content-Type: application/octet-stream; name=\"x.txt\"\n"
      "Content-Disposition: attachment; filename*=utf-8''r%C3%A4t.txt\n"
      "Content-Transfer-Encoding: base64\n"
      "\n"
      "aGVs\r\nbG8=\n"
      "--a b--\n"
      "epilogue\n");
  EXPECT_EQ(message.text, "the words");
  ASSERT_EQ(message.files.size(), 1u);
  EXPECT_EQ(message.files[0].name, "r\xC3\xA4t.txt");
  EXPECT_EQ(message.files[0].content, "hello");
}

TEST(MailMessageTest, AnAnswerKeepsItsReferencesAndLosesWhatItQuotes) {
  const MailMessage message = Parsed(
      "From: lena@acme.example\n"
      "Subject: Re: [REV-1001] which record\n"
      "In-Reply-To: <b@desk>\n"
      "References: <a@desk> <b@desk>\n"
      "\n"
      "It is x-17.\n"
      "> not this one\n"
      "but that one.\n"
      "\n"
      "On Tuesday the desk wrote:\n"
      "> Which record\n"
      "> is it?\n");
  EXPECT_THAT(message.references, ElementsAre("b@desk", "a@desk"));
  EXPECT_EQ(message.text, "It is x-17.\n> not this one\nbut that one.");
  EXPECT_EQ(WithoutQuote("> only\n> quoted\n"), "");
  EXPECT_EQ(WithoutQuote("\n\na\n\nb\n\n"), "a\n\nb");
}

TEST(MailMessageTest, WhatMachinesSendIsSaidToBeThat) {
  for (const char* line : {"Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>",
                           "List-Id: <x.example>"}) {
    EXPECT_TRUE(Parsed("From: a@b.example\n" + std::string(line) + "\n\nx\n").automatic) << line;
  }
  EXPECT_FALSE(Parsed("From: a@b.example\nAuto-Submitted: no\n\nx\n").automatic);
}

TEST(MailMessageTest, WhoWroteItIsOneAddressOrItIsRefused) {
  EXPECT_THAT(Refused(""), HasSubstr("begins with no header"));
  EXPECT_THAT(Refused("hello\n\nworld\n"), HasSubstr("begins with no header"));
  EXPECT_THAT(Refused("Subject: s\n\nx\n"), HasSubstr("one `From`"));
  EXPECT_THAT(Refused("From: a@b.example\nFrom: c@d.example\n\nx\n"), HasSubstr("one `From`"));
  EXPECT_THAT(Refused("From: a@b.example, c@d.example\n\nx\n"), HasSubstr("one `From`"));
  EXPECT_THAT(Refused("From: somebody\n\nx\n"), HasSubstr("one `From`"));
  // The name says another address than the one that sent it: the address in brackets counts.
  EXPECT_EQ(Parsed("From: \"boss@acme.example\" <eve@evil.example>\n\nx\n").from,
            "eve@evil.example");
}

TEST(MailMessageTest, TooMuchIsRefusedByName) {
  EXPECT_THAT(Refused("From: a@b.example\n\n" + std::string(kMaxMailBytes, 'x')),
              HasSubstr("larger than 8 MB"));
  EXPECT_THAT(Refused("From: a@b.example\nX: " + std::string(kMaxMailHeaderBytes, 'x') + "\n\nx"),
              HasSubstr("header is over 256 KB"));
  std::string parts = "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n";
  for (size_t i = 0; i < kMaxMailParts; ++i) parts += "--x\n\na\n";
  EXPECT_THAT(Refused(parts), HasSubstr("over 100 parts"));
  std::string deep = "From: a@b.example\n";
  for (char c = 'a'; c <= 'k'; ++c)
    deep += "Content-Type: multipart/mixed; boundary=" + std::string(1, c) + "\n\n--" +
            std::string(1, c) + "\n";
  EXPECT_THAT(Refused(deep), HasSubstr("more than 8 deep"));
}

TEST(MailMessageTest, DamagedPartsCostThemselvesAlone) {
  const MailMessage message = Parsed(
      "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n"
      "--x\nContent-Type: text/plain; charset=utf-8\n\nok \xFF\xC3 \x01"
      "end\n"
      "--x\nContent-Disposition: attachment; filename=\"a\\\"b.txt\"\n"
      "Content-Transfer-Encoding: base64\n\n!!!aGk\n");
  EXPECT_EQ(message.text, "ok \xEF\xBF\xBD\xEF\xBF\xBD end");
  ASSERT_EQ(message.files.size(), 1u);
  EXPECT_EQ(message.files[0].name, "a\"b.txt");
  EXPECT_EQ(message.files[0].content, "hi");
}

// Whatever comes is a message or a refusal, and texts are UTF-8.
RC_GTEST_PROP(MailMessageTest, AnyBytesAreAMessageOrARefusal, ()) {
  static const std::vector<std::string> kPieces = {"From: a@b.example\n",
                                                   "Content-Type: multipart/mixed; boundary=x\n",
                                                   "--x\n",
                                                   "--x--\n",
                                                   "\n",
                                                   "\r\n",
                                                   "=?utf-8?q?=FF?=",
                                                   "Subject: ",
                                                   "Content-Transfer-Encoding: base64\n",
                                                   "Content-Transfer-Encoding: quoted-printable\n",
                                                   "=\n",
                                                   "=4",
                                                   "\xFF",
                                                   "(",
                                                   "\"",
                                                   "<",
                                                   ">",
                                                   "Content-Disposition: attachment; filename=a\n",
                                                   "; name*0*=utf-8''%41",
                                                   "> q\n"};
  std::string raw = *rc::gen::element<std::string>("From: a@b.example\n", "");
  for (const std::string& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)))
    raw += piece;
  const Result<MailMessage> message = ParseMail(raw);
  if (!message.ok()) return;
  RC_ASSERT(IsCleanUtf8(message->text));
  RC_ASSERT(IsCleanUtf8(message->subject));
  for (const MailFile& file : message->files) RC_ASSERT(IsCleanUtf8(file.name));
}

}  // namespace
}  // namespace signalbox
