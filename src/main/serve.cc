// `signalbox serve DIR --listen HOST:PORT`: takes leads over HTTP until it is told to stop.

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "access/access_book.h"
#include "access/reading_log.h"
#include "api/control_socket.h"
#include "api/http_server.h"
#include "api/oidc_client.h"
#include "api/service.h"
#include "base/log.h"
#include "main/command.h"
#include "main/notify_file.h"
#include "main/oidc_file.h"
#include "main/shipped_console.h"
#include "notify/mail.h"
#include "ports/http_client.h"
#include "workspace/leave_plans.h"
#include "workspace/model_watcher.h"
#include "workspace/notice_desk.h"
#include "workspace/retention.h"
#include "workspace/trace_exporter.h"
#include "workspace/views.h"
#include "workspace/week_mail.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

struct ServeOptions {
  WorkspaceOptions workspace;
  std::string listen = "127.0.0.1:8080";
  HttpServerOptions server;
  std::string traces_to;    // empty: nowhere
  std::string oidc_file;    // empty: no identity provider
  std::string notify_file;  // empty: people are told in the program alone
};

// `HOST:PORT`, `:PORT`, `[::1]:PORT`.
Status ReadAddress(const std::string& text, HttpServerOptions* server) {
  const size_t colon = text.rfind(':');
  int port = -1;
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    if (read.ec != std::errc() || read.ptr != end) port = -1;
  }
  if (port < 0 || port > 65535) {
    return Err(
        Code::kInvalid,
        "`--listen " + text +
            "` is no address; write HOST:PORT, such as 127.0.0.1:8080; port 0 takes a free one");
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (!host.empty()) server->host = host;
  server->port = port;
  return {};
}

// SIGTERM and SIGINT are blocked in all threads and waited for by the one that serves.
sigset_t BlockStopSignals() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  return stop;
}

std::string ShownHost(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

// Views are not synced to the disk, so a power cut may leave them damaged; they are made again from
// the log.
Result<std::unique_ptr<Views>> OpenViews(const std::string& path) {
  Result<std::unique_ptr<Views>> views = Views::Open(path);
  if (views.ok() || views.error().code != Code::kCorrupt) return views;
  Log(LogLevel::kWarning, "views.db is damaged and made again: " + views.error().message);
  for (const char* end : {"", "-wal", "-shm"}) unlink((path + end).c_str());
  return Views::Open(path);
}

Status CheckServeOptions(ServeOptions* options) {
  SB_TRY(ReadAddress(options->listen, &options->server));
  const bool of_http =
      options->traces_to.starts_with("http://") || options->traces_to.starts_with("https://");
  if (!options->traces_to.empty() && !of_http) {
    return Err(Code::kInvalid, "`--otlp-endpoint " + options->traces_to +
                                   "` is no http or https URL, such as http://127.0.0.1:4318");
  }
  if (options->server.tls_cert_file.empty() != options->server.tls_key_file.empty()) {
    return Err(Code::kInvalid, "TLS needs both `--tls-cert` and `--tls-key`");
  }
  return {};
}

// The way in of a workspace that has no users yet.
Status OfferSetup(AccessBook& book, const std::string& address) {
  if (book.HasUsers()) return {};
  SB_ASSIGN(const std::string token, book.OfferSetup());
  std::fprintf(stderr,
               "nobody can sign in yet; make the first administrator within an hour, once, at\n"
               "%s/setup#%s\n",
               address.c_str(), token.c_str());
  return {};
}

// Notices, and the channel that they go out by; the channel ends after the desk.
struct Notices {
  std::optional<SmtpClient> client;
  std::optional<MailNotifier> notifier;
  std::unique_ptr<NoticeDesk> desk;  // null where they cannot be kept: leads go on without
  std::unique_ptr<WeekMail> weeks;   // null where nothing is mailed

  void MailWeeks(Workspace& workspace, const AccessBook& book) {
    if (desk == nullptr || !desk->mails()) return;
    weeks = std::make_unique<WeekMail>(
        workspace.clock(), WeekMailRound(workspace, *desk, workspace.directory() + "/views.db",
                                         [&book] { return book.Users(); }));
  }
  void Stop() {
    weeks.reset();
    desk.reset();
  }
};

Status OpenNotices(const std::string& file, Workspace& workspace, ReadingLog& readings,
                   const AccessBook& book, Notices* notices) {
  NoticeDeskOptions options;
  options.users = [&book] { return book.Users(); };
  if (!file.empty()) {
    SB_ASSIGN(const NotifyFile read, ReadNotifyFile(file));
    notices->client.emplace(read.smtp);
    notices->notifier.emplace(*notices->client, read.from);
    options.notifier = &*notices->notifier;
    options.base_url = read.base_url;
    options.settings = read.settings;
    // By the roster's number: the log of readings holds nothing personal.
    options.record = [&readings](PersonRef person, int64_t records) {
      return readings.Record(
          {0, 0, "read", "person " + std::to_string(person), "mail", "", records});
    };
    options.roles_of = [&book](const std::string& person) { return book.RolesOf(person); };
  }
  Result<std::unique_ptr<NoticeDesk>> desk = NoticeDesk::Open(workspace, std::move(options));
  if (desk.ok()) {
    notices->desk = std::move(*desk);
  } else {
    Log(LogLevel::kError, "nobody is told of anything: " + desk.error().message);
  }
  return {};
}

// What is done by the clock, without anybody asking.
struct Keepers {
  std::unique_ptr<RetentionKeeper> retention;
  std::unique_ptr<ModelWatcher> models;
  std::unique_ptr<LeaveKeeper> leaves;

  Keepers(Workspace& workspace, LeadsOwned leads, const StoresBeside& beside)
      : retention(std::make_unique<RetentionKeeper>(workspace, beside)),
        models(std::make_unique<ModelWatcher>(workspace)),
        leaves(std::make_unique<LeaveKeeper>(workspace, std::move(leads))) {}
  void Stop() {
    leaves.reset();
    models.reset();
    retention.reset();
  }
};

// Sign-in by an identity provider, where a file names one.
struct ProviderSignIn {
  std::optional<OidcFlow> flow;
  std::optional<OidcClient> client;

  Status Open(const std::string& file, HttpClient& transport, const Clock& clock, Random& random) {
    if (file.empty()) return {};
    SB_ASSIGN(OidcSettings settings, ReadOidcFile(file));
    flow.emplace(std::move(settings), random);
    client.emplace(*flow, transport, clock);
    return {};
  }
  OidcClient* client_or_null() { return client ? &*client : nullptr; }
};

// Systems start a process with 1,024 files, of which connections alone may take that many.
void AllowFilesBesideConnections(size_t connections) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  constexpr rlim_t kOwnFiles = 256;  // the log, its views, control, agents, mail
  const rlim_t wanted = std::min<rlim_t>(connections + kOwnFiles, files.rlim_max);
  if (files.rlim_cur >= wanted) return;
  files.rlim_cur = wanted;
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
    Log(LogLevel::kWarning, "the limit of open files could not be raised");
}

