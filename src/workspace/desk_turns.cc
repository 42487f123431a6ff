#include "workspace/desk_turns.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "engine/submission.h"
#include "workspace/desk_deciders.h"
#include "workspace/desk_resolver.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

// Letters and digits alone tell two requests apart, not how they are set.
std::string LowerWithoutSpaces(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    folded.push_back(LowerAscii(c));
  }
  return folded;
}

// What a duplicate repeats: the same person about the same record, or the same words about it.
void SetSameness(const State& state, const Keyring& keys, const CaseRequest& request,
                 const CaseFindings& findings, ev::CaseOpened* body) {
  const std::string record = findings.lead != KeyIndex::kNone
                                 ? FormatId("lead", state.leads[findings.lead].id)
                                 : LowerWithoutSpaces(request.target);
  const std::string requester = std::to_string(body->requester);
  if (!record.empty()) body->same_record = IdentityHash(keys, "case", requester + "|" + record);
  body->same_words = IdentityHash(keys, "case",
                                  (record.empty() ? requester : std::string()) + "|" + record +
                                      "|" + LowerWithoutSpaces(request.summary));
}

int64_t SameOpenCase(const State& state, const ev::CaseOpened& body) {
  for (const KeyedHash& key : {body.same_record, body.same_words}) {
    if (key == KeyedHash{}) continue;
    const auto at = state.cases.open.find(key);
    if (at != state.cases.open.end()) return at->second;
  }
  return 0;
}

// Somebody asked who may not; that is recorded.
Result<DeskAct> Refuse(Turn& turn, const DeskCaller& caller, const Error& why, int64_t number) {
  ev::CaseRefused body;
  body.reason = "not_allowed";
  body.by = turn.state().RefOf(caller.as);
  SB_TRY(turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kCaseRefused,
                    {ActorKind::kOperator, caller.token}, body));
  return DeskAct{number, false, why};
}

// The caller reads again; nothing was done.
DeskAct Stale() {
  DeskAct act;
  act.stale = true;
  return act;
}

Actor ActorOf(const DeskCaller& caller) {
  return {ActorKind::kPerson, caller.token};
}

// What the person who asks may see, whoever hands it over.
Sight SightOfAsker(const State& state, const DeskCaller& caller) {
  Principal asker;
  asker.kind = Principal::Kind::kUser;
  asker.person = caller.as;
  asker.roles = caller.roles;
  return SightIn(state, asker);
}

// Zero where it came otherwise than by mail.
KeyedHash MailHash(const Keyring& keys, const DeskCaller& caller) {
  return caller.mail.empty() ? KeyedHash{} : IdentityHash(keys, kMailKey, caller.mail);
}

// The number of the case that the message made, or joined, before; 0 for none.
int64_t RepeatedIn(const State& state, const KeyedHash& mail) {
  const auto at = state.cases.mail.find(mail);
  return mail == KeyedHash{} || at == state.cases.mail.end() ? 0 : at->second;
}

Error NobodyNamed(std::string_view does) {
  return Err(Code::kForbidden,
             fmt::format("say who {}: the workspace's own token sends the header `X-Signalbox-As: "
                         "PERSON`, an id that `GET /v1/people` lists; a user, and an API token, is "
                         "the person that its user was added with (`signalbox user add --person`, "
                         "`signalbox token add --person`)",
                         does));
}

Status CheckRequester(const State& state, const DeskCaller& caller) {
  if (caller.as.empty()) return NobodyNamed("asks");
  const Person* person = state.roster.FindPerson(caller.as);
  if (person != nullptr && person->active) return {};
  return Err(Code::kForbidden, fmt::format("only somebody active of the roster makes requests, "
                                           "which `{}` is not; `GET /v1/people` lists them",
                                           caller.as));
}

// Sealed and stored; their names go where the words go.
Status PutFiles(Turn& turn, int64_t subject, int64_t number, const std::vector<GivenFile>& files,
                std::vector<ev::CaseAttachment>* attachments, std::vector<std::string>* names) {
  for (const GivenFile& file : files) {
    SB_ASSIGN(const Digest blob, turn.PutCaseFile(subject, number, file.content));
    attachments->push_back({blob, std::ssize(file.content), file.type});
    names->push_back(file.name);
  }
  return {};
}

