#include "workspace/lead_verbs.h"

#include <fmt/format.h>

#include "workspace/lead_lookup.h"
#include "workspace/request_texts.h"

namespace signalbox {
namespace {

constexpr NamedText<VerbRequest> kVerbMembers[] = {
    {"by", &VerbRequest::by},       {"to", &VerbRequest::to},
    {"queue", &VerbRequest::queue}, {"reason", &VerbRequest::reason},
    {"until", &VerbRequest::until}, {"shown_hash", &VerbRequest::shown}};

Result<PersonRef> PersonNamed(const State& state, const std::string& id, std::string_view what) {
  if (id.empty()) return PersonRef{0};
  const PersonRef ref = state.RefOf(id);
  if (ref != 0) return ref;
  return Err(Code::kInvalid, "`" + std::string(what) +
                                 "`: the roster has nobody with this id; see `export people`");
}

// A decision is about exactly what was shown to whoever decides.
Status CheckShown(const Turn& turn, uint32_t lead, const VerbRequest& request, LeadLapse* lapse) {
  if (request.shown.empty()) {
    return Err(Code::kInvalid,
               "`shown_hash` is missing: a decision is about what was shown, and `/v1/leads/{id}` "
               "and `explain --json` say it of a lead that waits for one");
  }
  SB_ASSIGN(LeadLapse found,
            ChangedSinceShown(turn.state(), lead, request.shown,
                              [&turn](int64_t position) { return turn.Read(position); }));
  if (found.shown_hash.empty()) return {};
  Error lapsed =
      Err(Code::kConflict,
          fmt::format("the lead changed since it was shown ({}), so nothing was decided; look at "
                      "it again and decide with its `shown_hash`",
                      found.changed.empty() ? "the person wrote again"
                                            : fmt::format("{}", fmt::join(found.changed, ", "))));
  if (lapse != nullptr) *lapse = std::move(found);
  return lapsed;
}

}  // namespace

Result<VerbRequest> ParseVerbRequest(std::string_view json) {
  VerbRequest request;
  SB_TRY(ReadNamedTexts(json, kVerbMembers, &request));
  return request;
}

std::string VerbRequestJson(const VerbRequest& request) {
  return NamedTextsJson(request, kVerbMembers);
}

Result<LeadAnswer> ActOnLead(Workspace& workspace, const std::string& lead, Verb verb,
                             const VerbRequest& request, const std::string& actor,
                             LeadLapse* lapse) {
  Id id;
  ev::LeadActed body;
  body.verb = verb;
  body.queue = request.queue;
  body.reason = request.reason;
  if (!request.until.empty()) {
    SB_ASSIGN(body.until, ParseTime(request.until));
  }
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(const uint32_t found, FindLead(turn.state(), workspace.keys(), lead));
    id = turn.state().leads[found].id;
    if (verb == Verb::kDecide) {
      SB_TRY(CheckShown(turn, found, request, lapse));
      body.shown = request.shown;
    }
    SB_ASSIGN(body.by, PersonNamed(turn.state(), request.by, "by"));
    SB_ASSIGN(body.to, PersonNamed(turn.state(), request.to, "to"));
    return turn.Act(id, body, {ActorKind::kOperator, actor});
  }));
  LeadAnswer answer;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { answer = engine.AnswerOf(engine.state().lead_by_id.at(id)); }));
  return answer;
}

}  // namespace signalbox
