// The reader of tables: any bytes as the CSV of a table compile to a table that decides, or to
// findings; and `policy fmt` keeps what it means. The hit policy goes by the length of the input,
// so that a byte more or less tries another.
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "fuzz_bundle_input.h"

namespace signalbox {
namespace {

constexpr std::string_view kHits[] = {"hit: priority",
                                      "hit: unique",
                                      "hit: any",
                                      "hit: first",
                                      "hit: rule_order",
                                      "hit: collect, pool: p",
                                      "hit: priority, prefer: [pool:p, queue:unrouted]"};

std::string PolicyWith(std::string_view hit) {
  return "policy: fuzz\nrecord: lead\nzone: Europe/Berlin\nrules:\n"
         "  - {name: table, assign: {table: t}}\n"
         "nothing_matched: {queue: unrouted}\n"
         "hierarchies:\n  geo:\n    world: {emea: {dach: [DE, AT, CH]}, amer: [US, CA]}\n"
         "tables:\n  t: {file: tables/t.csv, match: {place: {hierarchy: geo, of: [lead.country, "
         "lead.postal_code]}, title: lead.title, employees: lead.employees}, gives: {to: "
         "target}, " +
         std::string(hit) +
         "}\npools:\n  p: {members: {team: dach}, strategy: weighted}\n"
         "queues:\n  unrouted: {owner: {team: revops}, empty_within: 4h}\n";
}

void Read(std::string_view csv) {
  const std::string_view hit = kHits[csv.size() % std::size(kHits)];
  const BundleFiles files = {{"policy.yaml", PolicyWith(hit)}, {"tables/t.csv", std::string(csv)}};
  FormatKeepsMeaning(files, CompilePolicy(files, &RosterToDecide()));
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::Read({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
