// Whether a model that is offered may come into use in a workspace, by rows that no model was
// trained on. What the rows have depends on the kind of model:
//
//   score    the columns of its spec and its label
//   intents  `text` and `label` (or `category`, or `intent`); `oos` for what belongs nowhere
//   pairs    fields of a lead (`company`, `email`, `phone`, ...) and `account_id`, the account of
//            this workspace that is right, blank for none
//
// Any thread but the engine's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insight/promotion_verdict.h"
#include "workspace/asked_model.h"
#include "workspace/workspace.h"

namespace signalbox {

struct ModelCandidate {
  BytesView file;
  const AskedModel* model = nullptr;  // of that file
  // Fields that leads here have beside those of every lead; a score may read them.
  std::vector<std::string> known;
  // The file in use that it is to be better than; none where nothing is, or where it goes into the
  // shadow, which is there to find that out.
  std::optional<Bytes> champion;
};

// `rows` is CSV. kInvalid where a model cannot be judged by them: a score or an intent model, or a
// pair scorer that is to replace another, without rows; columns that are not there.
Result<PromotionVerdict> JudgeCandidate(Workspace& workspace, const ModelCandidate& candidate,
                                        const std::string& rows);

}  // namespace signalbox
