// The API of one workspace: its routes and everything that serves them. What a request means is in
// the routes_*.cc; sockets are http_server.h's.
//
// Made after the workspace and its views, ended before them. Stop the HTTP server first: then
// Stop() ends streams and threads.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "api/http_message.h"
#include "api/http_responder.h"
#include "workspace/holdings.h"

namespace signalbox {

class AccessBook;
class HttpServer;
struct ConsoleFile;
class NoticeDesk;
class OidcClient;
class ReadingLog;
class Router;
class TraceExporter;
class Views;

class ApiService {
 public:
  // Who may come in, and where what they read is recorded, outlive the service too. `console` is
  // what it serves to browsers, of the program itself.
  ApiService(Workspace& workspace, Views& views, AccessBook& book, ReadingLog& readings,
             std::span<const ConsoleFile> console, OidcClient* oidc = nullptr,
             NoticeDesk* notices = nullptr);
  ~ApiService();

  // The Handler, and the Admission below, of the server. Any thread.
  void Handle(const HttpRequest& request, Responder responder) const;
  // The Handler of the control socket: whoever may open that file owns the workspace, so no token
  // is asked for.
  void HandleLocal(const HttpRequest& request, Responder responder) const;
  std::optional<HttpResponse> Admit(const HttpRequest& request) const;
  const Router& router() const;

  // Whose connections the metrics count; outlives the requests.
  void Watch(const HttpServer& server);
  // Whose spans they count; outlives the requests.
  void Watch(const TraceExporter& exporter);

  // Which leads somebody has, for what is done beside requests; until Stop.
  LeadsOwned leads_owned() const;

  // Ends event streams, so that a stopping server need not wait for them.
  void EndStreams();
  void Stop();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace signalbox
