#include "desk/attachment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

const std::string kPng = std::string("\x89PNG\r\n\x1a\n") + "rest";

TEST(Attachment, TheTypeIsWhatTheContentSays) {
  EXPECT_EQ(SniffType(kPng), "image/png");
  EXPECT_EQ(SniffType("\xff\xd8\xff\xe0"), "image/jpeg");
  EXPECT_EQ(SniffType("%PDF-1.7"), "application/pdf");
  EXPECT_EQ(SniffType("a plain line\n"), "text/plain");
  EXPECT_EQ(SniffType("  <html>"), "") << "a browser would run it";
  EXPECT_EQ(SniffType("PK\x03\x04zip"), "") << "nothing is ever unpacked";
  EXPECT_EQ(SniffType("\x7f"
                      "ELF"),
            "");
  EXPECT_EQ(SniffType(""), "");
}

TEST(Attachment, WhatIsWrongWithItIsSaid) {
  const auto error = [](std::string_view name, std::string_view type, BytesView content) {
    const Result<std::string> checked = CheckAttachment(name, type, content);
    return checked.ok() ? std::string() : checked.error().message;
  };
  EXPECT_EQ(error("a.png", "image/png", kPng), "");
  EXPECT_EQ(error("a.csv", "text/csv; charset=utf-8", "a,b\n"), "");
  EXPECT_NE(error("../a.png", "", kPng).find("without a path"), std::string::npos);
  for (const std::string_view name : {"", ".", "..", "a/b.png", "a\\b.png", "a\xff.png"})
    EXPECT_NE(error(name, "", kPng).find("without a path"), std::string::npos) << name;
  EXPECT_NE(error("a\nb.png", "", kPng).find("without a path"), std::string::npos);
  EXPECT_NE(error("a.png", "image/jpeg", kPng).find("its content is `image/png`"),
            std::string::npos);
  EXPECT_NE(error("a.txt", "text/html", "plain").find("its content is"), std::string::npos);
  EXPECT_NE(error("a.png", "", kPng + std::string(kMaxAttachmentBytes, 'x')).find("larger"),
            std::string::npos);
}

RC_GTEST_PROP(Attachment, NoContentIsTakenForAPage, (const std::string& content)) {
  const std::string_view type = SniffType("<" + content);
  RC_ASSERT(type.empty());
}

}  // namespace
}  // namespace signalbox
