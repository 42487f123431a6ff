#include "api/notice_metrics.h"

#include <algorithm>

#include "api/metric_text.h"
#include "workspace/notice_desk.h"

namespace signalbox {
namespace {}  // namespace

void AppendNoticeFigures(NoticeDesk& desk, std::string* out) {
  AppendOne("signalbox_notices_behind_events", "gauge",
            "Events that nobody was told of yet, where somebody is to be.", SampleOf(desk.behind()),
            out);
  const Result<NoticeCounts> counts = desk.Counts();
  if (!counts.ok()) return;
  AppendOne("signalbox_notice_messages_sent_total", "counter",
            "Messages that a channel took, since notices.db was made.", SampleOf(counts->sent),
            out);
  AppendOne("signalbox_notice_messages_given_up_total", "counter",
            "Messages that were refused for good, or not taken for three days.",
            SampleOf(counts->given_up), out);
  AppendOne("signalbox_notice_messages_waiting", "gauge", "Messages that did not go out yet.",
            SampleOf(counts->waiting), out);
  AppendOne("signalbox_notice_messages_tried_again", "gauge",
            "Of these, those that a channel did not take before.", SampleOf(counts->retried), out);
}

}  // namespace signalbox
