#include <fmt/format.h>

#include <algorithm>

#include "agents/spec_codec.h"
#include "engine/records.h"
#include "engine/stage_moves.h"
#include "intake/identity.h"
#include "plans/plan_loader.h"
#include "sim/checks.h"
#include "sim/world.h"
#include "sim/world_policy.h"

namespace signalbox {
namespace {

constexpr std::string_view kTeam[] = {"ada", "ben", "cleo", "dev", "eva", "finn"};
// Of each, for requests that go up; nobody is above the first.
constexpr std::string_view kManagers[] = {"", "ada", "ada", "ada", "dev", "dev"};
constexpr std::string_view kCountries[] = {"DE", "DE", "US", "US", "GB", "FR", "BR"};
const Actor kOperator{ActorKind::kOperator, "simulation"};

// The disk's fault and not the caller's: to be tried again.
bool IsTrouble(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kIo ||
         error.code == Code::kExhausted;
}

// The time that an id of version 7 begins with (RFC 9562, 5.7).
TimeUs BeganAt(const Id& id) {
  TimeUs milliseconds = 0;
  for (int i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | id.bytes[static_cast<size_t>(i)];
  return milliseconds * kMillisecondUs;
}

}  // namespace

Status World::PutPerson(signalbox::Turn& turn, Person person) {
  PersonRef number = turn.state().RefOf(person.id);
  if (number == 0) number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
  SB_ASSIGN(const int64_t subject, turn.NewSubject());
  const Id entity = DeriveId(0, log_id_, number, "person");
  return turn.Input(EntityKind::kPerson, entity, EventType::kPersonUpserted, kOperator,
                    ev::Upserted{subject, number}, EncodeRecord(person), subject);
}

void World::Change(std::function<Status(signalbox::Turn&)> apply, bool must_work) {
  signalbox::Change change;
  change.apply = std::move(apply);
  change.done = [this, must_work](const Status& status, int64_t) {
    if (!status.ok() && must_work && !IsTrouble(status.error())) {
      Fail("a change was refused: " + status.error().message);
    }
  };
  if (!engine_->Apply(std::move(change)) && !engine_->failed()) Fail("a change was not taken");
}

void World::SetUp() {
  for (int i = 0; i < 6; ++i) {
    Person person;
    person.id = kTeam[i];
    person.name = person.id;
    person.email = person.id + "@seller.example";
    person.team = i < 3 ? "north" : "west";
    person.weight = 1 + i % 3;
    person.manager = kManagers[i];
    person.delegate = person.id == "dev" ? "cleo" : "";
    Change([this, person](signalbox::Turn& turn) { return PutPerson(turn, person); }, true);
  }
  for (const AgentSpec& spec : OutsideAgents()) {
    Change(
        [spec](signalbox::Turn& turn) -> Status {
          if (turn.state().registry.Find(spec.id, spec.version) != nullptr) return {};
          Bytes encoded;
          EncodeAgentSpec(spec, &encoded);
          const ev::AgentRegistered body{turn.PutBlob(encoded), spec.id, spec.version};
          const Id entity = DeriveId(0, turn.state().log_id, 0, "agent:" + spec.id);
          return turn.Input(EntityKind::kAgent, entity, EventType::kAgentRegistered, kOperator,
                            body);
        },
        true);
  }
  SetDocument();
  ChangePolicy();
  TurnsUntilQuiet();
}

std::string World::RandomSeller() {
  return std::string(kTeam[random_.Below(std::size(kTeam))]);
}

// A version that is not the active one goes to a stage, where it may.
void World::TryPolicy() {
  const bool again = Chance(50);
  const auto stage = static_cast<PolicyStage>(random_.Below(3));
  const auto share_e4 = static_cast<int64_t>(1 + random_.Below(10'000));
  Change(
      [again, stage, share_e4](signalbox::Turn& turn) -> Status {
        const State& state = turn.state();
        const Id entity = DeriveId(0, state.log_id, 0, "policy");
        const Digest hash = turn.PutBlob(PackBundle(SimBundle(again)));
        if (!CheckMove(state, {hash, stage, share_e4, true}).ok()) return {};
        if (!state.versions.contains(hash)) {
          SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyPublished, kOperator,
                            ev::PolicyPublished{hash, "simulation"}));
        }
        // So few and so close that chance alone halts some.
        ev::PolicyStaged body{hash, stage, share_e4, 300, 4};
        if (stage != PolicyStage::kCanary) body = {hash, stage};
        return turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyStaged, kOperator, body);
      },
      true);
}

void World::ChangePolicy() {
  if (Chance(50) && !engine_->state().activated.empty()) return TryPolicy();
  const bool again = Chance(50);
  Change(
      [this, again](signalbox::Turn& turn) -> Status {
        const State& state = turn.state();
        const Id entity = DeriveId(0, state.log_id, 0, "policy");
        if (state.activated.size() > 1 && Chance(30)) {
          reached_->Mark("policy_rolled_back");
          return turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyActivated, kOperator,
                            ev::PolicyActivated{state.activated[state.activated.size() - 2], true});
        }
        const Digest hash = turn.PutBlob(PackBundle(SimBundle(again)));
        if (!state.versions.contains(hash)) {
          SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyPublished, kOperator,
                            ev::PolicyPublished{hash, "simulation"}));
        }
        return turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyActivated, kOperator,
                          ev::PolicyActivated{hash, false});
      },
      true);
}

