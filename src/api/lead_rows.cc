#include "api/lead_rows.h"

#include "api/lead_json_out.h"
#include "workspace/event_mask.h"
#include "workspace/lead_shown.h"

namespace signalbox {
namespace {

// Which fields a reader is not shown, so that nobody takes them for empty.
void AppendMasked(const Attributes& all, const Attributes& shown, JsonWriter* json) {
  json->Key("masked").BeginArray();
  for (const Field field : all.Fields()) {
    const std::string_view name = SpecOf(field).name;
    if (!shown.Has(field)) json->String(name.starts_with("lead.") ? name.substr(5) : name);
  }
  for (const Attributes::Extra& extra : all.extras()) {
    if (shown.FindExtra(extra.name) == nullptr) json->String(extra.name);
  }
  json->EndArray();
}

Status AppendWaits(const Workspace& workspace, const std::optional<WaitingFor>& waits,
                   JsonWriter* json) {
  if (!waits.has_value()) {
    json->Key("waits_for").Null().Key("since").Null();
    return {};
  }
  std::string since;
  if (waits->since_position >= 0) {
    SB_ASSIGN(const Bytes bytes, workspace.store().ReadEvent(waits->since_position));
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    since = FormatTime(event.time);
  }
  json->Key("waits_for").BeginObject().Member("kind", waits->kind);
  json->MemberOrNull("name", waits->name).Member("words", waits->words);
  json->MemberOrNull("until", waits->until == 0 ? std::string() : FormatTime(waits->until));
  json->EndObject().MemberOrNull("since", since);
  return {};
}

}  // namespace

std::string_view OwnerShown(const LeadAnswer& answer) {
  return HasOwner(answer) ? std::string_view(answer.owner) : std::string_view();
}

ShownLead ShownOf(const Engine& engine, uint32_t lead) {
  const LeadEntry& entry = engine.state().leads[lead];
  return {
      engine.AnswerOf(lead), entry.received_position,        entry.received_at,
      entry.touches,         WaitsFor(engine.state(), lead), LeadShownHash(engine.state(), lead)};
}

ShownLead ShownOfRow(const LeadViewRow& row, const State& state) {
  LeadAnswer answer;
  answer.lead = row.id;
  answer.run = row.run;
  answer.status = row.status;
  answer.owner = state.PersonOf(row.owner);
  if (const Person* person = state.roster.FindPerson(answer.owner); person != nullptr)
    answer.owner_name = person->name;
  answer.queue = row.queue;
  answer.rule = row.rule;
  answer.row = row.row;
  answer.reason = row.reason;
  for (const Digest& hash : state.published) {
    if (View(hash).starts_with(row.policy)) answer.policy_version = VersionName(hash);
  }
  if (row.due > 0) answer.due.emplace_back("next", row.due);
  answer.position = row.position;
  ShownLead shown{std::move(answer), row.received_position, row.received_at, row.touches, {}, {}};
  const auto lead = state.lead_by_id.find(row.id);
  // The state may be ahead of the views; what it waits for is said of what the row shows.
  if (lead != state.lead_by_id.end() && state.leads[lead->second].status == row.status)
    shown.waits = WaitsFor(state, lead->second);
  return shown;
}

Status AppendLeadRow(const Workspace& workspace, const Sight& sight, ShownLead* shown,
                     JsonWriter* json, int64_t* personal) {
  SB_ASSIGN(OpenedEvent opened,
            ReadOpened(workspace.store(), workspace.keys(), shown->received_position));
  const FieldSet hidden = sight.HiddenOf(OwnerShown(shown->answer));
  const Attributes all = hidden.any() ? AttributesOf({}, opened.sealed) : Attributes();
  MaskFields(hidden, &opened);
  *personal += opened.sealed.empty() ? 0 : 1;
  SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
  const Attributes lead = AttributesOf(body.attributes, opened.sealed);
  shown->answer.external_id = lead.Text(Field::kExternalId);
  json->BeginObject();
  AppendAnswerMembers(shown->answer, json);
  json->Member("received_at", FormatTime(shown->received_at)).Member("touches", shown->touches);
  SB_TRY(AppendWaits(workspace, shown->waits, json));
  if (!shown->shown_hash.empty()) json->Member("shown_hash", shown->shown_hash);
  if (opened.erased) json->Member("erased", true);
  if (opened.masked) AppendMasked(all, lead, json);
  json->Key("lead").Raw(AttributesJson(lead));
  json->EndObject();
  return {};
}

}  // namespace signalbox
