#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "policy/format_bundle.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

std::string Formatted(const std::string& text) {
  Findings findings;
  std::optional<std::string> out = FormatYaml("policy.yaml", text, &findings);
  for (const Finding& one : findings.Take()) ADD_FAILURE() << one.Text() << "\n" << text;
  return out.value_or("");
}

TEST(Format, PutsSectionsInBlocksAndWhatFitsOnOneLine) {
  EXPECT_EQ(Formatted("policy:   demo\n"
                      "triggers:\n- created\n- {changed: [lead.country]}\n"
                      "rules: [{name: a,when: {lead.country: [DE,AT]},\n   queue: unrouted}]\n"
                      "queues: {unrouted: {owner: {team: revops}, empty_within: 4h}}\n"),
            "policy: demo\n"
            "triggers: [created, {changed: [lead.country]}]\n"
            "rules:\n"
            "  - name: a\n"
            "    when: {lead.country: [DE, AT]}\n"
            "    queue: unrouted\n"
            "queues:\n"
            "  unrouted: {owner: {team: revops}, empty_within: 4h}\n");
}

TEST(Format, WritesWhatIsTooLongForALineInBlocks) {
  EXPECT_EQ(
      Formatted("pools:\n"
                "  a: {members: {team: a-team-with-a-long-name}, strategy: weighted, turn: own, "
                "on_return: keep_place, all_out: hold}\n"),
      "pools:\n"
      "  a:\n"
      "    members: {team: a-team-with-a-long-name}\n"
      "    strategy: weighted\n"
      "    turn: own\n"
      "    on_return: keep_place\n"
      "    all_out: hold\n");
}

TEST(Format, KeepsCommentsWithWhatTheyBelongTo) {
  const std::string formatted =
      "# A company.\n"
      "policy: demo                       # its name\n"
      "\n"
      "# The rules.\n"
      "rules:                             # top to bottom\n"
      "  # first\n"
      "  - name: a                        # beside\n"
      "    # inside\n"
      "    queue: unrouted\n"
      "  - name: b\n"
      "    queue: unrouted\n"
      "    # - name: c\n"
      "    #   queue: unrouted\n"
      "  # below the rules\n"
      "queues:\n"
      "  unrouted:\n"
      "    owner: {team: revops}          # who\n"
      "    empty_within: 4h\n"
      "# the end\n";
  EXPECT_EQ(Formatted(formatted), formatted);
  EXPECT_EQ(Formatted("# A company.\n\n\npolicy: demo # its name\n\n\n# The rules.\n"
                      "rules: # top to bottom\n\n"
                      " # first\n"
                      " - name: a # beside\n"
                      "   # inside\n"
                      "   queue: unrouted\n"
                      " - name: b\n"
                      "   queue: unrouted\n"
                      "   # - name: c\n"
                      "   #   queue: unrouted\n"
                      " # below the rules\n"
                      "queues:\n"
                      "  unrouted: {owner: {team: revops}, # who\n"
                      "    empty_within: 4h}\n"
                      "# the end"),
            "# A company.\n\n" + formatted.substr(std::string("# A company.\n").size()));
}

TEST(Format, QuotesWhatAnotherReaderWouldTakeForSomethingElse) {
  for (const char* text : {"NO", "no", "Yes", "on", "Off", "~", "null", "01067", "1e5", "0x1F",
                           "1_000", "1.50", "12:30", ".inf", "+5", "y"}) {
    EXPECT_EQ(FormatScalar(text, false, true), "\"" + std::string(text) + "\"");
  }
  for (const char* text : {"240", "-5", "0", "true", "50..999", "..49", "1000..", "4h", "DE",
                           "2026-12-31", "2026-11-20T16:40:00+01:00", "80331", "dach-south",
                           "lena@acme.example", "tables/a.csv", "Nordic", "80*", "(blank)"}) {
    EXPECT_EQ(FormatScalar(text, false, true), text);
  }
  for (const char* text : {"80331", "true", "1..5", "2026-12-31", "NO"}) {
    EXPECT_EQ(FormatScalar(text, true, true), "\"" + std::string(text) + "\"")
        << "what was quoted and could be a number stays quoted";
  }
  EXPECT_EQ(FormatScalar("dach-south", true, true), "dach-south");
  EXPECT_EQ(FormatScalar("a, b", false, true), "\"a, b\"");
  EXPECT_EQ(FormatScalar("a, b", false, false), "a, b");
  EXPECT_EQ(FormatScalar("a: b", true, false), "\"a: b\"");
  EXPECT_EQ(FormatScalar("", true, false), "\"\"");
  EXPECT_EQ(FormatScalar("say \"x\"", true, false), "'say \"x\"'");
  EXPECT_EQ(FormatScalar("a.b == 'x'", true, false), "\"a.b == 'x'\"");
}

