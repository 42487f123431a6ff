#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/random.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

constexpr int64_t kRows = 3'000;

class ViewsList : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "views-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/views.db";
    auto views = Views::Open(path_);
    ASSERT_TRUE(views.ok());
    views_ = std::move(*views);
    auto writer = Database::Open(path_, {});
    ASSERT_TRUE(writer.ok());
    writer_ = std::make_unique<Database>(std::move(*writer));
  }

  void TearDown() override {
    writer_.reset();
    views_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Few of a word here, many of it there, so that every index is the narrowest once.
  void Fill() {
    SeededRandom random(7);
    ASSERT_TRUE(writer_->Execute("BEGIN").ok());
    auto put = writer_->Prepare(
        "INSERT INTO leads VALUES(?1, ?2, ?3, ?1, ?4, ?5, ?6, ?7, '', ?8, x'', 0, 0, 0, ?9, 0, 0, "
        "'', '', '')");
    ASSERT_TRUE(put.ok());
    for (int64_t number = 1; number <= kRows; ++number) {
      Id id;
      for (size_t i = 0; i < 8; ++i)
        id.bytes[i] = static_cast<uint8_t>(static_cast<uint64_t>(number) >> (8 * i));
      const int status = static_cast<int>(random.Below(4)) + (random.Below(50) == 0 ? 2 : 0);
      const auto owner = static_cast<int64_t>(random.Below(random.Below(20) == 0 ? 40 : 6));
      const std::string queue = random.Below(3) == 0 ? "q" + std::to_string(random.Below(4)) : "";
      const std::string rule = "r" + std::to_string(random.Below(random.Below(9) == 0 ? 30 : 2));
      put->Bind(1, number).Bind(2, id.View()).Bind(3, id.View()).Bind(4, int64_t{status});
      const std::string reason = "w" + std::to_string(random.Below(random.Below(9) == 0 ? 30 : 2));
      // Many of one moment, and many without a time limit.
      const auto due = static_cast<int64_t>(random.Below(2) == 0 ? 0 : random.Below(500));
      put->Bind(5, owner).BindText(6, queue).BindText(7, rule).BindText(8, reason).Bind(9, due);
      ASSERT_TRUE(put->Run().ok());
      LeadViewRow row;
      row.number = row.received_at = number;
      row.status = static_cast<LeadStatus>(status);
      row.owner = owner;
      row.queue = queue;
      row.rule = rule;
      row.reason = reason;
      row.due = due;
      rows_.push_back(std::move(row));
    }
    ASSERT_TRUE(
        writer_
            ->Execute(
                ("UPDATE cursor SET last_number = " + std::to_string(kRows) + "; COMMIT").c_str())
            .ok());
  }

  // The numbers of a page, by looking at every row.
  std::vector<int64_t> ByLookingAtAll(const LeadFilter& filter) const {
    std::vector<int64_t> numbers;
    std::vector<LeadViewRow> rows = rows_;
    if (filter.soonest_first) {
      std::erase_if(rows, [](const LeadViewRow& row) { return row.due == 0; });
      std::ranges::stable_sort(rows, {}, &LeadViewRow::due);
    }
    for (const LeadViewRow& row : rows) {
      if (filter.status >= 0 && static_cast<int>(row.status) != filter.status) continue;
      if (filter.owner != 0 && row.owner != filter.owner) continue;
      if (filter.owned_by &&
          (row.status == LeadStatus::kQueued ||
           std::ranges::find(*filter.owned_by, row.owner) == filter.owned_by->end()))
        continue;
      if (!filter.queue.empty() && row.queue != filter.queue) continue;
      if (!filter.rule.empty() && row.rule != filter.rule) continue;
      if (!filter.reason.empty() && row.reason != filter.reason) continue;
      if (row.received_at < filter.since) continue;
      if (filter.before > 0 && !filter.soonest_first &&
          (filter.oldest_first ? row.number <= filter.before : row.number >= filter.before))
        continue;
      numbers.push_back(row.number);
    }
    if (!filter.oldest_first && !filter.soonest_first) std::ranges::reverse(numbers);
    if (numbers.size() > static_cast<size_t>(filter.limit))
      numbers.resize(static_cast<size_t>(filter.limit));
    return numbers;
  }

  std::string folder_, path_;
  std::unique_ptr<Views> views_;
  std::unique_ptr<Database> writer_;
  std::vector<LeadViewRow> rows_;
};

LeadFilter SomeFilter(SeededRandom* random) {
  LeadFilter filter;
  const auto sometimes = [&] { return random->Below(3) == 0; };
  if (sometimes()) filter.status = static_cast<int>(random->Below(6));
  if (sometimes()) filter.owner = static_cast<int64_t>(random->Below(40));
  if (sometimes()) {
    filter.owned_by.emplace();
    for (uint64_t left = random->Below(5); left > 0; --left)
      filter.owned_by->push_back(static_cast<int64_t>(random->Below(40)));
    std::ranges::sort(*filter.owned_by);
    filter.owned_by->erase(std::unique(filter.owned_by->begin(), filter.owned_by->end()),
                           filter.owned_by->end());
  }
  if (sometimes()) filter.queue = "q" + std::to_string(random->Below(5));
  if (sometimes()) filter.rule = "r" + std::to_string(random->Below(30));
  if (sometimes()) filter.reason = "w" + std::to_string(random->Below(30));
  if (sometimes()) filter.since = static_cast<int64_t>(random->Below(kRows + 100));
  if (sometimes()) filter.before = static_cast<int64_t>(random->Below(kRows));
  filter.oldest_first = sometimes();
  filter.soonest_first = sometimes();
  filter.limit = 1 + static_cast<int64_t>(random->Below(60));
  return filter;
}

TEST_F(ViewsList, APageIsWhatLookingAtEveryRowGives) {
  Fill();
  SeededRandom random(11);
  size_t found = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const LeadFilter filter = SomeFilter(&random);
    const auto page = views_->List(filter);
    ASSERT_TRUE(page.ok()) << page.error().message;
    std::vector<int64_t> numbers;
    for (const LeadViewRow& row : *page) numbers.push_back(row.number);
    ASSERT_EQ(numbers, ByLookingAtAll(filter)) << "trial " << trial;
    found += numbers.size();
  }
  EXPECT_GT(found, 1'000u) << "few filters that find nothing";
}

TEST_F(ViewsList, IsReadWhileAWriterHasTheTables) {
  Fill();
  ASSERT_TRUE(writer_->Execute("BEGIN IMMEDIATE; DELETE FROM leads WHERE number > 10").ok());
  LeadFilter filter;
  filter.limit = 1;
  const auto page = views_->List(filter);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page->at(0).number, kRows) << "as it was before";
  ASSERT_TRUE(writer_->Execute("COMMIT").ok());
  EXPECT_EQ(views_->List(filter)->at(0).number, 10);
}

}  // namespace
}  // namespace signalbox
