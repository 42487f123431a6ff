#include "api/body_members.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

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

}  // namespace

std::optional<std::string> RepeatedMember(std::string_view json) {
  const size_t begin = json.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (json[begin] != '{' && json[begin] != '['))
    return std::nullopt;
  MemberNames names;
  Json::sax_parse(json.begin(), json.end(), &names);
  return names.repeated();
}

}  // namespace signalbox