void World::Happen() {
  const uint64_t what = random_.Below(112);
  if (what >= 100)
    ActAtDesk();
  else if (what < 30)
    SendNew();
  else if (what < 45)
    SendAgain();
  else if (what < 53)
    ChangePerson();
  else if (what < 57)
    ChangePolicy();
  else if (what < 61)
    RouteByHand();
  else if (what < 63)
    RegisterWrongly();
  else if (what < 65)
    CancelSomething();
  else if (what < 72)
    ActOnLead();
  else if (what < 75)
    ChangeRecord();
  else if (what < 76)
    ForgetSomebody();
  else if (what < 86)
    MoveClock();
  else if (what < 90)
    BreakSomething();
  else if (what < 91)
    DoToFiles();
  else
    Turn();
  if (Chance(50) && broken_.empty()) Turn();
  if (Chance(2) && broken_.empty()) CheckAll();
}

Attributes World::MakeLead(int person) {
  SeededRandom own(seed_ * 1000 + static_cast<uint64_t>(person));
  Attributes lead;
  lead.SetText(Field::kEmail, fmt::format("person{}@buyer{}.example", person, person % 7));
  lead.SetText(Field::kFirstName, "Pat");
  lead.SetText(Field::kLastName, fmt::format("Buyer{}", person));
  lead.SetText(Field::kCountry, kCountries[own.Below(std::size(kCountries))]);
  // What was forgotten in the form may be said the next time.
  const bool forgotten = random_.Below(12) == 0;
  lead.SetText(Field::kConsent, own.Below(20) == 0 ? "refused" : forgotten ? "unknown" : "given");
  lead.SetText(Field::kMessage, fmt::format("visit {}", random_.Below(3)));
  return lead;
}

void World::SendNew() {
  Request request;
  request.person = people_ == 0 || Chance(60)
                       ? people_++
                       : static_cast<int>(random_.Below(static_cast<uint64_t>(people_)));
  request.lead = MakeLead(request.person);
  request.wait = Chance(80);
  if (Chance(60)) request.key = fmt::format("key-{}", requests_.size());
  requests_.push_back(std::move(request));
  Send(requests_.size() - 1);
}

// The same request again, its key under another body, or one that was broken off.
void World::SendAgain() {
  if (requests_.empty()) return SendNew();
  const size_t at = random_.Below(requests_.size());
  if (!requests_[at].key.empty() && Chance(15)) {
    Request other = requests_[at];
    other.lead.SetText(Field::kMessage, "something else");
    other.tries = 0;
    other.answered = other.settled = false;
    requests_.push_back(std::move(other));
    return Send(requests_.size() - 1);
  }
  Send(at);
}

void World::Send(size_t at) {
  Request& request = requests_[at];
  const Bytes content = ContentForm(request.lead);
  Submission submission = MakeSubmission(*keys_, request.lead, IdentityKeys(request.lead), content,
                                         request.key, content);
  submission.wait = request.wait;
  submission.answer = [this, at](const Result<LeadAnswer>& answer) { Answered(at, answer); };
  ++request.tries;
  request.answered = false;
  if (!engine_->Submit(std::move(submission))) request.answered = true;
}

void World::Answered(size_t at, const Result<LeadAnswer>& answer) {
  Request& request = requests_[at];
  request.answered = true;
  if (!answer.ok()) {
    if (answer.error().code == Code::kConflict)
      reached_->Mark("key_reused_with_another_body");
    else if (!IsTrouble(answer.error()))
      Fail("a lead was refused: " + answer.error().message);
    request.settled = answer.error().code == Code::kConflict;
    return;
  }
  const bool again = std::exchange(request.settled, true) && !request.key.empty();
  if (answer->replayed)
    reached_->Mark("key_repeated_and_replayed");
  else if (again)
    reached_->Mark("key_used_again_after_it_expired");
  ledger_.Acknowledged(*answer);
}

void World::ChangePerson() {
  const std::string id = RandomSeller();
  const uint64_t how = random_.Below(6);
  const TimeUs until = clock_.Now() + static_cast<TimeUs>(random_.Below(3 * kHourUs));
  Change(
      [this, id, how, until](signalbox::Turn& turn) -> Status {
        const Person* known = turn.state().roster.FindPerson(id);
        Person person;
        if (known != nullptr) person = *known;
        switch (how) {
          case 0:
          case 1:
            person.paused_until = until;
            break;
          case 2:
            person.leaves = {{turn.now(), until}};
            break;
          case 3:
            person.active = !person.active;
            reached_->Mark("person_left");
            break;
          case 4:
            person.weight = 1 + until % 4;
            break;
          default:
            person.leaves.clear(), person.paused_until = 0;
            break;
        }
        return PutPerson(turn, person);
      },
      true);
}