Status FeedOpened(Turn& turn, const CaseRequest& request, const DeskCaller& caller,
                  const Id& entity, ev::CaseOpened body) {
  ev::CaseWords words{request.summary, request.justification, request.target, {}};
  SB_TRY(PutFiles(turn, body.subject, body.number, request.files, &body.attachments, &words.files));
  return turn.Input(EntityKind::kCase, entity, EventType::kCaseOpened, ActorOf(caller), body,
                    EncodeBody(words), body.subject);
}

// What the requester answered so far, the newest first.
CaseSaid SaidIn(const CaseStory& story) {
  CaseSaid said{story.words.target, story.words.summary, story.words.justification, {}};
  for (auto at = story.events.rbegin(); at != story.events.rend(); ++at) {
    if (static_cast<EventType>(at->event.type) != EventType::kCaseMessaged) continue;
    const auto body = DecodeBody<ev::CaseMessaged>(at->event.clear);
    if (body.ok() && body->from == CaseActor::kRequester)
      said.answers.push_back(WordsOfMessage(*at).text);
  }
  return said;
}

// Users whose roles decide no requests; for whoever is no user the workspace's token speaks.
DecidesNothing DecidesNothingOf(const DeskCaller& caller) {
  if (!caller.roles_of) return {};
  return [&caller](const std::string& person) {
    const RoleSet roles = caller.roles_of(person);
    return !roles.empty() && ReachOf(roles, Permission::kDecideCases) == Reach::kNone;
  };
}

// In the place of whom, and whether at all.
Result<DeciderStanding> StandingOf(const State& state, const CaseEntry& entry,
                                   const DeskCaller& caller, TimeUs now) {
  if (caller.as.empty()) return NobodyNamed("decides");
  return CheckCaseDecider(state, entry, caller.as, caller.roles, now);
}

// Somebody may be asked whose roles decide nothing, as a seller who owns an account: they say what
// they think, and the request goes on to whoever is above them.
Result<DeciderStanding> RulingStandingOf(const State& state, const CaseEntry& entry,
                                         const DeskCaller& caller, TimeUs now) {
  SB_ASSIGN(const DeciderStanding standing, StandingOf(state, entry, caller, now));
  if (caller.roles.empty() || ReachOf(caller.roles, Permission::kDecideCases) != Reach::kNone)
    return standing;
  return Err(Code::kForbidden,
             "the roles of `" + caller.as +
                 "` decide no requests; it takes an approver, a manager, an operator or an "
                 "administrator");
}

Result<const CaseEntry*> CaseById(const State& state, std::string_view id) {
  SB_ASSIGN(const int64_t number, ParseCaseNumber(id));
  const CaseEntry* entry = state.cases.Find(number);
  if (entry == nullptr) return Err(Code::kNotFound, "there is no request with this id");
  return entry;
}

// Whether somebody who is not its requester joins the conversation.
Status MaySay(const State& state, const CaseEntry& entry, const DeskCaller& caller, TimeUs now) {
  // Refused as what is over is to everybody.
  if (!IsOpen(entry.status)) return {};
  if (entry.status != CaseStatus::kEscalated)
    return Err(Code::kForbidden, "it waits for nobody's decision, so only its requester speaks");
  const Result<DeciderStanding> standing = StandingOf(state, entry, caller, now);
  if (!standing.ok()) return standing.error();
  return {};
}

Status CheckMessages(const CaseStory& story) {
  const auto messages =
      std::count_if(story.events.begin(), story.events.end(), [](const OpenedEvent& opened) {
        return static_cast<EventType>(opened.event.type) == EventType::kCaseMessaged;
      });
  if (messages < kMaxCaseMessages) return {};
  return Err(Code::kConflict,
             fmt::format("a request has at most {} messages; have it decided, or withdraw it and "
                         "make another",
                         kMaxCaseMessages));
}

