// Messages as people write them, and what they name. All of them were written for this project.
#include <gtest/gtest.h>

#include "insight/text/entities.h"

namespace signalbox {
namespace {

struct Message {
  std::string_view text;
  // `kind value [what stands there]` of each, ` or ` before another reading; `; ` between them.
  std::string_view found;
};

// Wednesday, 18 November 2026, 11:00 in Vienna.
constexpr Message kMessages[] = {
    {"Our budget is 1.5m EUR for this year",
     "money EUR 1500000.00 [1.5m EUR]; date 2026-01-01/2026-12-31 [this year]"},
    {"we have $20k to spend", "money USD 20000.00 [$20k]"},
    {"Das Budget liegt bei 20.000 €", "money EUR 20000.00 [20.000 €]"},
    {"budget CHF 1'500 per month", "money CHF 1500.00 [CHF 1'500]"},
    {"CHF 1’500 a month", "money CHF 1500.00 [CHF 1’500]"},
    {"US$ 5,000 or A$3,000 or CA$12k",
     "money USD 5000.00 [US$ 5,000]; money AUD 3000.00 [A$3,000]; money CAD 12000.00 [CA$12k]"},
    {"€20k-30k", "money EUR 20000.00/30000.00 [€20k-30k]"},
    {"between $10,000 and $15,000", "money USD 10000.00/15000.00 [$10,000 and $15,000]"},
    {"between 10 and 15k EUR", "money EUR 10000.00/15000.00 [10 and 15k EUR]"},
    {"10-15k USD", "money USD 10000.00/15000.00 [10-15k USD]"},
    {"£1.2bn", "money GBP 1200000000.00 [£1.2bn]"},
    {"1 500 000 EUR", "money EUR 1500000.00 [1 500 000 EUR]"},
    {"EUR 2,5 Mio", "money EUR 2500000.00 [EUR 2,5 Mio]"},
    {"500 Tsd. Euro", "money EUR 500000.00 [500 Tsd. Euro]"},
    {"R$ 10.000", "money BRL 10000.00 [R$ 10.000]"},
    {"100 000 kr", "money 100000.00 [100 000 kr]"},
    {"₹5 lakh", "money INR 500000.00 [₹5 lakh]"},
    {"12 crore INR", "money INR 120000000.00 [12 crore INR]"},
    {"half a million euros", "money EUR 500000.00 [half a million euros]"},
    {"about a hundred thousand dollars", "money USD 100000.00 [a hundred thousand dollars]"},
    {"twenty-five thousand dollars", "money USD 25000.00 [twenty-five thousand dollars]"},
    {"$0.50", "money USD 0.50 [$0.50]"},
    {"$0.500", "money USD 0.50 [$0.500]"},
    {"USD100 and 100USD", "money USD 100.00 [USD100]; money USD 100.00 [100USD]"},
    {"SFr. 2'500", "money CHF 2500.00 [SFr. 2'500]"},
    {"5k€/Monat", "money EUR 5000.00 [5k€]"},
    {"ten grand", "money 10000.00 [ten grand]"},
    {"our budget for 250 users is 20k", "seats 250 [250 users]; money 20000.00 [20k]"},
    {"our budget for 2027 is 45k", "date 2027-01-01/2027-12-31 [2027]; money 45000.00 [45k]"},
    {"we pay 30 per user", "money 30.00 [30]"},
    {"budget of 1.2 million", "money 1200000.00 [1.2 million]"},
    {"version 3.2.1 costs nothing", ""},
    {"25 named users", "seats 25 [25 named users]"},
    {"approx. 30 full licenses", "seats 30 [30 full licenses]"},
    {"we are a 20-person team", "seats 20 [20-person]"},
    {"seats: 250", "seats 250 [seats: 250]"},
    {"100-200 users", "seats 100/200 [100-200 users]"},
    {"5 SDRs and 12 AEs", "seats 5 [5 SDRs]; seats 12 [12 AEs]"},
    {"one hundred and fifty users", "seats 150 [one hundred and fifty users]"},
    {"2 500 users", "seats 2500 [2 500 users]"},
    {"1/2 of our users", ""},
    {"10k contacts", "quantity 10000 contacts [10k contacts]"},
    {"one of our users", ""},
    {"Friday next week", "date 2026-11-27 [Friday next week]"},
    {"next Monday at 10am", "date 2026-11-23T10:00 [next Monday at 10am]"},
    {"tomorrow 3pm", "date 2026-11-19T15:00 [tomorrow 3pm]"},
    {"tomorrow at 15:00", "date 2026-11-19T15:00 [tomorrow at 15:00]"},
    {"tomorrow 5pm EST", "date 2026-11-19 [tomorrow 5pm EST]"},
    {"by 17:30", "deadline 2026-11-18T17:30 [by 17:30]"},
    {"by tomorrow noon", "deadline 2026-11-19T12:00 [by tomorrow noon]"},
    {"a week from Friday", "date 2026-11-27 [a week from Friday]"},
    {"two weeks from now", "date 2026-12-02 [two weeks from now]"},
    {"within 48 hours", "deadline 2026-11-20 [within 48 hours]"},
    {"within 3 business days", "deadline 2026-11-23 [within 3 business days]"},
    {"in the next 3 months", "date 2026-11-18/2027-02-18 [in the next 3 months]"},
    {"end of Q3", "date 2027-09-30 [end of Q3]"},
    {"by EOM", "deadline 2026-11-30 [by EOM]"},
    {"by EOW", "deadline 2026-11-20 [by EOW]"},
    {"by year end", "deadline 2026-12-31 [by year end]"},
    {"mid-March", "date 2027-03-11/2027-03-21 [mid-March]"},
    {"by the 3rd of next month", "deadline 2026-12-03 [by the 3rd of next month]"},
    {"on the 15th", "date 2026-12-15 [15th]"},
    {"03/04/2026", "date 2026-04-03 or 2026-03-04 [03/04/2026]"},
    {"25/12/2026", "date 2026-12-25 [25/12/2026]"},
    {"1/12/26", "date 2026-12-01 or 2026-01-12 [1/12/26]"},
    {"04.03.2026", "date 2026-03-04 [04.03.2026]"},
    {"Dec. 5, 2026", "date 2026-12-05 [Dec. 5, 2026]"},
    {"5-Dec-2026", "date 2026-12-05 [5-Dec-2026]"},
    {"1-5 March 2027", "date 2027-03-01/2027-03-05 [1-5 March 2027]"},
    {"due on 12/15", "deadline 2026-12-15 [due on 12/15]"},
    {"first quarter of next year", "date 2027-01-01/2027-03-31 [first quarter of next year]"},
    {"the second half of the year", "date 2026-07-01/2026-12-31 [second half of the year]"},
    {"over the weekend", "date 2026-11-21/2026-11-22 [weekend]"},
    {"before March", "deadline 2027-02-28 [before March]"},
    {"not before March", "date 2027-03-01/2027-03-31 [March]"},
    {"I paid on 3 Nov", "date 2026-11-03 [3 Nov]"},
    {"since March", "date 2026-03-01/2026-03-31 [March]"},
    {"by Christmas", "deadline 2026-12-25 [by Christmas]"},
    {"every Monday at 9am", ""},
    {"Monday to Friday", ""},
    {"24/7 support", ""},
    {"at the end of the day we want value", ""},
    {"Black Friday deal", ""},
    {"bis 31.12.2026", "deadline 2026-12-31 [bis 31.12.2026]"},
    {"Hi, I'm John Smith from Acme Corp.",
     "person John Smith [John Smith]; company Acme Corp [Acme Corp]"},
    {"This is Maria Garcia, CTO at Globex",
     "person Maria Garcia [Maria Garcia]; company Globex [Globex]"},
    {"Best regards, Dr. Anna-Lena Müller", "person Anna-Lena Müller [Anna-Lena Müller]"},
    {"Hi Sarah, can you send me the pricing?", "person Sarah [Sarah]"},
    {"Dear Support Team, hello all", ""},
    {"I am Looking For A CRM System", ""},
    {"I am writing from Berlin", ""},
    {"Cc: Jane Doe <jane@doe.org>",
     "person Jane Doe [Jane Doe]; email jane@doe.org [jane@doe.org]"},
    {"Our CEO Mark Jones wants a demo", "person Mark Jones [Mark Jones]"},
    {"my number is 4155552671", "phone 4155552671 [4155552671]"},
    {"order 12345678, invoice 20260115-001", ""},
    {"call +49 (0)30 1234567", "phone +49301234567 [+49 (0)30 1234567]"},
    {"IP 192.168.100.200, version 10.15.7.22", "ip_address 192.168.100.200 [192.168.100.200]"},
    {"IBAN DE89 3704 0044 0532 0130 00",
     "iban DE89370400440532013000 [DE89 3704 0044 0532 0130 00]"},
    {"IBAN DE88 3704 0044 0532 0130 00", ""},
    {"card 4111 1111 1111 1111", "card_number 4111111111111111 [4111 1111 1111 1111]"},
    {"SSN 123-45-6789, born 12.03.1985",
     "national_id 123-45-6789 [123-45-6789]; birth_date 1985-03-12 [12.03.1985]"},
    {"I live at 12 Main Street, Springfield", "street_address 12 Main Street [12 Main Street]"},
    {"located at Hauptstraße 12, 1010 Wien", "street_address Hauptstraße 12 [Hauptstraße 12]"},
    {"HubSpot's pricing", "competitor HubSpot [HubSpot]"},
    {"a bank holiday in the U.K.", "country GB [U.K]"},
    {"two hospitals and a bank in Côte d'Ivoire",
     "industry healthcare [hospitals]; industry financial_services [bank]; country CI [Côte "
     "d'Ivoire]"},
};

EntityContext InVienna() {
  EntityContext context;
  context.now = *ParseTime("2026-11-18T10:00:00Z");
  context.zone = "Europe/Vienna";
  context.competitors = {"HubSpot"};
  return context;
}

std::string FoundIn(std::string_view text, const EntityContext& context) {
  const auto entities = FindEntities(text, context);
  if (!entities.ok()) return entities.error().message;
  std::string line;
  for (const TextEntity& entity : *entities) {
    line += (line.empty() ? "" : "; ") + std::string(TextEntityKindName(entity.kind)) + " " +
            entity.value + (entity.other.empty() ? "" : " or " + entity.other) + " [" +
            std::string(text.substr(entity.span.begin, entity.span.end - entity.span.begin)) + "]";
  }
  return line;
}

TEST(WrittenMessages, NameWhatIsToldOfThemHere) {
  for (const Message& message : kMessages)
    EXPECT_EQ(FoundIn(message.text, InVienna()), message.found) << message.text;
}

TEST(WrittenMessages, ADayOfTwoReadingsIsReadAsTheWritersCountryWritesIt) {
  EntityContext there = InVienna();
  there.zone = "America/New_York";
  EXPECT_EQ(FoundIn("03/04/2026", there), "date 2026-03-04 or 2026-04-03 [03/04/2026]");
  EXPECT_EQ(FoundIn("by 25/12/2026", there), "deadline 2026-12-25 [by 25/12/2026]");
}

TEST(WrittenMessages, AreRedactedOfAllThatPointsToAPerson) {
  const std::string text =
      "Hi Sarah,\nI'm Tom O'Brien, born 12.03.1985, at Hauptstraße 12. Card 4111-1111-1111-1111, "
      "IBAN DE89 3704 0044 0532 0130 00, SSN 123-45-6789, from 10.0.0.7.\nThanks,\nTom";
  EXPECT_EQ(Redact(text, *FindEntities(text, InVienna())),
            "Hi [person],\nI'm [person], born [birth_date], at [street_address]. Card "
            "[card_number], IBAN [iban], SSN [national_id], from [ip_address].\nThanks,\n[person]");
}

}  // namespace
}  // namespace signalbox