TEST(Format, QuotesWhatYamlRefuses) {
  EXPECT_EQ(Formatted("guards:\n"
                      "  - name: g\n"
                      "    forbid: !(\"insurance\" in person.skills)   # why\n"
                      "rules:\n"
                      "  - {name: r, when: !has(lead.score), queue: &first}\n"
                      "match: {a: *}\n"),
            "guards:\n"
            "  - name: g\n"
            "    forbid: '!(\"insurance\" in person.skills)'  # why\n"
            "rules:\n"
            "  - name: r\n"
            "    when: '!has(lead.score)'\n"
            "    queue: '&first'\n"
            "match: {a: \"*\"}\n");
}

TEST(Format, KeepsTextsOfSeveralLines) {
  const std::string text =
      "templates:\n"
      "  note: |\n"
      "    Dear you,\n"
      "\n"
      "    a # that is no comment\n"
      "\n"
      "rules:\n"
      "  - name: a\n"
      "    when: |-\n"
      "      lead.score >= 80 &&\n"
      "      lead.employees >= 5000\n"
      "    queue: unrouted\n";
  EXPECT_EQ(Formatted(text), text);
}

TEST(Format, LeavesAFileAloneThatCannotBeRead) {
  Findings findings;
  const BundleFiles changed = FormatBundle({{"policy.yaml", "policy: a\nrules: [\n"},
                                            {"tables/t.csv", "id,to\na\n"},
                                            {"tests/a.yaml", "tests:   []\n"}},
                                           &findings);
  EXPECT_EQ(changed, (BundleFiles{{"tests/a.yaml", "tests: []\n"}}));
  EXPECT_EQ(findings.Take().size(), 2u);
}

TEST(Format, WritesTablesWithoutSpacesAndWithQuotesOnlyWhereNeeded) {
  Findings findings;
  EXPECT_EQ(
      FormatTable("t.csv",
                  "\xEF\xBB\xBFid, country ,to,note\r\n\"a\",DE | AT,queue:q,\"x, \"\"y\"\"\"\r\n"
                  ",,,\r\nb,01067,queue:q, spaced \r\n",
                  &findings),
      "\xEF\xBB\xBFid,country,to,note\na,DE | AT,queue:q,\"x, \"\"y\"\"\"\n"
      "b,01067,queue:q,spaced\n");
}

TEST(Format, TakesAColumnOfNothingButSpacesAwayTheFirstTime) {
  Findings findings;
  const auto once = FormatTable("t.csv", "id,to, ,\f\na,queue:q,,\n", &findings);
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(*once, "id,to\na,queue:q\n");
  EXPECT_EQ(FormatTable("t.csv", *once, &findings), once);
}

TEST(Format, IsTheSameTheSecondTimeWhereACommentLeavesItsDash) {
  const std::string once = Formatted("pools:\n -   # first\n  -   # second\n   rules: a\n");
  EXPECT_EQ(once, "pools:\n  # first\n  # second\n  - [{rules: a}]\n");
  EXPECT_EQ(Formatted(once), once);
}

// Writes a random document in a random style, comments and blank lines strewn in.
class Scribble {
 public:
  std::string Document() {
    out_.clear();
    const int count = Pick(1, 5);
    for (int i = 0; i < count; ++i) {
      Loose(0);
      out_ += Key(i) + ":";
      Value(0, 0);
    }
    return out_ + (Chance(3) ? "# the end" : "");
  }

