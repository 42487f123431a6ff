#include "workspace/contact_sight.h"

#include <gmock/gmock.h>

#include "workspace/reference_csv.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

FieldSet Kept(std::string_view name) {
  FieldSet fields;
  return WithWhatTells(fields.set(PersonalFieldByName(name).value()));
}

State WithContact() {
  State state;
  state.directory.Upsert(Contact{"c-1", "petra@huber.example", "Petra Huber", "a-1", "lena"});
  return state;
}

TEST(ContactSight, ARuleKeepsTheColumnThatSaysTheSame) {
  EXPECT_THAT(KeptOfContact(Kept("email")), ElementsAre("email"));
  EXPECT_THAT(KeptOfContact(Kept("first_name")), ElementsAre("name"));
  EXPECT_THAT(KeptOfContact(Kept("company")), ElementsAre("account"));
  EXPECT_THAT(KeptOfContact(Kept("external_id")), ElementsAre("id"));
  EXPECT_THAT(KeptOfContact(Kept("phone")), IsEmpty()) << "contacts have none";
  EXPECT_THAT(KeptOfContact(PersonalFields()), ElementsAre("id", "email", "name", "account"));
}

TEST(ContactSight, WhatIsKeptIsNoColumnAndTheRestIsThere) {
  const State state = WithContact();
  EXPECT_EQ(ContactsCsv(state, Kept("email")), "id,name,account,owner\nc-1,Petra Huber,a-1,lena\n");
  EXPECT_EQ(ContactsCsv(state, PersonalFields()), "owner\nlena\n");
  EXPECT_EQ(ContactsCsv(state, Kept("phone")), ReferenceCsv<Contact>(state));
}

}  // namespace
}  // namespace signalbox
