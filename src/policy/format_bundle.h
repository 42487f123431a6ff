// The one way to write a bundle: `policy fmt`.
//
// YAML: sections in blocks, what fits into 100 columns on one line, texts quoted when they hold
// more than words or when another YAML reader would take them for something else (`NO`, `01067`,
// `1e5`), and values that YAML refuses (`!`, `&`, `*` at the start) quoted. Comments and the order
// of keys stay. Tables: comma separated, quotes only where needed, no spaces around cells.
// Formatting what is formatted changes nothing, and no decision changes. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "policy/findings.h"
#include "policy/policy.h"

namespace signalbox {

// The files of a bundle that are written otherwise, as they should be: policy.yaml, tables/*.csv,
// plans/*.yaml and tests/*.yaml. A file that cannot be read is a finding and is left alone.
BundleFiles FormatBundle(const BundleFiles& files, Findings* findings);

// Nothing, and a finding, when the text cannot be read.
std::optional<std::string> FormatYaml(std::string_view file, std::string_view text,
                                      Findings* findings);
std::optional<std::string> FormatTable(std::string_view file, std::string_view text,
                                       Findings* findings);

// A scalar as `policy fmt` writes it. `quoted` says how it was written: a quoted number stays
// quoted. In flow style (inside `{}` or `[]`) a comma needs quotes.
std::string FormatScalar(std::string_view text, bool quoted, bool in_flow);
// In quotes whatever it holds.
std::string QuotedScalar(std::string_view text);

}  // namespace signalbox
