// Checker: finds what each name of a tree means and what type each node has.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "expr/ast.h"
#include "expr/env.h"
#include "expr/functions.h"
#include "expr/types.h"

namespace signalbox::cel {

enum class Meaning : uint8_t {
  kPlain,       // what its kind says
  kSlot,        // an attribute: target is its slot (`has` of it when the node is test_only)
  kLocal,       // a variable of a macro: target is its place
  kTypeName,    // `int`: target is the Kind
  kUnresolved,  // unchecked only: evaluating it is an error; target is into Checked::problems
};

struct NodeNote {
  Meaning meaning = Meaning::kPlain;
  bool namespaced = false;  // a member call that is `math.abs(x)`: the first child is no argument
  uint32_t target = 0;      // also the first place of a comprehension, bind or optMap
  const FunctionSet* functions = nullptr;  // of a call
  Type type;
};

struct Checked {
  std::vector<NodeNote> notes;  // by NodeId
  std::vector<std::string> problems;
  std::vector<uint32_t> slots;  // used, ascending, once each
  uint32_t local_count = 0;
};

// Places that the evaluator keeps per comprehension, from NodeNote::target on.
enum LocalPlace : uint32_t {
  kPlaceRange = 0,
  kPlaceCursor = 1,
  kPlaceResult = 2,
  kPlaceFirst = 3,   // the first variable
  kPlaceSecond = 4,  // the second variable
  kPlacesOfComprehension = 5,
};

// With `strict`, unknown names and type errors are errors with line and column; without, they are
// left to evaluation.
Result<Checked> Check(const Ast& ast, const TypeEnv& env, bool strict);

}  // namespace signalbox::cel