Status Serve(ServeOptions options) {
  SB_TRY(CheckServeOptions(&options));
  AllowFilesBesideConnections(options.server.max_connections);
  // A core file would hold keys and what people said.
  prctl(PR_SET_DUMPABLE, 0);
  const sigset_t stop = BlockStopSignals();
  HttpClient transport;
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(options.workspace));
  SB_ASSIGN(const std::unique_ptr<Views> views,
            OpenViews(options.workspace.directory + "/views.db"));
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<AccessBook> book,
            AccessBook::Open(workspace->keys_directory(), workspace->own_keys(), workspace->clock(),
                             random));
  ReadingLog readings(options.workspace.directory + "/readings.db", workspace->clock());
  ProviderSignIn provider;
  SB_TRY(provider.Open(options.oidc_file, transport, workspace->clock(), random));
  Notices notices;
  SB_TRY(OpenNotices(options.notify_file, *workspace, readings, *book, &notices));
  ApiService service(*workspace, *views, *book, readings, ShippedConsole(),
                     provider.client_or_null(), notices.desk.get());
  HttpServer server(
      options.server,
      [&service](const HttpRequest& request, Responder responder) {
        service.Handle(request, std::move(responder));
      },
      workspace->clock(),
      [&service](const HttpRequest& request) { return service.Admit(request); });
  HttpServerOptions local;
  local.unix_path = ControlSocketPath(options.workspace.directory);
  HttpServer control(
      local,
      [&service](const HttpRequest& request, Responder responder) {
        service.HandleLocal(request, std::move(responder));
      },
      workspace->clock());
  SB_ASSIGN(const int port, server.Start());
  if (const Result<int> started = control.Start(); !started.ok()) {
    Log(LogLevel::kWarning, "commands cannot reach this server: " + started.error().message);
  }
  service.Watch(server);
  Keepers keepers(*workspace, service.leads_owned(),
                  {&readings, notices.desk == nullptr ? nullptr : &notices.desk->book()});
  notices.MailWeeks(*workspace, *book);
  std::unique_ptr<TraceExporter> exporter;
  if (!options.traces_to.empty()) {
    exporter = std::make_unique<TraceExporter>(*workspace, transport, options.traces_to);
    service.Watch(*exporter);
  }
  const std::string address = std::string(options.server.tls_cert_file.empty() ? "http" : "https") +
                              "://" + ShownHost(options.server.host) + ":" + std::to_string(port);
  SB_TRY(OfferSetup(*book, address));
  std::printf("listening on %s\n", address.c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  Log(LogLevel::kInfo, "stopping: requests at work are finished first");
  service.EndStreams();
  server.Stop();
  control.Stop();
  // Those that ask the lists, before the lists stop.
  keepers.Stop();
  service.Stop();
  notices.Stop();
  exporter.reset();
  workspace->Close();
  return {};
}

}  // namespace

void AddServe(CLI::App& app, int* exit) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "serve a workspace over HTTP");
  command->add_option("directory", options->workspace.directory, "the workspace")->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->add_option("--listen", options->listen,
                      "HOST:PORT (default: 127.0.0.1:8080, this machine only)");
  command->add_option("--tls-cert", options->server.tls_cert_file, "certificate chain, PEM");
  command->add_option("--tls-key", options->server.tls_key_file, "private key, PEM");
  command
      ->add_option("--queue", options->workspace.queue_inputs,
                   "inputs that may wait; beyond it 429")
      ->check(CLI::Range(size_t{1}, size_t{1} << 20));
  command
      ->add_option("--agent-calls", options->workspace.calls_out,
                   "calls of agents that may be out; beyond it 429")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 20));
  command->add_option("--oidc", options->oidc_file,
                      "YAML file of the identity provider that people sign in with");
  command->add_option("--notify", options->notify_file,
                      "YAML file of the mail server that people are told through "
                      "(default: none, in the program alone)");
  command->add_option("--otlp-endpoint", options->traces_to,
                      "send a trace of each run there, over OTLP/HTTP (default: nowhere)");
  command->callback([options, exit] {
    const Status served = Serve(*options);
    *exit = served.ok() ? kExitDone : Fail(served.error());
  });
}

}  // namespace signalbox
