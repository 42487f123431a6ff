#include "api/verification_note.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

using Json = nlohmann::json;

Principal Auditor() {
  Principal principal;
  principal.kind = Principal::Kind::kUser;
  principal.name = "user_1";
  principal.person = "ada";
  return principal;
}

TEST(VerificationNote, TellsWhatRunsAndThenWhatItFound) {
  VerificationNote note;
  EXPECT_EQ(Json::parse(note.Json()), (Json{{"running", nullptr}, {"last", nullptr}}));
  {
    VerificationNote::Run run(&note, Auditor(), kSecondUs);
    const Json during = Json::parse(note.Json());
    EXPECT_EQ(during["running"]["since"], "1970-01-01T00:00:01Z");
    EXPECT_EQ(during["running"]["by"], "user_1");
    EXPECT_EQ(during["running"]["person"], "ada");
    EXPECT_EQ(during["last"], nullptr);
    run.End(R"({"ok":true,"tree_size":7})", 3 * kSecondUs);
  }
  const Json after = Json::parse(note.Json());
  EXPECT_EQ(after["running"], nullptr);
  EXPECT_EQ(after["last"]["verified_to"], "1970-01-01T00:00:01Z");
  EXPECT_EQ(after["last"]["ended_at"], "1970-01-01T00:00:03Z");
  EXPECT_EQ(after["last"]["report"]["tree_size"], 7);
}

TEST(VerificationNote, ARunThatCameToNoEndLeavesWhatWasNotedBefore) {
  VerificationNote note;
  { VerificationNote::Run(&note, Auditor(), 0).End(R"({"ok":true})", 1); }
  { const VerificationNote::Run broken(&note, OperatorPrincipal("owner"), kSecondUs); }
  const Json after = Json::parse(note.Json());
  EXPECT_EQ(after["running"], nullptr);
  EXPECT_EQ(after["last"]["by"], "user_1");
}

}  // namespace
}  // namespace signalbox
