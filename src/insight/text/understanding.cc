#include "insight/text/understanding.h"

#include <algorithm>
#include <cstdio>

#include "base/json_writer.h"
#include "insight/text/text_features.h"

namespace signalbox {
namespace {

struct UrgentWord {
  std::string_view word;
  int weight_e4;
};
constexpr UrgentWord kUrgentWords[] = {
    {"urgent", 6000},    {"urgently", 6000}, {"asap", 6000},     {"immediately", 5000},
    {"emergency", 7000}, {"critical", 5000}, {"outage", 7000},   {"down", 2500},
    {"now", 1500},       {"today", 2500},    {"tonight", 2500},  {"tomorrow", 1500},
    {"quickly", 1500},   {"soon", 1000},     {"deadline", 2000}, {"blocked", 3500},
    {"stuck", 2000},     {"broken", 2000},   {"losing", 2500},   {"breach", 5000}};

int DeadlineWeight(const std::vector<TextEntity>& entities) {
  const bool has_deadline = std::any_of(
      entities.begin(), entities.end(),
      [](const TextEntity& entity) { return entity.kind == TextEntityKind::kDeadline; });
  return has_deadline ? 2500 : 0;
}

int Urgency(std::string_view text, const std::vector<TextEntity>& entities) {
  int sum = DeadlineWeight(entities);
  for (const std::string& word : FoldedWords(text)) {
    for (const UrgentWord& each : kUrgentWords) sum += word == each.word ? each.weight_e4 : 0;
  }
  return std::min(sum, 10'000);
}

std::string Probability(int e6) {
  char text[16];
  std::snprintf(text, sizeof text, "%d.%04d", e6 / kProbabilityUnit, e6 % kProbabilityUnit / 100);
  return text;
}

void WriteGuesses(const IntentAnswer& answer, JsonWriter* json) {
  json->Key("likeliest").BeginArray();
  for (const IntentGuess& guess : answer.likeliest) {
    json->BeginObject().Member("intent", guess.intent);
    json->Key("probability").Raw(Probability(guess.probability_e6)).EndObject();
  }
  json->EndArray();
}

}  // namespace

Result<Understanding> UnderstandText(std::string_view text, const TextModels& models,
                                     const EntityContext& context) {
  Understanding all;
  all.language = DetectLanguage(text);
  SB_ASSIGN(all.entities, FindEntities(text, context));
  if (!all.language.is_read) return all;
  all.intent = models.intents->Understand(text);
  if (models.sentiment != nullptr) all.sentiment = models.sentiment->Understand(text);
  all.urgency_e4 = Urgency(text, all.entities);
  return all;
}

std::string UnderstandingJson(const Understanding& all, const TextModels& models) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("language").BeginObject();
  json.Member("code", all.language.code).Member("sure", all.language.is_sure);
  json.Member("read", all.language.is_read).EndObject();
  json.Key("intent");
  if (all.language.is_read) {
    json.BeginObject().Member("intent", all.intent.intent);
    WriteGuesses(all.intent, &json);
    json.Key("enough_for").BeginArray();
    for (size_t use = 0; use < kIntentUses; ++use) {
      if (all.intent.enough_for[use]) json.String(IntentUseName(static_cast<IntentUse>(use)));
    }
    json.EndArray().Member("words_alone", all.intent.words_alone);
    json.Member("model", models.intents->id()).EndObject();
  } else {
    json.Null();
  }
  json.Key("sentiment");
  if (all.sentiment.likeliest.empty()) {
    json.Null();
  } else {
    json.BeginObject().Member("sentiment", all.sentiment.likeliest.front().intent);
    json.Key("probability").Raw(Probability(all.sentiment.likeliest.front().probability_e6));
    json.Member("model", models.sentiment->id()).EndObject();
  }
  json.Key("urgency").Raw(Probability(all.urgency_e4 * 100));
  json.Key("entities").BeginArray();
  for (const TextEntity& entity : all.entities) {
    json.BeginObject()
        .Member("kind", TextEntityKindName(entity.kind))
        .Member("value", entity.value);
    if (!entity.other.empty()) json.Member("other", entity.other);
    json.Member("begin", static_cast<int64_t>(entity.span.begin));
    json.Member("end", static_cast<int64_t>(entity.span.end));
    json.Member("personal", IsPersonal(entity.kind)).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
