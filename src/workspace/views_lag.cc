#include "workspace/views_lag.h"

namespace signalbox {

void ViewsLag::Committed(int64_t next_position, TimeUs steady) {
  if (marks_.size() == kMostMarks) return;
  if (!marks_.empty() && steady - marks_.back().at < kBetweenMarks) return;
  marks_.push_back({next_position, steady});
}

TimeUs ViewsLag::Behind(int64_t applied, TimeUs steady) {
  while (!marks_.empty() && marks_.front().next_position <= applied) marks_.pop_front();
  return marks_.empty() ? 0 : steady - marks_.front().at;
}

bool ViewsLag::CommitsWait(int64_t applied, TimeUs steady) {
  const TimeUs behind = Behind(applied, steady);
  return behind > kMayLag && behind <= kFarBehind;
}

}  // namespace signalbox
