// `signalbox keys rotate master|workspace|audit`.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/json_writer.h"
#include "main/ask_or_do.h"
#include "main/control.h"
#include "main/law_command.h"
#include "workspace/key_changes.h"

namespace signalbox {
namespace {

Status Rotate(const LawCommand& command) {
  const std::string& what = command.subject;
  const std::string next =
      command.out.empty() ? std::string() : std::filesystem::absolute(command.out).string();
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(command.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    std::string body;
    JsonWriter(&body).BeginObject().Member("key", what).Member("next_file", next).EndObject();
    const Result<std::string> done =
        AskServer(command.workspace, Method::kPost, "/v1/keys/rotate", body);
    return done.ok() ? Status() : Status(done.error());
  }
  if (!workspace.ok()) return workspace.error();
  const Status rotated = RotateKey(**workspace, what, next);
  (*workspace)->Close();
  return rotated;
}

}  // namespace

void AddKeys(CLI::App& app, int* exit) {
  auto options = std::make_shared<LawCommand>();
  CLI::App* keys = app.add_subcommand("keys", "the workspace's own keys");
  keys->require_subcommand(1);
  CLI::App* rotate = keys->add_subcommand("rotate", "put another key in the place of one");
  rotate->add_option("key", options->subject, "master, workspace or audit")->required();
  AddWorkspace(*rotate, options.get());
  rotate->add_option("--next", options->out,
                     "a file with the next master key, where it comes from outside");
  rotate->callback([options, exit] {
    const Status rotated = Rotate(*options);
    *exit = rotated.ok() ? kExitDone : FailAsThingsStand(rotated.error());
    if (!rotated.ok()) return;
    std::printf(options->json ? "{\"rotated\":\"%s\"}\n" : "rotated: %s\n",
                options->subject.c_str());
  });
}

}  // namespace signalbox
