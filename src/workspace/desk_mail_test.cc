#include "workspace/desk_mail.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/desk_cases.h"
#include "workspace/desk_json.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

constexpr const char* kPolicy = R"(policy: mail
record: lead
rules:
  - {name: germany, when: {lead.country: DE}, assign: {person: jonas}}
nothing_matched: {queue: unrouted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

class DeskMail : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"lena", "jonas"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    Publish(kPolicy);
  }
  static std::string Message(const std::string& from, const std::string& id,
                             const std::string& subject, const std::string& text,
                             const std::string& more = "") {
    return "From: " + from + "\r\nMessage-ID: <" + id + ">\r\nSubject: " + subject + "\r\n" + more +
           "\r\n" + text + "\r\n";
  }
  Result<MailDelivery> Deliver(const std::string& raw) {
    return DeliverMail(*workspace_, "token_mail", raw);
  }
  CaseStory Story(const std::string& id) {
    auto story = ReadCase(*workspace_, id);
    EXPECT_TRUE(story.ok());
    return *std::move(story);
  }
  int64_t End() { return workspace_->store().next_position(); }
  int Refusals() {
    int refused = 0;
    for (int64_t at = 0; at < End(); ++at) {
      const auto opened = ReadOpened(workspace_->store(), workspace_->keys(), at);
      EXPECT_TRUE(opened.ok());
      refused += static_cast<EventType>(opened->event.type) == EventType::kCaseRefused ? 1 : 0;
    }
    return refused;
  }
};

TEST_F(DeskMail, AMessageOpensARequestOfItsSenderAndAnAnswerJoinsIt) {
  const auto opened =
      Deliver(Message("Lena <LENA@acme.example>", "1@a", "Wrong owner", "It is not mine."));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->outcome, MailOutcome::kOpened);
  EXPECT_EQ(opened->status, "Waiting") << "no record fits, so it asks which one is meant";
  CaseStory story = Story(opened->request_id);
  EXPECT_EQ(story.PersonOf(story.entry.requester), "lena");
  EXPECT_EQ(story.words.summary, "Wrong owner");
  EXPECT_EQ(story.words.justification, "It is not mine.");
  const auto said =
      Deliver(Message("lena@acme.example", "2@a", "Re: [" + opened->request_id + "] x",
                      "That of nobody.\r\n> which?"));
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ(said->outcome, MailOutcome::kSaid);
  EXPECT_EQ(said->request_id, opened->request_id);
  // By what it answers, without the id in its subject.
  const auto again =
      Deliver(Message("lena@acme.example", "3@a", "Re: x", "Nor that.", "In-Reply-To: <2@a>\r\n"));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->request_id, opened->request_id);
  story = Story(opened->request_id);
  std::vector<std::string> words;
  for (const OpenedEvent& event : story.events) {
    if (static_cast<EventType>(event.event.type) == EventType::kCaseMessaged &&
        !event.sealed.empty())
      words.push_back(event.sealed);
  }
  EXPECT_EQ(words, (std::vector<std::string>{"That of nobody.", "Nor that."}));
}

TEST_F(DeskMail, AnAnswersFilesComeIntoTheConversation) {
  const auto opened =
      Deliver(Message("lena@acme.example", "1@a", "Wrong owner", "It is not mine."));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  const std::string before = ShownHash(Story(opened->request_id));
  const auto said = Deliver(
      Message("lena@acme.example", "2@a", opened->request_id,
              "--x\n\nHere it is.\n"
              "--x\nContent-Disposition: attachment; filename=note.txt\n\nplain words\n"
              "--x\nContent-Disposition: attachment; filename=all.zip\n\nPK\x03\x04\n--x--\n",
              "Content-Type: multipart/mixed; boundary=x\r\n"));
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ(said->outcome, MailOutcome::kSaid);
  ASSERT_EQ(said->left_out.size(), 1u) << "what is sniffed to be none of the kinds is left out";
  EXPECT_EQ(said->left_out[0].name, "all.zip");
  Reopen();
  const CaseStory story = Story(opened->request_id);
  const std::vector<CaseFile> files = FilesOf(story);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].name, "note.txt");
  EXPECT_EQ(files[0].file.type, "text/plain");
  EXPECT_GE(files[0].position, 0);
  EXPECT_NE(ShownHash(story), before);
  const auto file = ReadCaseFile(*workspace_, opened->request_id, 1);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto json = nlohmann::json::parse(*file);
  EXPECT_EQ(*FromBase64(json["content"].get<std::string>()), "plain words");
  const auto told = nlohmann::json::parse(CaseDetailJson(story));
  EXPECT_EQ(told["attachments"][0]["name"], "note.txt");
  bool found = false;
  for (const auto& line : told["conversation"]) {
    if (line["attachments"].empty()) continue;
    found = true;
    EXPECT_EQ(line["attachments"], nlohmann::json::array({1}));
    EXPECT_THAT(line["text"].get<std::string>(), HasSubstr("Here it is."));
    EXPECT_THAT(line["text"].get<std::string>(), HasSubstr("not taken: all.zip"));
  }
  EXPECT_TRUE(found);
  // A picture alone says something too.
  const auto alone =
      Deliver(Message("lena@acme.example", "3@a", opened->request_id,
                      "--x\nContent-Disposition: attachment; filename=shot.gif\n\nGIF89a\n--x--\n",
                      "Content-Type: multipart/mixed; boundary=x\r\n"));
  ASSERT_TRUE(alone.ok()) << alone.error().message;
  EXPECT_EQ(FilesOf(Story(opened->request_id)).size(), 2u);
}

