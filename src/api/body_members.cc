#include "api/body_members.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "intake/json_place.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

// Keeps the names of the objects that are open.
class MemberNames : public nlohmann::json_sax<Json> {
 public:
  const std::optional<std::string>& repeated() const { return repeated_; }

  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool key(std::string& name) override {
    const bool added = open_.back().names.insert(name).second;
    open_.back().last = name;
    if (added) return true;
    std::string path;
    for (const Object& object : open_) path += (path.empty() ? "" : ".") + object.last;
    repeated_ = std::move(path);
    return false;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  struct Object {
    std::set<std::string> names;
    std::string last;
  };
  std::vector<Object> open_;
  std::optional<std::string> repeated_;
};

// The pointer of `path`, whose names are parted by dots; nothing where there is no such member.
std::optional<std::string> PointerTo(const Json& root, std::string_view path) {
  std::string pointer;
  const Json* here = &root;
  while (true) {
    const std::string_view name = path.substr(0, path.find('.'));
    if (!here->is_object()) return std::nullopt;
    const auto at = here->find(name);
    if (at == here->end()) return std::nullopt;
    pointer += '/';
    for (const char c : name) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    if (name.size() == path.size()) return pointer;
    path.remove_prefix(name.size() + 1);
    here = &*at;
  }
}

bool IsMeantAsJson(const HttpRequest& request) {
  const std::string_view type = request.Header("Content-Type");
  return type.empty() || type.find("json") != std::string_view::npos;
}

}  // namespace

std::string PointerOfDetail(std::string_view json, std::string_view detail) {
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object()) return {};
  for (size_t open = detail.find('`'); open != std::string_view::npos;) {
    const size_t close = detail.find('`', open + 1);
    if (close == std::string_view::npos) return {};
    const std::string_view named = detail.substr(open + 1, close - open - 1);
    // A name may have a dot in it.
    if (root.contains(named) && named.find('.') != std::string_view::npos)
      return "/" + std::string(named);
    if (std::optional<std::string> pointer = PointerTo(root, named)) return *std::move(pointer);
    open = detail.find('`', close + 1);
  }
  return {};
}

void PlaceProblem(const HttpRequest& request, HttpResponse* response) {
  const bool sends = request.method == Method::kPost || request.method == Method::kPut ||
                     request.method == Method::kPatch;
  if (response->status != 400 || !sends || !IsMeantAsJson(request)) return;
  auto problem = nlohmann::ordered_json::parse(response->body, nullptr, false);
  if (!problem.is_object() || problem.contains("pointer") || !problem.contains("detail")) return;
  const std::string detail = problem["detail"].get<std::string>();
  problem["pointer"] = PointerOfDetail(request.body, detail);
  if (!request.body.empty() && !Json::accept(request.body)) {
    if (const std::optional<JsonFault> fault = FindJsonFault(request.body))
      problem["detail"] = fault->words + "; " + detail;
  }
  response->body = problem.dump();
}

std::optional<std::string> RepeatedMember(std::string_view json) {
  const size_t begin = json.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (json[begin] != '{' && json[begin] != '['))
    return std::nullopt;
  MemberNames names;
  Json::sax_parse(json.begin(), json.end(), &names);
  return names.repeated();
}

}  // namespace signalbox