 private:
  int Pick(int from, int to) { return *rc::gen::inRange(from, to); }
  bool Chance(int of) { return Pick(0, of) == 0; }
  std::string Key(int i) {
    static const std::vector<std::string> kKeys = {"rules", "pools", "lead.country", "NO", "a b"};
    return kKeys[static_cast<size_t>(i) % kKeys.size()];
  }
  std::string Word() {
    return *rc::gen::element<std::string>(
        "DE", "NO", "01067", "\"01067\"", "'it''s'", "50..999", "\"1..5\"", "plain text", "a#b",
        "\"x: y\"", "'a == \"b\" && !c'", "'# no comment'", "-5", "8*", "\"{\"", "it's", "Zürich");
  }
  void Loose(size_t indent) {
    if (Chance(6)) out_ += "\n";
    if (Chance(5)) out_ += std::string(indent, ' ') + "# loose " + std::to_string(++number_) + "\n";
    if (Chance(9)) out_ += "\n\n";
  }
  void EndLine() {
    if (Chance(4)) out_ += "   # beside " + std::to_string(++number_);
    out_ += "\n";
  }
  void Flow(int depth) {
    const int kind = depth > 2 ? 0 : Pick(0, 3);
    if (kind == 0) {
      out_ += Word();
      return;
    }
    out_ += kind == 1 ? "[" : "{";
    const int count = Pick(0, 4);
    for (int i = 0; i < count; ++i) {
      if (i > 0) out_ += Chance(6) ? ", # inside " + std::to_string(++number_) + "\n      " : ", ";
      if (kind == 2) out_ += Key(i) + ": ";
      Flow(depth + 1);
    }
    out_ += kind == 1 ? "]" : "}";
  }
  void Value(size_t indent, int depth) {
    const int kind = Pick(0, depth > 2 ? 2 : 5);
    if (kind <= 1) {
      out_ += " ";
      Flow(depth);
      EndLine();
    } else if (kind == 2) {
      out_ += " |\n" + std::string(indent + 3, ' ') + "two\n\n" + std::string(indent + 3, ' ') +
              "lines # of text\n";
    } else {
      EndLine();
      const size_t deeper = indent + static_cast<size_t>(Pick(1, 4));
      const int count = Pick(1, 4);
      for (int i = 0; i < count; ++i) {
        Loose(deeper);
        out_ += std::string(deeper, ' ') + (kind == 3 ? Key(i) + ":" : std::string("-"));
        Value(deeper, depth + 1);
      }
    }
  }

  std::string out_;
  int number_ = 0;
};

RC_GTEST_PROP(Format, ChangesNothingThatIsFormattedAndLosesNoComment, ()) {
  Scribble scribble;
  const std::string text = scribble.Document();
  Findings findings;
  const std::optional<std::string> once = FormatYaml("policy.yaml", text, &findings);
  std::string found;
  for (const Finding& one : findings.Take()) found += one.Text() + "\n";
  if (!once) RC_FAIL(found + text);
  Findings none;
  const std::optional<std::string> twice = FormatYaml("policy.yaml", *once, &none);
  if (!twice || *twice != *once)
    RC_FAIL(text + "\n---- once\n" + *once + "\n---- twice\n" + twice.value_or("?"));
}

TEST(Format, TheBundlesOfTheTreeAreWrittenThatWay) {
  for (const char* name :
       {"policies/starter", "policies/inbound", "policies/demo", "bench/peer-bundle"}) {
    auto files = ReadBundle(std::string(SB_SOURCE_DIR) + "/" + name);
    ASSERT_TRUE(files.ok()) << files.error().message;
    Findings findings;
    for (const auto& [path, content] : FormatBundle(*files, &findings)) {
      ADD_FAILURE() << name << "/" << path << ": run signalbox policy fmt";
    }
    EXPECT_TRUE(findings.Take().empty()) << name;
  }
}

}  // namespace
}  // namespace signalbox
