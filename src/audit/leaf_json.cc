#include "audit/leaf_json.h"

#include "base/cbor.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

void WriteKey(CborReader& reader, JsonWriter& json) {
  switch (reader.Peek()) {
    case CborKind::kInt:
      json.Key(std::to_string(reader.Int()));
      break;
    case CborKind::kText:
      json.Key(reader.Text());
      break;
    case CborKind::kBlob:
      json.Key(ToHex(reader.Blob()));
      break;
    default:
      reader.Skip();
      json.Key("?");
  }
}

void WriteItem(CborReader& reader, JsonWriter& json) {
  switch (reader.Peek()) {
    case CborKind::kInt:
      json.Int(reader.Int());
      break;
    case CborKind::kBlob:
      json.String(ToHex(reader.Blob()));
      break;
    case CborKind::kText:
      json.String(reader.Text());
      break;
    case CborKind::kBool:
      json.Bool(reader.Bool());
      break;
    case CborKind::kArray:
      json.BeginArray();
      for (size_t n = reader.Array(); n > 0; --n) WriteItem(reader, json);
      json.EndArray();
      break;
    case CborKind::kMap:
      json.BeginObject();
      for (size_t n = reader.Map(); n > 0; --n) {
        WriteKey(reader, json);
        WriteItem(reader, json);
      }
      json.EndObject();
      break;
    case CborKind::kNull:
    case CborKind::kEnd:
    case CborKind::kBad:
      reader.Skip();
      json.Null();
  }
}

}  // namespace

void WriteLeafJson(const Leaf& leaf, JsonWriter& json) {
  json.BeginObject().Member("log_id", ToHex(leaf.log_id.View())).Member("epoch", leaf.epoch);
  json.Member("position", leaf.position).Member("entity_kind", leaf.entity_kind);
  json.Member("entity", ToHex(leaf.entity.View())).Member("sequence", leaf.sequence);
  json.Member("previous", leaf.previous).Member("type", leaf.type).Member("schema", leaf.schema);
  json.Member("time", FormatTime(leaf.time)).Member("causation", leaf.causation).Key("clear");
  CborReader reader(leaf.clear);
  WriteItem(reader, json);
  json.EndObject();
}

}  // namespace signalbox
