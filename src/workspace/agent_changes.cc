#include "workspace/agent_changes.h"

#include "agents/spec_codec.h"
#include "workspace/environment_file.h"

namespace signalbox {
namespace {

Id AgentEntity(const State& state, const std::string& agent) {
  return DeriveId(0, state.log_id, 0, "agent:" + agent);
}

// Who goes may say until when it is used, and who takes over.
Status CheckFarewell(const Registry& registry, const std::string& id,
                     const LifecycleChange& change) {
  if (change.lifecycle != Lifecycle::kDeprecated) {
    if (change.sunset == 0 && change.successor.empty()) return {};
    return Err(Code::kInvalid, "only a deprecated agent has a sunset and a successor");
  }
  if (change.successor.empty()) return {};
  if (change.successor == id) return Err(Code::kInvalid, "an agent does not succeed itself");
  if (registry.Find(change.successor) != nullptr) return {};
  return Err(Code::kInvalid,
             "there is no agent `" + change.successor + "` to succeed it; register it first");
}

}  // namespace

Result<int64_t> RegisterAgent(Workspace& workspace, const Actor& actor, const AgentSpec& spec) {
  return workspace.Apply([&](Turn& turn) -> Status {
    SB_TRY(CheckEndpoint(turn.state().environment, spec.url));
    // Tried on a copy: an event that does not fold must not be logged.
    Registry tried = turn.state().registry;
    SB_TRY(tried.Register(spec));
    const AgentSpec* known = turn.state().registry.Find(spec.id, spec.version);
    if (known != nullptr && known->secret == spec.secret) return {};
    Bytes encoded;
    EncodeAgentSpec(spec, &encoded);
    const ev::AgentRegistered body{turn.PutBlob(encoded), spec.id, spec.version};
    int64_t subject = 0;
    if (!spec.secret.empty()) {
      SB_ASSIGN(subject, turn.NewSubject());
    }
    return turn.Input(EntityKind::kAgent, AgentEntity(turn.state(), spec.id),
                      EventType::kAgentRegistered, actor, body, spec.secret, subject);
  });
}

Result<int64_t> SetAgentState(Workspace& workspace, const Actor& actor, const std::string& id,
                              const std::string& version, const LifecycleChange& change) {
  return workspace.Apply([&](Turn& turn) -> Status {
    Registry tried = turn.state().registry;
    SB_TRY(tried.SetState(id, version, change));
    SB_TRY(CheckFarewell(tried, id, change));
    const ev::AgentStateSet body{
        id, version, change.lifecycle, change.canary_percent, change.sunset, change.successor};
    return turn.Input(EntityKind::kAgent, AgentEntity(turn.state(), id), EventType::kAgentStateSet,
                      actor, body);
  });
}

}  // namespace signalbox
