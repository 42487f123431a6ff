#include "audit/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "audit/chains.h"
#include "audit/heads.h"
#include "audit/leaf.h"
#include "audit/merkle.h"
#include "audit/purged_part.h"
#include "audit/record_reader.h"
#include "base/json_writer.h"
#include "store/store.h"

namespace signalbox {
namespace {

// Stored nodes compared at a time: 3 MB.
constexpr int64_t kNodesAtOnce = 65'536;

// A head and the root that the log had at its size.
struct Head {
  Checkpoint checkpoint;
  std::optional<Digest> recomputed;
};

class LogVerifier {
 public:
  LogVerifier(const Store& store, const VerifyOptions& options)
      : store_(store), options_(options), chains_(options.max_entities) {}

  Result<VerifyReport> Run() {
    OpenHeads();
    NoteHeads();
    SB_TRY(purged_.Open(store_));
    SB_TRY(ReadAll(/*chains_only=*/false));
    CheckPurge();
    report_.tree_size = tree_.size();
    report_.root = tree_.Root();
    while (!report_.first_bad && chains_.NextPass()) SB_TRY(ReadAll(/*chains_only=*/true));
    if (!report_.first_bad) SB_TRY(CheckNodes());
    if (!report_.first_bad) CheckHeads();
    report_.ok = !report_.first_bad;
    return std::move(report_);
  }

 private:
  void SetBad(int64_t position, int64_t record, std::string problem) {
    report_.first_bad = {position, record};
    report_.problem = std::move(problem);
  }

  Status ReadAll(bool chains_only) {
    int64_t next = 0;
    const Status read = store_.ReadRecords([&](int64_t first, BytesView record) -> Status {
      // The rest is still visited, which costs little and keeps the store's contract simple.
      if (report_.first_bad) return {};
      if (first != next) {
        SetBad(next, first, fmt::format("record {} begins where position {} belongs", first, next));
        return {};
      }
      if (const std::optional<LogFault> fault = reader_.Read(first, record)) {
        SetBad(fault->position, first, fault->problem);
        return {};
      }
      SB_ASSIGN(const Bytes kept, KeptLeaves(first));
      if (!purged_.BeginRecord(kept, reader_.events().size())) {
        SetBad(next, first, "the kept hashes of the record are not of its events");
        return {};
      }
      for (size_t i = 0; i < reader_.events().size(); ++i) {
        const std::string problem = TakeEvent(reader_.events()[i], next, i, chains_only);
        if (!problem.empty()) {
          SetBad(next, first, problem);
          return {};
        }
        ++next;
      }
      return {};
    });
    if (!read.ok()) return TakeDamage(read.error(), next);
    if (!report_.first_bad && next != store_.next_position()) {
      SetBad(next, -1,
             fmt::format("the log ends at {} and the store says {}", next, store_.next_position()));
    }
    return {};
  }

  // Damage that the store itself met, outside any record, is a finding too.
  Status TakeDamage(const Error& error, int64_t position) {
    if (error.code != Code::kCorrupt) return error;
    if (!report_.first_bad) SetBad(position, -1, error.message);
    return {};
  }

  Result<Bytes> KeptLeaves(int64_t first) const {
    if (first >= purged_.declared().before) return Bytes();
    return store_.ReadKeptLeaves(first);
  }

  void CheckPurge() {
    report_.purged = purged_.declared();
    const std::string problem = purged_.Finish();
    if (!problem.empty() && !report_.first_bad) SetBad(purged_.declared().position, -1, problem);
  }

  std::string TakeEvent(BytesView bytes, int64_t position, size_t index, bool chains_only) {
    if (chains_only) return bytes.empty() ? std::string() : CheckEvent(bytes, position, true);
    Digest leaf{};
    std::string problem = purged_.Take(position, bytes, index, &leaf);
    if (problem.empty() && !bytes.empty()) problem = CheckEvent(bytes, position, false);
    if (!problem.empty()) return problem;
    tree_.Append(leaf, &nodes_);
    NoteHeads();
    return {};
  }