void World::RouteByHand() {
  if (people_ == 0) return;
  const Attributes lead = MakeLead(static_cast<int>(random_.Below(static_cast<uint64_t>(people_))));
  const Submission known = MakeSubmission(*keys_, lead, IdentityKeys(lead), "", "", "");
  Change(
      [lead, known](signalbox::Turn& turn) -> Status {
        const uint32_t at = turn.state().FindIdentity(known.identities.front());
        if (at == KeyIndex::kNone || EndOf(turn.state(), at) != nullptr) return {};
        const LeadEntry& entry = turn.state().leads[at];
        Bytes sealed;
        EncodeAttributes(lead, Part::kSealed, &sealed);
        return turn.Input(EntityKind::kLead, entry.id, EventType::kRecordRouted, kOperator,
                          ev::RecordRouted{entry.subject, RunTrigger::kByHand, lead}, sealed,
                          entry.subject);
      },
      true);
}

void World::CancelSomething() {
  const uint64_t which = random_.Below(1'000);
  Change(
      [which](signalbox::Turn& turn) -> Status {
        const State& state = turn.state();
        if (state.leads.empty()) return {};
        const auto* run = state.FindRun(state.leads[which % state.leads.size()].run);
        if (run == nullptr) return {};
        return turn.Input(EntityKind::kRun, run->id, EventType::kRunCancelled, kOperator,
                          ev::RunCancelled{"sent_by_mistake"});
      },
      true);
}

// An operator's mistake is refused, and nothing of it may stay.
void World::RegisterWrongly() {
  signalbox::Change change;
  change.apply = [](signalbox::Turn& turn) -> Status {
    AgentSpec spec = OutsideAgents().front();
    spec.timeout_us = 7 * kSecondUs;
    Bytes encoded;
    EncodeAgentSpec(spec, &encoded);
    const ev::AgentRegistered body{turn.PutBlob(encoded), spec.id, spec.version};
    const Id entity = DeriveId(0, turn.state().log_id, 0, "agent:" + spec.id);
    return turn.Input(EntityKind::kAgent, entity, EventType::kAgentRegistered, kOperator, body);
  };
  change.done = [this](const Status& status, int64_t) {
    if (status.ok())
      Fail("one version of an agent was registered with two contents");
    else
      reached_->Mark("agent_registered_twice_with_another_content");
  };
  engine_->Apply(std::move(change));
}

void World::MoveClock() {
  const uint64_t how = random_.Below(100);
  if (how < 70) return clock_.Advance(static_cast<TimeUs>(random_.Below(kMinuteUs)));
  if (how < 88) return clock_.Advance(static_cast<TimeUs>(random_.Below(kHourUs)));
  if (how < 94) {
    reached_->Mark("clock_jumps_back");
    return clock_.JumpTo(clock_.Now() - static_cast<TimeUs>(random_.Below(2 * kHourUs)));
  }
  reached_->Mark("clock_jumps_forward");
  clock_.JumpTo(clock_.Now() + static_cast<TimeUs>(random_.Below(9)) * kDayUs);
}

void World::BreakSomething() {
  const uint64_t how = random_.Below(12);
  if (how >= 10) {
    outside_.SetStorm(how == 10);
  } else if (how < 5) {
    disk_.DieAfter(1 + static_cast<int64_t>(random_.Below(15)));
  } else if (how < 7) {
    reached_->Mark("sync_failed");
    disk_.FailNextSync();
  } else if (how < 8) {
    reached_->Mark("disk_full");
    disk_.SetFull(true);
  } else {
    Say("the process ends between two turns");
    const bool in_order = how < 9;
    if (in_order) reached_->Mark("stopped_in_order");
    End(in_order ? Ending::kInOrder : Ending::kPowerLost);
    Boot();
  }
}

void World::DoToFiles() {
  const uint64_t what = random_.Below(6);
  if (what >= 4)
    Purge();
  else if (what == 0)
    OpenTwice();
  else if (what == 1)
    TakeBackup();
  else
    RestoreBackup();
}

// Nothing goes wrong any more: everything that was begun comes to its end.
void World::Drain() {
  disk_.Restart(false);
  outside_.BehaveWell();
  // Timers were set by the log's time, which a clock that went back has still to reach.
  clock_.JumpTo(std::max(clock_.Now(), engine_->state().last_time));
  for (size_t i = 0; i < requests_.size(); ++i) {
    if (!requests_[i].settled) Send(i);
  }
  for (int hours = 0; hours < 3 && broken_.empty(); ++hours) {
    for (int minutes = 0; minutes < 60 && broken_.empty(); minutes += 10) {
      TurnsUntilQuiet();
      clock_.Advance(10 * kMinuteUs);
    }
  }
  TurnsUntilQuiet();
  CheckAll();
  for (const Request& request : requests_) {
    if (!request.answered) Fail(fmt::format("a caller waits for ever; person {}", request.person));
  }
  engine_->state().runs.ForEach([&](const auto& run) {
    // A clock that fires at the very end begins a run that may wait for its next agent.
    if (!run.finished && BeganAt(run.id) < clock_.Now() - kHourUs)
      Fail("a run is still not over after hours in which all went well: " +
           FormatId("run", run.id));
  });
}

}  // namespace signalbox
