#include "main/shipped_bundles.h"

#include <array>

// The assembler finds the files through the same -I src as the compiler; CMakeLists.txt says what
// this file is remade for.
#define SB_EMBED(name, path)               \
  asm(".section .rodata\n"                 \
      ".global sb_" #name                  \
      "_begin\n"                           \
      "sb_" #name                          \
      "_begin:\n"                          \
      ".incbin \"../policies/" path        \
      "\"\n"                               \
      ".global sb_" #name                  \
      "_end\n"                             \
      "sb_" #name                          \
      "_end:\n"                            \
      ".byte 0\n"                          \
      ".text\n");                          \
  extern "C" const char sb_##name##_begin; \
  extern "C" const char sb_##name##_end;

SB_EMBED(starter_policy, "starter/policy.yaml")
SB_EMBED(demo_policy, "demo/policy.yaml")
SB_EMBED(demo_named_accounts, "demo/tables/named-accounts.csv")
SB_EMBED(demo_territories, "demo/tables/territories.csv")
SB_EMBED(demo_tests, "demo/tests/routing.yaml")
SB_EMBED(demo_teams, "demo/roster/teams.csv")
SB_EMBED(demo_people, "demo/roster/people.csv")
SB_EMBED(demo_accounts, "demo/roster/accounts.csv")
SB_EMBED(demo_contacts, "demo/roster/contacts.csv")
SB_EMBED(demo_opportunities, "demo/roster/opportunities.csv")
SB_EMBED(demo_campaigns, "demo/roster/campaigns.csv")

#define SB_EMBEDDED(name) \
  std::string_view(&sb_##name##_begin, static_cast<size_t>(&sb_##name##_end - &sb_##name##_begin))

namespace signalbox {

BundleFiles StarterBundle() {
  return {{"policy.yaml", std::string(SB_EMBEDDED(starter_policy))}};
}

BundleFiles DemoBundle() {
  return {{"policy.yaml", std::string(SB_EMBEDDED(demo_policy))},
          {"tables/named-accounts.csv", std::string(SB_EMBEDDED(demo_named_accounts))},
          {"tables/territories.csv", std::string(SB_EMBEDDED(demo_territories))},
          {"tests/routing.yaml", std::string(SB_EMBEDDED(demo_tests))}};
}

std::span<const ShippedRecords> DemoRoster() {
  static const std::array<ShippedRecords, 6> kRecords = {{
      {"teams", SB_EMBEDDED(demo_teams)},
      {"people", SB_EMBEDDED(demo_people)},
      {"accounts", SB_EMBEDDED(demo_accounts)},
      {"contacts", SB_EMBEDDED(demo_contacts)},
      {"opportunities", SB_EMBEDDED(demo_opportunities)},
      {"campaigns", SB_EMBEDDED(demo_campaigns)},
  }};
  return kRecords;
}

}  // namespace signalbox