// Gives the record to whom the approver says; nothing where nobody was proposed.
Status CarryOut(Turn& turn, const CaseEntry& entry, PersonRef to) {
  const auto lead = turn.state().lead_by_id.find(entry.record);
  if (to == 0 || lead == turn.state().lead_by_id.end()) return {};
  if (static_cast<PersonRef>(turn.state().leads[lead->second].owner) == to) return {};
  SB_ASSIGN(const ev::LeadActed give, HowToGive(turn.state(), lead->second, to, turn.now()));
  ev::CaseToolCalled tool;
  tool.reason = "approved";
  return GiveRecord(turn, entry.id, lead->second, give, DeskAgent(), tool);
}

Status FeedDecision(Turn& turn, const CaseEntry& entry, const DeskCaller& caller,
                    const DeciderStanding& standing, const RulingRequest& request) {
  const State& state = turn.state();
  ev::CaseRuled body;
  body.move = request.move;
  body.by = state.RefOf(caller.as);
  if (standing.delegate || standing.above) body.instead_of = entry.approver;
  body.shown = entry.shown;
  const auto lead = state.lead_by_id.find(entry.record);
  if (lead != state.lead_by_id.end())
    body.previous = static_cast<PersonRef>(state.leads[lead->second].owner);
  body.owner = body.previous;
  if (request.move == CaseMove::kReturn)
    body.due = CaseDue(CaseStatus::kWaiting, entry.priority, turn.now());
  if (request.move == CaseMove::kApprove) {
    PersonRef to = entry.next_owner;
    if (!request.next_owner.empty()) {
      to = state.RefOf(request.next_owner);
      const Person* person = state.roster.FindPerson(request.next_owner);
      if (person == nullptr || !person->active)
        return Err(Code::kInvalid, "`next_owner` names nobody active of the roster");
    }
    SB_TRY(CarryOut(turn, entry, to));
    if (to != 0) body.owner = to;
  }
  const ev::CaseRuling ruling{request.comment, request.shown_hash};
  return turn.Input(EntityKind::kCase, entry.id, EventType::kCaseRuled, ActorOf(caller), body,
                    EncodeBody(ruling), entry.subject);
}

}  // namespace

Result<DeskAct> FeedNewCase(Turn& turn, const Keyring& keys, const DeskCaller& caller,
                            const CaseRequest& request, const PolicyReading* reading) {
  const State& state = turn.state();
  if (const Status may = CheckRequester(state, caller); !may.ok())
    return Refuse(turn, caller, may.error(), 0);
  const KeyedHash mail = MailHash(keys, caller);
  if (const int64_t before = RepeatedIn(state, mail); before != 0) return DeskAct{before};
  const CaseSaid said{request.target, request.summary, request.justification, {}, caller.as};
  if (reading != nullptr && !IsCurrent(state, said, *reading)) return Stale();
  SB_ASSIGN(const CaseFindings findings,
            FindCaseFacts(turn, keys, SightOfAsker(state, caller), said, 0, reading));
  ev::CaseOpened body;
  body.mail = mail;
  body.number = state.cases.next();
  SB_ASSIGN(body.subject, turn.NewSubject());
  body.requester = state.RefOf(caller.as);
  body.priority = request.priority;
  SetSameness(state, keys, request, findings, &body);
  const int64_t first = SameOpenCase(state, body);
  const Id entity = turn.MakeId();
  SB_TRY(FeedOpened(turn, request, caller, entity, body));
  if (first == 0) {
    SB_TRY(ActOnFindings(turn, entity, findings, DecidesNothingOf(caller)));
  } else {
    ev::CaseClosed closed;
    closed.reason = "duplicate";
    closed.duplicate_of = first;
    SB_TRY(turn.Input(EntityKind::kCase, entity, EventType::kCaseClosed, DeskAgent(), closed));
  }
  return DeskAct{body.number};
}

