// The web console: static files that the binary carries, made from console/ when it is built.
//
// Open to anybody, because they hold no data: the console asks the API on its reader's behalf.
// Files under /assets/ are named by their content's hash and are kept for a year; the document is
// asked for anew each time. Every path from /console on answers the document, however odd: it shows
// the page, or says that there is none.
#pragma once

#include <span>
#include <string_view>

namespace signalbox {

class Router;

// As tools/build_console.py wrote it; views of the program itself.
struct ConsoleFile {
  std::string_view path;  // `index.html`, `assets/index-B1c2d3.js`
  std::string_view plain;
  std::string_view gzip;  // the same, compressed (RFC 1952)
};

// Without files, or without `index.html`, `/` says that this build has no console.
void AddConsoleRoutes(std::span<const ConsoleFile> files, Router* router);

}  // namespace signalbox