  std::string CheckEvent(BytesView bytes, int64_t position, bool chains_only) {
    const Result<Leaf> read = ReadLeaf(bytes);
    if (!read.ok()) return read.error().message;
    const Leaf& leaf = *read;
    const bool gone = purged_.IsRemoved(leaf.previous);
    if (chains_only) return chains_.Check(leaf, gone);
    if (leaf.position != position) return fmt::format("the event says position {}", leaf.position);
    if (leaf.log_id != store_.log_id()) return "the event is of another log";
    if (leaf.epoch < epoch_) return fmt::format("epoch {} after {}", leaf.epoch, epoch_);
    if (position > 0 && leaf.time < time_) return "the event is earlier than the one before it";
    if (leaf.previous >= position || leaf.causation >= position) {
      return "the event names one that is not before it";
    }
    if (leaf.type == kLogForkedType) {
      if (leaf.epoch <= epoch_) return "a fork is declared in the middle of an epoch";
      report_.forks.push_back({leaf.epoch, position, epoch_});
    }
    epoch_ = leaf.epoch;
    time_ = leaf.time;
    return chains_.Check(leaf, gone);
  }

  // Reads and checks the signatures; a fault is remembered, for the log's own faults come first.
  void OpenHeads() {
    const HeadsText text = SplitHeads(options_.heads);
    report_.has_unfinished_head = text.has_rest;
    report_.heads = std::ssize(text.notes);
    for (const std::string& note : text.notes) {
      const Result<Checkpoint> opened = OpenHead(note);
      if (!opened.ok()) {
        bad_head_ = fmt::format("head {}: {}", heads_.size() + 1, opened.error().message);
        break;
      }
      heads_.push_back({*opened, std::nullopt});
    }
    by_size_.resize(heads_.size());
    std::iota(by_size_.begin(), by_size_.end(), size_t{0});
    std::stable_sort(by_size_.begin(), by_size_.end(), [this](size_t a, size_t b) {
      return heads_[a].checkpoint.size < heads_[b].checkpoint.size;
    });
  }

  // By the present key, else by one that signed before it.
  Result<Checkpoint> OpenHead(std::string_view note) const {
    Result<Checkpoint> opened = OpenCheckpoint(note, *options_.key);
    for (const AuditVerifierKey& key : options_.older_keys) {
      if (opened.ok() || opened.error().code != Code::kInvalid) break;
      const Result<Checkpoint> earlier = OpenCheckpoint(note, key);
      if (earlier.ok() || earlier.error().code != Code::kInvalid) opened = earlier;
    }
    return opened;
  }

  void NoteHeads() {
    if (next_head_ == by_size_.size()) return;
    if (heads_[by_size_[next_head_]].checkpoint.size != tree_.size()) return;
    const Digest root = tree_.Root();
    while (next_head_ < by_size_.size() &&
           heads_[by_size_[next_head_]].checkpoint.size == tree_.size()) {
      heads_[by_size_[next_head_++]].recomputed = root;
    }
  }

  bool IsSuperseded(const Checkpoint& head) const {
    return std::any_of(report_.forks.begin(), report_.forks.end(), [&](const LogFork& fork) {
      return fork.epoch > head.epoch && (fork.position < head.size || fork.before < head.epoch);
    });
  }

  void CheckHeads() {
    int64_t size = 0, epoch = 0;
    for (size_t i = 0; i < heads_.size() && !report_.first_bad; ++i) {
      const Checkpoint& head = heads_[i].checkpoint;
      const auto bad = [&](int64_t position, std::string_view problem) {
        SetBad(position, -1, fmt::format("head {} of size {}: {}", i + 1, head.size, problem));
      };
      const bool superseded = IsSuperseded(head);
      if (head.log_id != store_.log_id()) {
        bad(0, "it is of another log");
      } else if (head.epoch < epoch) {
        bad(head.size, "its epoch is below that of the head before it");
      } else if (superseded) {
        ++report_.superseded_heads;
      } else if (head.size > tree_.size()) {
        bad(tree_.size(), fmt::format("the log has only {} events", tree_.size()));
      } else if (head.size < size) {
        bad(head.size, "it is smaller than the head before it");
      } else if (heads_[i].recomputed != head.root) {
        bad(head.size, "its root is not that of the log at this size");
      }
      if (!superseded) size = head.size;
      epoch = head.epoch;
    }
    if (!report_.first_bad && bad_head_) SetBad(size, -1, *bad_head_);
  }