Result<DeskAct> FeedCaseMessage(Turn& turn, const Keyring& keys, const DeskCaller& caller,
                                std::string_view id, const std::string& text,
                                const std::vector<GivenFile>& files, const PolicyReading* reading) {
  const State& state = turn.state();
  SB_ASSIGN(const CaseEntry* entry, CaseById(state, id));
  const int64_t number = entry->number;
  const KeyedHash mail = MailHash(keys, caller);
  if (const int64_t before = RepeatedIn(state, mail); before != 0) return DeskAct{before};
  const bool requester = state.RefOf(caller.as) == entry->requester && entry->requester != 0;
  if (const Status may = MaySay(state, *entry, caller, turn.now()); !requester && !may.ok())
    return Refuse(turn, caller, may.error(), number);
  ev::CaseMessaged body;
  body.from = requester ? CaseActor::kRequester : CaseActor::kApprover;
  body.by = state.RefOf(caller.as);
  body.mail = mail;
  const bool answers = requester && entry->status == CaseStatus::kWaiting;
  CaseFindings findings;
  SB_ASSIGN(const CaseStory story, TellCaseIn(turn, *entry));
  SB_TRY(CheckMessages(story));
  if (answers) {
    CaseSaid said = SaidIn(story);
    said.answers.insert(said.answers.begin(), text);
    said.requester = caller.as;
    if (reading != nullptr && !IsCurrent(state, said, *reading)) return Stale();
    SB_ASSIGN(findings, FindCaseFacts(turn, keys, SightOfAsker(state, caller), said,
                                      entry->questions, reading));
  }
  const Id entity = entry->id;
  ev::CaseMessageWords words{text, {}};
  SB_TRY(PutFiles(turn, entry->subject, number, files, &body.attachments, &words.files));
  SB_TRY(turn.Input(EntityKind::kCase, entity, EventType::kCaseMessaged, ActorOf(caller), body,
                    files.empty() ? Bytes(text) : EncodeBody(words), entry->subject));
  if (answers) SB_TRY(ActOnFindings(turn, entity, findings, DecidesNothingOf(caller)));
  return DeskAct{number};
}

Result<DeskAct> FeedRuling(Turn& turn, const DeskCaller& caller, std::string_view id,
                           const RulingRequest& request) {
  const State& state = turn.state();
  SB_ASSIGN(const CaseEntry* entry, CaseById(state, id));
  const int64_t number = entry->number;
  SB_TRY(CheckMove(entry->status, request.move, CaseActor::kApprover));
  const auto standing = RulingStandingOf(state, *entry, caller, turn.now());
  if (!standing.ok()) return Refuse(turn, caller, standing.error(), number);
  SB_ASSIGN(const CaseStory story, TellCaseIn(turn, *entry));
  if (ShownHash(story) != request.shown_hash) return DeskAct{number, true};
  SB_TRY(FeedDecision(turn, *entry, caller, *standing, request));
  return DeskAct{number};
}

Result<DeskAct> FeedWithdrawal(Turn& turn, const DeskCaller& caller, std::string_view id) {
  const State& state = turn.state();
  SB_ASSIGN(const CaseEntry* entry, CaseById(state, id));
  const int64_t number = entry->number;
  if (entry->requester == 0 || state.RefOf(caller.as) != entry->requester) {
    return Refuse(turn, caller, Err(Code::kForbidden, "only whoever made a request withdraws it"),
                  number);
  }
  SB_TRY(CheckMove(entry->status, CaseMove::kCancel, CaseActor::kRequester));
  ev::CaseClosed body;
  body.from = CaseActor::kRequester;
  body.by = entry->requester;
  body.reason = "withdrawn";
  SB_TRY(turn.Input(EntityKind::kCase, entry->id, EventType::kCaseClosed, ActorOf(caller), body));
  return DeskAct{number};
}

Result<CaseStory> TellCaseIn(const Turn& turn, const CaseEntry& entry) {
  const auto read = [&turn](int64_t position) -> Result<OpenedEvent> {
    SB_ASSIGN(Emitted opened, turn.Read(position));
    const bool erased = !opened.event.sealed.empty() && opened.sealed.empty();
    return OpenedEvent{std::move(opened.event), std::move(opened.sealed), erased};
  };
  return TellCase(turn.state(), read, entry);
}

}  // namespace signalbox
