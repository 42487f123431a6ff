// CheckSpace: the conditions and table rows of a check as sets of records, exactly.
//
// Terms are collected first (`Of...`), then `Close` finds for every attribute the classes of values
// that no term tells apart: it tries each value that a term mentions, its neighbours and values
// that nothing mentions, asks the real condition about each, and keeps one sample a class. What
// cannot be split into tests of one attribute counts as free: it may be true, false or unknown
// whatever the record. Owned by one check, on one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/check_boxes.h"
#include "policy/compiled.h"

namespace signalbox {

// A condition as a tree of atoms, each of which looks at one attribute.
struct CheckTerm {
  enum class Kind : uint8_t { kAll, kAny, kNot, kAtom };
  Kind kind = Kind::kAll;  // of no parts: true
  size_t atom = 0;
  std::vector<CheckTerm> parts;
};

// A record that shows a finding, and the day on which it does.
struct CheckExample {
  Attributes lead;
  int32_t day = 0;   // YYYYMMDD, 0 for any
  std::string text;  // `{lead.country: DE, lead.employees: 150}`
};

class CheckSpace {
 public:
  // The policy must outlive the space.
  explicit CheckSpace(const Policy& policy) : policy_(policy) {}

  CheckTerm OfCondition(const Condition& condition, int line);
  // The cells and the days of a row that still has its cells.
  CheckTerm OfRow(const TableSpec& spec, const TableRow& row);
  // One column of a row, as an atom that PlacesOf can ask about.
  CheckTerm OfCell(const MatchColumn& column, const std::vector<Alternative>& cell);
  void Close();

  // The records for which a term is true, or false. Neither: those for which it is unknown.
  Boxes WhereTrue(const CheckTerm& term, CheckSteps* steps) const;
  Boxes WhereFalse(const CheckTerm& term, CheckSteps* steps) const;

  // Samples of the classes of a column's attribute, by class; texts folded as tables fold them.
  struct Sample {
    bool present = false;
    int64_t number = 0;
    std::string text;
  };
  const std::vector<Sample>& SamplesOf(int attribute) const;
  // The numbers that terms mention, and their neighbours, by attribute.
  std::map<int, std::set<int64_t>> NumbersMentioned() const;

  // A record of the box. Greater `variant`s give other records, in no meaningful order.
  CheckExample ExampleOf(const Box& box, size_t variant) const;
  // Lines of the free terms that a set depends on, ascending.
  std::vector<int> FreeLines(const Boxes& boxes) const;

 private:
  struct Atom {
    int attribute = 0;
    std::function<Truth(const Sample&)> truth;  // null for a free term
    ClassSet yes, no;
  };
  struct Dimension {
    Slot slot;
    std::vector<std::string> texts;  // mentioned, as written or folded
    std::vector<int64_t> numbers;
    bool as_written = false;  // some term tells cases and spaces apart
    std::vector<Sample> samples;
  };

  CheckTerm OfTests(const std::vector<Condition::Test>& tests);
  CheckTerm OfTest(const Condition::Test& test);
  CheckTerm OfNode(const cel::Program& program, cel::NodeId id, int line);
  std::optional<CheckTerm> OfLeaf(const cel::Program& program, cel::NodeId id);
  std::optional<Slot> SlotOfChain(const cel::Program& program, cel::NodeId id) const;
  bool MentionLiteral(const cel::Value& value, Dimension* dimension);
  CheckTerm Free(std::string text, int line);
  CheckTerm NewAtom(int attribute, std::string key, std::function<Truth(const Sample&)> truth);
  Dimension& DimensionOf(Slot slot);
  std::vector<Sample> CandidatesOf(const Dimension& dimension) const;
  Truth Ask(const Condition& condition, Slot slot, const Sample& sample) const;
  void Put(Slot slot, const Sample& sample, Attributes* lead) const;

  const Policy& policy_;
  std::vector<Atom> atoms_;
  std::map<std::string, size_t> by_key_;
  std::map<int, Dimension> dimensions_;  // by slot number; free terms lie beyond all slots
  std::map<int, int> free_lines_;        // by attribute number
};

}  // namespace signalbox
