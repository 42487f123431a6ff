#include "intake/export.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

RoutedLead Routed() {
  return {.lead_id = "L,1",
          .status = "routed",
          .owner_type = "person",
          .owner = "rep-7",
          .owner_email = "rep7@x.com",
          .rule = "emea",
          .row = "3",
          .reason = "",
          .email = "a@b.c",
          .duplicate_of = "",
          .policy_version = "v1"};
}

std::string Row(ExportFormat format, const RoutedLead& lead) {
  std::string text;
  WriteExportRow(format, lead, &text);
  return text;
}

TEST(Export, PlainRowsAreCsvOrNdjson) {
  std::string header;
  WriteExportHeader(ExportFormat::kPlainCsv, &header);
  EXPECT_EQ(header,
            "lead_id,status,owner_type,owner,rule,row,reason,email,duplicate_of,policy_version\n");
  EXPECT_EQ(Row(ExportFormat::kPlainCsv, Routed()),
            "\"L,1\",routed,person,rep-7,emea,3,,a@b.c,,v1\n");
  EXPECT_EQ(Row(ExportFormat::kPlainNdjson, Routed()),
            R"({"lead_id":"L,1","status":"routed","owner_type":"person","owner":"rep-7",)"
            R"("rule":"emea","row":"3","reason":null,"email":"a@b.c","duplicate_of":null,)"
            R"("policy_version":"v1"})"
            "\n");
}

TEST(Export, SalesforceRowsCarryARecordIdOrAnExternalOne) {
  RoutedLead lead = Routed();
  EXPECT_EQ(Row(ExportFormat::kSalesforce, lead), ",\"L,1\",a@b.c,rep-7\n");
  lead.lead_id = "00Q5g00000AbCdE";
  EXPECT_EQ(Row(ExportFormat::kSalesforce, lead), "00Q5g00000AbCdE,,a@b.c,rep-7\n");
  lead.status = "held";
  EXPECT_EQ(Row(ExportFormat::kSalesforce, lead), "");
}

TEST(Export, HubspotRowsNameTheOwnerByEmailAndLeaveQueuesOut) {
  RoutedLead lead = Routed();
  EXPECT_EQ(Row(ExportFormat::kHubspot, lead), ",a@b.c,rep7@x.com\n");
  lead.lead_id = "51";
  EXPECT_EQ(Row(ExportFormat::kHubspot, lead), "51,a@b.c,rep7@x.com\n");
  lead.owner_type = "queue";
  EXPECT_EQ(Row(ExportFormat::kHubspot, lead), "");
}

TEST(Export, TheFormatIsChosenByOptionAndEnding) {
  EXPECT_EQ(*ChooseExportFormat("a.CSV", ""), ExportFormat::kPlainCsv);
  EXPECT_EQ(*ChooseExportFormat("a.ndjson", ""), ExportFormat::kPlainNdjson);
  EXPECT_EQ(*ChooseExportFormat("a.csv", "hubspot"), ExportFormat::kHubspot);
  EXPECT_FALSE(ChooseExportFormat("a.ndjson", "salesforce").ok());
  EXPECT_FALSE(ChooseExportFormat("a.csv", "sap").ok());
  EXPECT_FALSE(ChooseExportFormat("a.xlsx", "").ok());
}

}  // namespace
}  // namespace signalbox
