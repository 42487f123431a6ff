#include "reference/iso_codes.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace signalbox::reference {
namespace {

Result<nlohmann::json> ReadList(const std::string& path, const char* key) {
  std::ifstream file(path);
  if (!file) {
    return Err(Code::kIo, "cannot read `" + path + "`; install the package `iso-codes`");
  }
  try {
    nlohmann::json document = nlohmann::json::parse(file);
    return std::move(document.at(key));
  } catch (const nlohmann::json::exception& fault) {
    return Err(Code::kCorrupt, "`" + path + "` is not a list of iso-codes: " + fault.what());
  }
}

}  // namespace

Result<IsoCodes> ReadIsoCodes(const std::string& folder) {
  SB_ASSIGN(const nlohmann::json countries, ReadList(folder + "/iso_3166-1.json", "3166-1"));
  SB_ASSIGN(const nlohmann::json subdivisions, ReadList(folder + "/iso_3166-2.json", "3166-2"));
  IsoCodes out;
  try {
    for (const nlohmann::json& row : countries) {
      IsoCountry country{row.at("alpha_2"), row.at("alpha_3"), {row.at("name")}};
      for (const char* key : {"common_name", "official_name"}) {
        if (row.contains(key)) country.names.push_back(row.at(key));
      }
      out.countries.push_back(std::move(country));
    }
    for (const nlohmann::json& row : subdivisions) {
      const std::string code = row.at("code");
      const size_t dash = code.find('-');
      if (dash == std::string::npos) continue;
      out.subdivisions.push_back({code.substr(0, dash), code.substr(dash + 1), row.at("name")});
    }
  } catch (const nlohmann::json::exception& fault) {
    return Err(Code::kCorrupt, "`" + folder + "` is not what iso-codes writes: " + fault.what());
  }
  return out;
}

}  // namespace signalbox::reference
