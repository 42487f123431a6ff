#include "workspace/otlp.h"

#include <algorithm>

namespace signalbox {
namespace {

enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2 };

// Of Span.SpanKind and Status.StatusCode.
constexpr uint64_t kKindInternal = 1;
constexpr uint64_t kKindClient = 3;
constexpr uint64_t kStatusOk = 1;
constexpr uint64_t kStatusError = 2;

class ProtoWriter {
 public:
  explicit ProtoWriter(Bytes* out) : out_(out) {}

  void Varint(uint32_t field, uint64_t value) {
    Tag(field, kVarint);
    AppendVarint(value);
  }
  void Fixed64(uint32_t field, uint64_t value) {
    Tag(field, kFixed64);
    for (int i = 0; i < 8; ++i) out_->push_back(static_cast<char>(value >> (8 * i)));
  }
  void Text(uint32_t field, BytesView bytes) {
    Tag(field, kBytes);
    AppendVarint(bytes.size());
    out_->append(bytes);
  }
  template <typename Fill>
  void Message(uint32_t field, Fill fill) {
    Bytes inner;
    ProtoWriter writer(&inner);
    fill(writer);
    Text(field, inner);
  }

 private:
  void Tag(uint32_t field, WireType type) { AppendVarint(field << 3 | type); }
  void AppendVarint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_->push_back(static_cast<char>(value | 0x80));
    out_->push_back(static_cast<char>(value));
  }

  Bytes* const out_;
};

BytesView ViewOf(const SpanId& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

// KeyValue {string key = 1; AnyValue value = 2}; AnyValue {string 1, bool 2, int64 3}.
void WriteAttribute(uint32_t field, const SpanAttribute& attribute, ProtoWriter* to) {
  to->Message(field, [&](ProtoWriter& pair) {
    pair.Text(1, attribute.name);
    pair.Message(2, [&](ProtoWriter& value) {
      if (const auto* text = std::get_if<std::string>(&attribute.value))
        value.Text(1, *text);
      else if (const auto* flag = std::get_if<bool>(&attribute.value))
        value.Varint(2, *flag ? 1 : 0);
      else
        value.Varint(3, static_cast<uint64_t>(std::get<int64_t>(attribute.value)));
    });
  });
}

uint64_t NanosOf(TimeUs time) {
  return static_cast<uint64_t>(time) * 1'000;
}

void WriteSpan(const TraceSpan& span, ProtoWriter* to) {
  to->Text(1, span.trace.View());
  to->Text(2, ViewOf(span.id));
  if (span.parent != SpanId{}) to->Text(4, ViewOf(span.parent));
  to->Text(5, span.name);
  to->Varint(6, span.outside ? kKindClient : kKindInternal);
  to->Fixed64(7, NanosOf(span.begin));
  to->Fixed64(8, NanosOf(span.end));
  for (const SpanAttribute& attribute : span.attributes) WriteAttribute(9, attribute, to);
  for (const SpanMark& mark : span.marks) {
    to->Message(11, [&](ProtoWriter& event) {
      event.Fixed64(1, NanosOf(mark.at));
      event.Text(2, mark.name);
      for (const SpanAttribute& attribute : mark.attributes) WriteAttribute(3, attribute, &event);
    });
  }
  to->Message(15, [&](ProtoWriter& status) {
    if (!span.problem.empty()) status.Text(2, span.problem);
    status.Varint(3, span.problem.empty() ? kStatusOk : kStatusError);
  });
}

}  // namespace

Bytes EncodeTraces(const TraceSource& source, const std::vector<TraceSpan>& spans) {
  Bytes out;
  ProtoWriter request(&out);
  request.Message(1, [&](ProtoWriter& of_resource) {
    of_resource.Message(1, [&](ProtoWriter& resource) {
      WriteAttribute(1, {"service.name", source.service}, &resource);
      WriteAttribute(1, {"service.version", source.build}, &resource);
      WriteAttribute(1, {"service.instance.id", source.instance}, &resource);
    });
    of_resource.Message(2, [&](ProtoWriter& of_scope) {
      of_scope.Message(1, [&](ProtoWriter& scope) { scope.Text(1, "signalbox.runs"); });
      for (const TraceSpan& span : spans)
        of_scope.Message(2, [&](ProtoWriter& one) { WriteSpan(span, &one); });
    });
  });
  return out;
}

}  // namespace signalbox
