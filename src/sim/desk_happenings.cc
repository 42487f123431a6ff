// People at the desk of the simulation: they ask, answer, decide about what they saw a while ago,
// and try what is not theirs.
#include <fmt/format.h>

#include "sim/world.h"

namespace signalbox {
namespace {

constexpr std::string_view kSummaries[] = {"Wrong owner for this region", "Not my account",
                                           "Please move it to the west", "zzz qqq"};
constexpr std::string_view kWhy = "The routing rules of the region say otherwise";
constexpr char kNobody[] = "stranger";
constexpr int kDocuments = 2;
// Of whoever decides, or joins a conversation.
constexpr Role kDeciders[] = {Role::kApprover, Role::kAdmin, Role::kManager, Role::kSeller};
const Actor kDeskAuthor{ActorKind::kOperator, "simulation"};

// What an approver is shown, put together from the log and the record alone.
Result<std::string> SeenOf(const signalbox::Turn& turn, const CaseEntry& entry) {
  const State& state = turn.state();
  std::string seen = std::string(CaseStatusName(entry.status));
  for (int64_t at = state.tails.at(entry.id).last_position; at >= 0;) {
    SB_ASSIGN(const Emitted one, turn.Read(at));
    const auto type = static_cast<EventType>(one.event.type);
    const bool shows = type == EventType::kCaseOpened || type == EventType::kCaseMessaged ||
                       type == EventType::kCaseEscalated || type == EventType::kCaseRuled;
    if (shows) seen += fmt::format(" {}:{}", at, ToHex(one.sealed));
    at = one.event.previous;
  }
  const auto lead = state.lead_by_id.find(entry.record);
  if (lead == state.lead_by_id.end()) return seen;
  const LeadEntry& record = state.leads[lead->second];
  return seen + fmt::format(" {} {} {} {} {}", StatusName(record.status), record.owner,
                            state.words.Of(record.queue), state.words.Of(record.rule),
                            state.words.Of(record.reason));
}

// Any, or one that waits for a decision where there is one; null before the first.
const CaseEntry* SomeCase(const State& state, uint64_t which, bool waiting) {
  const auto& all = state.cases.by_number;
  if (all.empty()) return nullptr;
  auto at = std::next(all.begin(), static_cast<int64_t>(which % all.size()));
  for (size_t i = 0; waiting && i < all.size(); ++i) {
    if (at->second.status == CaseStatus::kEscalated) break;
    if (++at == all.end()) at = all.begin();
  }
  return &at->second;
}

// Moves that nobody may make, whoever they are and wherever the request is.
Status FeedWrongMove(signalbox::Turn& turn, const CaseEntry& entry, uint64_t what) {
  const auto feed = [&](EventType type, const auto& body) {
    return turn.Input(EntityKind::kCase, entry.id, type, kDeskAuthor, body);
  };
  switch (what) {
    case 0:
      return feed(EventType::kCaseConcluded, ev::CaseConcluded());
    case 1:  // triage is over within its turn
      return feed(EventType::kCaseDecided, ev::CaseDecided{CaseDecision::kApproved, "", {}, 0, 0});
    case 2: {
      ev::CaseRuled body;
      body.by = entry.requester;
      body.shown = entry.shown;
      return feed(EventType::kCaseRuled, body);
    }
    case 3: {
      ev::CaseRuled body;
      body.by = entry.requester + 1;
      body.shown = entry.shown - 1;
      return feed(EventType::kCaseRuled, body);
    }
    case 4: {
      ev::CaseClosed body;
      body.from = CaseActor::kApprover;
      return feed(EventType::kCaseClosed, body);
    }
    case 5: {
      ev::CaseMessaged body;
      body.from = CaseActor::kRequester;
      body.asks = "which_record";
      return feed(EventType::kCaseMessaged, body);
    }
    default: {
      ev::CaseOpened body;
      body.number = entry.number;
      return turn.Input(EntityKind::kCase, turn.MakeId(), EventType::kCaseOpened, kDeskAuthor,
                        body);
    }
  }
}

// What is refused by the rules of the desk, or by a disk that fails: of neither anything stays.
bool IsRefusal(const Error& error) {
  return error.code != Code::kCorrupt;
}

}  // namespace

void World::AtDesk(std::function<Result<DeskAct>(signalbox::Turn&)> feed) {
  auto told = std::make_shared<CaseTold>();
  signalbox::Change change;
  change.apply = [this, told, feed = std::move(feed)](signalbox::Turn& turn) -> Status {
    const int64_t before = turn.state().next_position;
    const Result<DeskAct> act = feed(turn);
    if (!act.ok()) {
      if (turn.state().next_position != before)
        Fail("something of a refused act at the desk stayed: " + act.error().message);
      return act.error();
    }
    if (act->refused.has_value() || act->lapsed) return {};
    const CaseEntry* entry = turn.state().cases.Find(act->number);
    if (entry == nullptr) return {};
    *told = {act->number, entry->status, turn.state().tails.at(entry->id).last_position};
    return {};
  };
  change.done = [this, told](const Status& status, int64_t) {
    if (!status.ok() && !IsRefusal(status.error()))
      Fail("the desk is broken: " + status.error().message);
    if (status.ok() && told->number != 0) ledger_.Acknowledged(*told);
  };
  if (!engine_->Apply(std::move(change)) && !engine_->failed()) Fail("a change was not taken");
}

void World::ActAtDesk() {
  const uint64_t what = random_.Below(100);
  if (what < 30)
    AskDesk();
  else if (what < 50)
    LookAtCase();
  else if (what < 68)
    RuleOnCase();
  else if (what < 82)
    SpeakInCase();
  else if (what < 87)
    WithdrawCase();
  else if (what < 95)
    MoveCaseWrongly();
  else
    SetDocument();
}

void World::SetDocument() {
  const std::string name = fmt::format("rules-{}", random_.Below(kDocuments));
  const bool removes = !engine_->state().cases.documents.empty() && Chance(30);
  const uint64_t version = random_.Below(4);
  Change(
      [=](signalbox::Turn& turn) -> Status {
        const State& state = turn.state();
        if (removes && !state.cases.documents.contains(name)) return {};
        if (removes)
          return turn.Input(EntityKind::kWorkspace, state.log_id, EventType::kDocumentRemoved,
                            kDeskAuthor, ev::DocumentRemoved{name});
        ev::DocumentSet body{name, "Routing rules", fmt::format("{}", version), 1, {}};
        body.text = turn.PutBlob(fmt::format(
            "# Regions\nThe owner of a region follows the routing rules, version {}.\n", version));
        return turn.Input(EntityKind::kWorkspace, state.log_id, EventType::kDocumentSet,
                          kDeskAuthor, body);
      },
      true);
}

void World::AskDesk() {
  DeskCaller caller{Chance(95) ? RandomSeller() : kNobody, "token"};
  if (Chance(30)) caller.mail = fmt::format("message-{}", random_.Below(4));
  CaseRequest request;
  request.summary = kSummaries[random_.Below(std::size(kSummaries))];
  request.justification = kWhy;
  request.priority = static_cast<CasePriority>(random_.Below(3));
  if (Chance(20)) request.files.push_back({"note.txt", "text/plain", "what they said"});
  const uint64_t which = random_.Next();
  const bool names_it = Chance(80);
  AtDesk([=, this](signalbox::Turn& turn) -> Result<DeskAct> {
    CaseRequest asked = request;
    const State& state = turn.state();
    if (names_it && !state.leads.empty())
      asked.target = FormatId("lead", state.leads[which % state.leads.size()].id);
    const int64_t next = state.cases.next();
    SB_ASSIGN(DeskAct act, FeedNewCase(turn, *keys_, caller, asked));
    if (act.number != 0 && act.number < next) reached_->Mark("case_mail_came_twice");
    return act;
  });
}

// Somebody opens it on their screen, and comes back to it later.
void World::LookAtCase() {
  const uint64_t which = random_.Next();
  auto shown = std::make_shared<Shown>();
  signalbox::Change change;
  change.apply = [which, shown](signalbox::Turn& turn) -> Status {
    const CaseEntry* entry = SomeCase(turn.state(), which, true);
    if (entry == nullptr) return {};
    SB_ASSIGN(const CaseStory story, TellCaseIn(turn, *entry));
    SB_ASSIGN(const std::string seen, SeenOf(turn, *entry));
    *shown = {entry->number, ShownHash(story), seen};
    return {};
  };
  change.done = [this, shown](const Status& status, int64_t) {
    if (status.ok() && shown->number != 0) shown_.push_back(*shown);
    if (!status.ok() && !IsRefusal(status.error()))
      Fail("a request cannot be told: " + status.error().message);
  };
  engine_->Apply(std::move(change));
}

void World::SpeakInCase() {
  const uint64_t which = random_.Next(), record = random_.Next();
  const bool as_requester = Chance(60), waiting = Chance(40), names_it = Chance(60);
  DeskCaller caller{Chance(95) ? RandomSeller() : kNobody, "token"};
  AtDesk([=, this](signalbox::Turn& turn) -> Result<DeskAct> {
    const State& state = turn.state();
    const CaseEntry* entry = SomeCase(state, which, waiting);
    if (entry == nullptr) return DeskAct();
    DeskCaller speaker = caller;
    speaker.roles.Add(kDeciders[which % std::size(kDeciders)]);
    if (as_requester) speaker.as = state.PersonOf(entry->requester);
    std::string text = "nothing new";
    if (names_it && !state.leads.empty())
      text = "It is " + FormatId("lead", state.leads[record % state.leads.size()].id);
    return FeedCaseMessage(turn, *keys_, speaker, CaseNumberText(entry->number), text);
  });
}

// By what somebody saw, of which much may have changed since; or by what nobody ever saw.
void World::RuleOnCase() {
  if (shown_.empty()) return LookAtCase();
  Shown shown = shown_[shown_.size() - 1 - random_.Below(std::min<size_t>(4, shown_.size()))];
  if (Chance(10)) shown.hash = shown.seen = "guessed";
  constexpr CaseMove kRulings[] = {CaseMove::kApprove, CaseMove::kDecline, CaseMove::kReturn};
  RulingRequest request;
  request.move = kRulings[random_.Below(std::size(kRulings))];
  request.comment = "as I see it";
  request.shown_hash = shown.hash;
  if (request.move == CaseMove::kApprove && Chance(50)) request.next_owner = RandomSeller();
  const bool as_approver = Chance(60);
  const Role role = kDeciders[random_.Below(std::size(kDeciders))];
  DeskCaller caller{RandomSeller(), "token", "", nullptr, {role}};
  AtDesk([=, this](signalbox::Turn& turn) -> Result<DeskAct> {
    const CaseEntry* entry = turn.state().cases.Find(shown.number);
    if (entry == nullptr) return DeskAct();
    DeskCaller decider = caller;
    if (as_approver && entry->approver != 0) decider.as = turn.state().PersonOf(entry->approver);
    SB_ASSIGN(const std::string seen, SeenOf(turn, *entry));
    const std::string id = CaseNumberText(entry->number);
    SB_ASSIGN(const DeskAct act, FeedRuling(turn, decider, id, request));
    if (act.refused.has_value()) return act;
    if (role == Role::kSeller) Fail(id + " was decided by a seller");
    if (act.lapsed) reached_->Mark("case_ruling_lapsed");
    if (act.lapsed && seen == shown.seen) Fail(id + ": a decision lapsed, and nothing had changed");
    if (!act.lapsed && seen != shown.seen)
      Fail(id + " was decided by what is not what was shown:\n" + shown.seen + "\n" + seen);
    return act;
  });
}

void World::WithdrawCase() {
  const uint64_t which = random_.Next();
  const bool as_requester = Chance(70);
  DeskCaller caller{RandomSeller(), "token"};
  AtDesk([=](signalbox::Turn& turn) -> Result<DeskAct> {
    const CaseEntry* entry = SomeCase(turn.state(), which, false);
    if (entry == nullptr) return DeskAct();
    DeskCaller speaker = caller;
    if (as_requester) speaker.as = turn.state().PersonOf(entry->requester);
    return FeedWithdrawal(turn, speaker, CaseNumberText(entry->number));
  });
}

void World::MoveCaseWrongly() {
  const uint64_t which = random_.Next(), what = random_.Below(7);
  AtDesk([=, this](signalbox::Turn& turn) -> Result<DeskAct> {
    const CaseEntry* entry = SomeCase(turn.state(), which, which % 2 == 0);
    if (entry == nullptr) return DeskAct();
    const Status fed = FeedWrongMove(turn, *entry, what);
    if (fed.ok()) {
      Fail(fmt::format("{} was moved by what nobody may do, {}", CaseNumberText(entry->number),
                       what));
      return DeskAct();
    }
    reached_->Mark("case_wrong_move_refused");
    return fed.error();
  });
}

}  // namespace signalbox
