// What people do at the desk, inside one turn: each is checked, taken up and carried out before
// anybody sees it, so that a request is never seen half done (docs/desk.md). workspace/desk_cases.h
// has the same for callers of a workspace.
//
// On the engine's thread. What fails feeds nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "access/permissions.h"
#include "engine/engine.h"
#include "workspace/desk_requests.h"
#include "workspace/desk_story.h"

namespace signalbox {

class DeskLibrary;
struct PolicyReading;

struct DeskCaller {
  std::string as;      // person id
  std::string token;   // the token's name
  std::string mail{};  // id of the message that says it; empty where none does
  // Reads the policy documents; null: they are searched by their words alone.
  DeskLibrary* library = nullptr;
  // Of `as`; none where they are no user. By the workspace's rules about personal fields a request
  // finds no record by what they keep from whoever makes it; and what nobody is asked about is
  // decided by those whose roles let them (workspace/desk_deciders.h).
  RoleSet roles{};
  // Of somebody of the roster as a user of the workspace, none where they are none; not set where
  // nobody signs in. Whoever is asked about a request must be able to decide it.
  std::function<RoleSet(const std::string& person)> roles_of{};
};
// What ids of messages are hashed as: one that comes again does nothing.
inline constexpr std::string_view kMailKey = "mail";

struct DeskAct {
  int64_t number = 0;            // of the case; 0 where it was refused before there was one
  bool lapsed = false;           // nothing was decided: what was shown is not what it is now
  std::optional<Error> refused;  // the turn records that somebody asked who may not
  bool stale = false;            // nothing was done: what was read is not what it is now
};

// The errors of each are those of its namesake in workspace/desk_cases.h, but for kForbidden, which
// is told as `refused`. `reading` is what the policy documents say to CaseSaid::Question; null:
// they are searched in the turn, by their words.
Result<DeskAct> FeedNewCase(Turn& turn, const Keyring& keys, const DeskCaller& caller,
                            const CaseRequest& request, const PolicyReading* reading = nullptr);
Result<DeskAct> FeedCaseMessage(Turn& turn, const Keyring& keys, const DeskCaller& caller,
                                std::string_view id, const std::string& text,
                                const std::vector<GivenFile>& files = {},
                                const PolicyReading* reading = nullptr);
Result<DeskAct> FeedRuling(Turn& turn, const DeskCaller& caller, std::string_view id,
                           const RulingRequest& request);
Result<DeskAct> FeedWithdrawal(Turn& turn, const DeskCaller& caller, std::string_view id);

// With the turn's own events. kCorrupt where the log does not have what the state says.
Result<CaseStory> TellCaseIn(const Turn& turn, const CaseEntry& entry);

}  // namespace signalbox
