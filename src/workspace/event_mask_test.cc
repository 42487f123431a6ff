#include "workspace/event_mask.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

FieldSet Hidden(std::string_view name) {
  FieldSet fields;
  return fields.set(PersonalFieldByName(name).value());
}

OpenedEvent Received() {
  Attributes lead;
  lead.SetText(Field::kEmail, "petra@huber.example");
  lead.SetText(Field::kPhone, "+49 30 5551234");
  OpenedEvent opened;
  opened.event.type = static_cast<uint16_t>(EventType::kLeadReceived);
  EncodeAttributes(lead, Part::kSealed, &opened.sealed);
  return opened;
}

TEST(EventMask, TakesTheHiddenFieldsAndLeavesTheOthers) {
  OpenedEvent opened = Received();
  MaskFields(Hidden("phone"), &opened);
  EXPECT_TRUE(opened.masked);
  const Attributes left = AttributesOf({}, opened.sealed);
  EXPECT_EQ(left.Text(Field::kEmail), "petra@huber.example");
  EXPECT_FALSE(left.Has(Field::kPhone));
}

TEST(EventMask, SaysNothingWhereNothingWasTaken) {
  OpenedEvent opened = Received();
  const Bytes before = opened.sealed;
  MaskFields(Hidden("city"), &opened);
  MaskFields({}, &opened);
  EXPECT_FALSE(opened.masked);
  EXPECT_EQ(opened.sealed, before);
}

TEST(EventMask, WordsThatPeopleWroteGoWithTheFirstHiddenField) {
  OpenedEvent opened;
  opened.event.type = static_cast<uint16_t>(EventType::kRunCancelled);
  opened.sealed = "sent by mistake by Petra";
  MaskFields(Hidden("city"), &opened);
  EXPECT_TRUE(opened.masked);
  EXPECT_TRUE(opened.sealed.empty());
}

TEST(EventMask, AMessageThatQuotesAnEarlierEventOfTheRecordGoesWithIt) {
  OpenedEvent later;
  later.event.type = static_cast<uint16_t>(EventType::kTouchRecorded);
  Attributes touch;
  touch.SetText(Field::kMessage, "call 030 555 1234");
  touch.SetText(Field::kCity, "Berlin");
  EncodeAttributes(touch, Part::kSealed, &later.sealed);
  OpenedEvent alone = later;
  MaskFields(Hidden("phone"), &alone);
  EXPECT_FALSE(alone.masked) << "by itself nobody can tell";
  LeadHistory history;
  history.events = {Received(), later};
  MaskHistory(Hidden("phone"), &history);
  EXPECT_TRUE(history.events[1].masked);
  const Attributes left = AttributesOf({}, history.events[1].sealed);
  EXPECT_FALSE(left.Has(Field::kMessage));
  EXPECT_EQ(left.Text(Field::kCity), "Berlin");
}

TEST(EventMask, WhatDoesNotReadAsFieldsIsHiddenWhole) {
  OpenedEvent opened = Received();
  opened.sealed.pop_back();
  MaskFields(Hidden("city"), &opened);
  EXPECT_TRUE(opened.masked);
  EXPECT_TRUE(opened.sealed.empty());
}

}  // namespace
}  // namespace signalbox