  Status CheckNodes() {
    std::stable_sort(nodes_.begin(), nodes_.end(),
                     [](const MerkleNode& a, const MerkleNode& b) { return a.level < b.level; });
    auto expected = nodes_.begin();
    for (int level = 1; level * kMerkleBits < 63; ++level) {
      for (int64_t from = 0;;) {
        const Result<std::vector<MerkleNode>> stored = store_.ReadMerkle(level, from, kNodesAtOnce);
        if (!stored.ok()) return TakeDamage(stored.error(), from << (level * kMerkleBits));
        for (const MerkleNode& node : *stored) {
          const bool known = expected != nodes_.end() && expected->level == level;
          if (!known || node.idx != expected->idx || node.hash != expected->hash) {
            return BadNode(level, known ? std::min(expected->idx, node.idx) : node.idx);
          }
          ++expected;
        }
        if (stored->empty()) break;
        from = stored->back().idx + 1;
      }
      if (expected != nodes_.end() && expected->level == level)
        return BadNode(level, expected->idx);
    }
    return {};
  }

  Status BadNode(int level, int64_t idx) {
    const int bits = level * kMerkleBits;
    const int64_t position = idx <= INT64_MAX >> bits ? idx << bits : tree_.size();
    SetBad(position, -1,
           fmt::format("the stored Merkle node (level {}, index {}) is not that of the events",
                       level, idx));
    return {};
  }

  const Store& store_;
  const VerifyOptions& options_;
  VerifyReport report_;
  RecordReader reader_;
  PurgedPart purged_;
  EntityChains chains_;
  MerkleTree tree_;
  std::vector<MerkleNode> nodes_;  // one for 255 events
  int64_t epoch_ = -1;
  TimeUs time_ = 0;
  std::vector<Head> heads_;
  std::vector<size_t> by_size_;
  size_t next_head_ = 0;
  std::optional<std::string> bad_head_;
};

}  // namespace

Result<VerifyReport> VerifyLog(const Store& store, const VerifyOptions& options) {
  if (!options.heads.empty() && !options.key) {
    return Err(Code::kInvalid, "heads are verified with a key; give the verifier key too");
  }
  return LogVerifier(store, options).Run();
}

std::string PurgedNote(const PurgedCounts& purged) {
  if (purged.position < 0) return {};
  return fmt::format("{} events below {} purged and {} cut down at {} by {}, their hashes kept",
                     purged.removed, purged.before, purged.reduced, FormatTime(purged.at),
                     purged.by.empty() ? "nobody named" : purged.by);
}

std::string VerifyReportJson(const VerifyReport& report) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("ok", report.ok).Member("tree_size", report.tree_size);
  json.Member("root", ToHex(View(report.root))).Key("first_bad");
  if (report.first_bad) {
    json.BeginObject().Member("position", report.first_bad->position).Key("record");
    report.first_bad->record < 0 ? json.Null() : json.Int(report.first_bad->record);
    json.EndObject();
  } else {
    json.Null();
  }
  json.MemberOrNull("problem", report.problem).Member("heads", report.heads);
  json.Member("superseded_heads", report.superseded_heads);
  json.Member("unfinished_head", report.has_unfinished_head);
  if (report.purged.position >= 0) {
    json.Member("purged_events", report.purged.removed);
    json.Member("reduced_events", report.purged.reduced);
    json.Member("purged", PurgedNote(report.purged));
  }
  json.Key("forks").BeginArray();
  for (const LogFork& fork : report.forks) {
    json.BeginObject().Member("epoch", fork.epoch).Member("position", fork.position).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