TEST_F(DeskMail, TheSameMessageASecondTimeDoesNothingAlsoAfterAStart) {
  const std::string first = Message("lena@acme.example", "1@a", "Wrong owner", "It is not mine.");
  const auto opened = Deliver(first);
  ASSERT_TRUE(opened.ok());
  const std::string answer =
      Message("lena@acme.example", "2@a", opened->request_id, "That of nobody.");
  ASSERT_TRUE(Deliver(answer).ok());
  Reopen();
  const int64_t end = End();
  for (const std::string& raw : {first, answer}) {
    const auto again = Deliver(raw);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->outcome, MailOutcome::kRepeated);
    EXPECT_EQ(again->request_id, opened->request_id);
  }
  EXPECT_EQ(End(), end);
  // Without an id a message is what it says.
  const std::string bare = "From: lena@acme.example\nSubject: other\n\nwords\n";
  ASSERT_EQ(Deliver(bare)->outcome, MailOutcome::kOpened);
  EXPECT_EQ(Deliver(bare)->outcome, MailOutcome::kRepeated);
}

TEST_F(DeskMail, StrangersAndThirdPartiesAreRefusedAndThatIsRecorded) {
  const auto stranger = Deliver(Message("eve@evil.example", "1@e", "s", "t"));
  ASSERT_FALSE(stranger.ok());
  EXPECT_EQ(stranger.error().code, Code::kForbidden);
  EXPECT_EQ(Refusals(), 1);
  const auto opened = Deliver(Message("lena@acme.example", "1@a", "Wrong owner", "why"));
  ASSERT_TRUE(opened.ok());
  const auto third = Deliver(Message("jonas@acme.example", "2@a", opened->request_id, "me too"));
  ASSERT_FALSE(third.ok());
  EXPECT_EQ(third.error().code, Code::kForbidden);
  EXPECT_EQ(Refusals(), 2);
}

TEST_F(DeskMail, WhatMachinesSendIsIgnored) {
  const int64_t end = End();
  const auto done = Deliver(Message("lena@acme.example", "1@a", "Out of office", "x",
                                    "Auto-Submitted: auto-replied\r\n"));
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->outcome, MailOutcome::kIgnored);
  EXPECT_EQ(End(), end);
}

TEST_F(DeskMail, FilesThatARequestCannotHaveAreNamedAndTheOthersTaken) {
  const auto opened = Deliver(
      "From: lena@acme.example\nMessage-ID: <1@a>\nSubject: Wrong owner\n"
      "Content-Type: multipart/mixed; boundary=x\n\n"
      "--x\n\nSee the files.\n"
      "--x\nContent-Disposition: attachment; filename=note.txt\n\nplain words\n"
      "--x\nContent-Disposition: attachment; filename=\"../run.sh\"\n\nplain words\n"
      "--x\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: "
      "base64\n\nUEsDBAo=\n"
      "--x--\n");
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->left_out.size(), 2u);
  const CaseStory story = Story(opened->request_id);
  ASSERT_EQ(story.words.files.size(), 1u);
  EXPECT_EQ(story.words.files[0], "note.txt");
  EXPECT_EQ(story.opened.attachments[0].type, "text/plain");
  EXPECT_THAT(story.words.justification, HasSubstr("[not taken: a.zip: "));
}

TEST_F(DeskMail, WhatSaysNothingIsRefusedAndWhatSaysTooMuchIsCut) {
  EXPECT_FALSE(Deliver(Message("lena@acme.example", "1@a", "", "text")).ok());
  EXPECT_FALSE(Deliver(Message("lena@acme.example", "2@a", "subject", "")).ok());
  EXPECT_FALSE(Deliver("no message").ok());
  const auto opened = Deliver(Message("lena@acme.example", "3@a", "long",
                                      std::string(kMaxDeskText, 'x') + "\xC3\xA4\xC3\xA4"));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  const CaseStory story = Story(opened->request_id);
  EXPECT_LE(story.words.justification.size(), kMaxDeskText);
  EXPECT_THAT(story.words.justification, HasSubstr("[the rest was left out]"));
  EXPECT_TRUE(IsCleanUtf8(story.words.justification));
}

}  // namespace
}  // namespace signalbox
