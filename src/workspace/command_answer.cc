#include "workspace/command_answer.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;  // of POSIX; no header declares it

namespace signalbox {
namespace {

using Moment = std::chrono::steady_clock::time_point;

class File {
 public:
  explicit File(int number = -1) : number_(number) {}
  File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~File() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

Error NotRun(int error) {
  return Err(Code::kUnavailable, std::string("it cannot be run: ") + std::strerror(error));
}

// A command that is running, by itself in its process group.
struct Running {
  pid_t process = 0;
  File ended;   // a pidfd
  File output;  // not blocking
};

// Signals that this program waits for are blocked in it, and would be in the command.
Result<pid_t> Spawn(const char* command, int output) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  std::string shell = "sh", option = "-c", text = command;
  char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
  pid_t process = 0;
  const int failed = posix_spawn(&process, "/bin/sh", &files, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return NotRun(failed);
  return process;
}

// Of the command and of what it started in its group.
void Kill(pid_t process) {
  kill(-process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<Running> Start(const char* command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return NotRun(errno);
  Running running;
  running.output = File(ends[0]);
  const File theirs(ends[1]);
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return NotRun(errno);
  SB_ASSIGN(running.process, Spawn(command, theirs.number()));
  running.ended = File(static_cast<int>(syscall(SYS_pidfd_open, running.process, 0)));
  if (running.ended.number() < 0) {
    const int error = errno;
    Kill(running.process);
    return NotRun(error);
  }
  return running;
}

// What has been printed so far; false where no more will come.
bool ReadOn(int output, size_t most_bytes, std::string* printed) {
  char bytes[512];
  for (;;) {
    const ssize_t size = read(output, bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0;
    const size_t room = most_bytes - printed->size();
    printed->append(bytes, std::min(room, static_cast<size_t>(size)));
    explicit_bzero(bytes, sizeof bytes);
  }
}

int MillisecondsTo(Moment end) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<int64_t>(0, left.count()));
}

// False where it has not ended by `end`. What a process that it left behind still prints is not
// waited for.
bool WaitUntilEnded(const Running& running, size_t most_bytes, Moment end, std::string* printed) {
  bool open = true;
  for (;;) {
    pollfd watched[] = {{running.ended.number(), POLLIN, 0},
                        {open ? running.output.number() : -1, POLLIN, 0}};
    const int left = MillisecondsTo(end);
    const int ready = poll(watched, 2, left);
    if (ready < 0 && errno != EINTR) return false;
    if (open) open = ReadOn(running.output.number(), most_bytes, printed);
    if (ready > 0 && watched[0].revents != 0) return true;
    if (left == 0) return false;
  }
}

}  // namespace

Result<CommandAnswer> AskCommand(const char* command, size_t most_bytes,
                                 std::chrono::milliseconds limit) {
  const Moment end = std::chrono::steady_clock::now() + limit;
  SB_ASSIGN(const Running running, Start(command));
  CommandAnswer answer;
  answer.printed.reserve(most_bytes);
  if (!WaitUntilEnded(running, most_bytes, end, &answer.printed)) {
    Kill(running.process);
    explicit_bzero(answer.printed.data(), answer.printed.size());
    return Err(Code::kDeadline, "it did not end in time");
  }
  int status = 0;
  while (waitpid(running.process, &status, 0) < 0) {
    if (errno != EINTR) return NotRun(errno);
  }
  answer.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return answer;
}

}  // namespace signalbox
