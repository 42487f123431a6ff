// An agent that answers every call at once, for measuring what a step outside the process costs.
// Prints `listening on PORT`; ends with its standard input.
#include <cstdio>

#include "api/http_server.h"
#include "base/clock.h"

int main() {
  using namespace signalbox;
  const SystemClock clock;
  HttpServer server(
      {},
      [](const HttpRequest&, Responder responder) {
        HttpResponse response;
        response.headers.emplace_back("Content-Type", "application/json");
        response.body =
            R"({"outcome":"ok","output":{"score":77},"confidence":1,"evidence":[],"model_ids":[]})";
        responder.Send(std::move(response));
      },
      clock);
  const Result<int> port = server.Start();
  if (!port.ok()) {
    std::fprintf(stderr, "%s\n", port.error().message.c_str());
    return 3;
  }
  std::printf("listening on %d\n", *port);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  server.Stop();
  return 0;
}
