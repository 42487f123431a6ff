#include "main/match_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "base/ascii.h"
#include "base/counted.h"
#include "intake/byte_source.h"
#include "intake/columns.h"
#include "intake/csv.h"
#include "intake/written_value.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "main/readable_text.h"
#include "reference/fold.h"

namespace signalbox {
namespace {

struct NamedMatchField {
  std::string_view name;  // as ComparableName gives it
  MatchField field;
};

constexpr NamedMatchField kMatchColumns[] = {
    {"accountid", MatchField::kId},
    {"leadid", MatchField::kId},
    {"id", MatchField::kId},
    {"recid", MatchField::kId},
    {"recordid", MatchField::kId},
    {"uniqueid", MatchField::kId},
    {"contactid", MatchField::kId},
    {"customerid", MatchField::kId},
    {"companyid", MatchField::kId},
    {"accountnumber", MatchField::kId},
    {"leadnumber", MatchField::kId},
    {"kontoid", MatchField::kId},
    {"kundennummer", MatchField::kId},
    {"kundennr", MatchField::kId},
    {"identifiant", MatchField::kId},
    {"company", MatchField::kName},
    {"companyaccount", MatchField::kName},
    {"companyname", MatchField::kName},
    {"accountname", MatchField::kName},
    {"organisation", MatchField::kName},
    {"organization", MatchField::kName},
    {"account", MatchField::kName},
    {"legalname", MatchField::kName},
    {"companylegalname", MatchField::kName},
    {"businessname", MatchField::kName},
    {"tradename", MatchField::kName},
    {"customername", MatchField::kName},
    {"employer", MatchField::kName},
    {"organizationname", MatchField::kName},
    {"organisationname", MatchField::kName},
    {"accountcompany", MatchField::kName},
    {"firma", MatchField::kName},
    {"firmenname", MatchField::kName},
    {"firmaname", MatchField::kName},
    {"unternehmen", MatchField::kName},
    {"raisonsociale", MatchField::kName},
    {"societe", MatchField::kName},
    {"entreprise", MatchField::kName},
    {"nomentreprise", MatchField::kName},
    {"empresa", MatchField::kName},
    {"razonsocial", MatchField::kName},
    {"ragionesociale", MatchField::kName},
    {"azienda", MatchField::kName},
    {"name", MatchField::kName},
    {"website", MatchField::kWebsite},
    {"domain", MatchField::kWebsite},
    {"companydomain", MatchField::kWebsite},
    {"companydomainname", MatchField::kWebsite},
    {"websiteurl", MatchField::kWebsite},
    {"url", MatchField::kWebsite},
    {"web", MatchField::kWebsite},
    {"companywebsite", MatchField::kWebsite},
    {"companyurl", MatchField::kWebsite},
    {"homepage", MatchField::kWebsite},
    {"webaddress", MatchField::kWebsite},
    {"webseite", MatchField::kWebsite},
    {"siteweb", MatchField::kWebsite},
    {"siteinternet", MatchField::kWebsite},
    {"sitioweb", MatchField::kWebsite},
    {"sitoweb", MatchField::kWebsite},
    {"internet", MatchField::kWebsite},
    {"email", MatchField::kEmail},
    {"emailaddress", MatchField::kEmail},
    {"mail", MatchField::kEmail},
    {"workemail", MatchField::kEmail},
    {"businessemail", MatchField::kEmail},
    {"companyemail", MatchField::kEmail},
    {"contactemail", MatchField::kEmail},
    {"courriel", MatchField::kEmail},
    {"adressemail", MatchField::kEmail},
    {"emailadresse", MatchField::kEmail},
    {"correo", MatchField::kEmail},
    {"correoelectronico", MatchField::kEmail},
    {"phone", MatchField::kPhone},
    {"phonenumber", MatchField::kPhone},
    {"telephone", MatchField::kPhone},
    {"tel", MatchField::kPhone},
    {"companyphone", MatchField::kPhone},
    {"phone1", MatchField::kPhone},
    {"mainphone", MatchField::kPhone},
    {"workphone", MatchField::kPhone},
    {"businessphone", MatchField::kPhone},
    {"officephone", MatchField::kPhone},
    {"contactphone", MatchField::kPhone},
    {"telephonenumber", MatchField::kPhone},
    {"telefon", MatchField::kPhone},
    {"telefonnummer", MatchField::kPhone},
    {"telefono", MatchField::kPhone},
    {"numerodetelephone", MatchField::kPhone},
    {"street", MatchField::kStreet},
    {"address", MatchField::kStreet},
    {"addr", MatchField::kStreet},
    {"address1", MatchField::kStreet},
    {"streetaddress", MatchField::kStreet},
    {"billingstreet", MatchField::kStreet},
    {"addressline1", MatchField::kStreet},
    {"street1", MatchField::kStreet},
    {"billingaddress", MatchField::kStreet},
    {"billingaddressline1", MatchField::kStreet},
    {"billingaddress1", MatchField::kStreet},
    {"mailingstreet", MatchField::kStreet},
    {"mailingaddress", MatchField::kStreet},
    {"strasse", MatchField::kStreet},
    {"adresse", MatchField::kStreet},
    {"rue", MatchField::kStreet},
    {"direccion", MatchField::kStreet},
    {"calle", MatchField::kStreet},
    {"indirizzo", MatchField::kStreet},
    {"streetnumber", MatchField::kHouseNumber},
    {"housenumber", MatchField::kHouseNumber},
    {"hausnummer", MatchField::kHouseNumber},
    {"address2", MatchField::kDistrict},
    {"district", MatchField::kDistrict},
    {"addressline2", MatchField::kDistrict},
    {"street2", MatchField::kDistrict},
    {"billingaddressline2", MatchField::kDistrict},
    {"billingaddress2", MatchField::kDistrict},
    {"postalcode", MatchField::kPostalCode},
    {"postcode", MatchField::kPostalCode},
    {"zip", MatchField::kPostalCode},
    {"zipcode", MatchField::kPostalCode},
    {"billingpostalcode", MatchField::kPostalCode},
    {"billingzip", MatchField::kPostalCode},
    {"billingzipcode", MatchField::kPostalCode},
    {"zippostalcode", MatchField::kPostalCode},
    {"billingzippostalcode", MatchField::kPostalCode},
    {"postal", MatchField::kPostalCode},
    {"mailingpostalcode", MatchField::kPostalCode},
    {"mailingzippostalcode", MatchField::kPostalCode},
    {"pincode", MatchField::kPostalCode},
    {"plz", MatchField::kPostalCode},
    {"postleitzahl", MatchField::kPostalCode},
    {"codepostal", MatchField::kPostalCode},
    {"codigopostal", MatchField::kPostalCode},
    {"cap", MatchField::kPostalCode},
    {"city", MatchField::kCity},
    {"town", MatchField::kCity},
    {"suburb", MatchField::kCity},
    {"billingcity", MatchField::kCity},
    {"mailingcity", MatchField::kCity},
    {"locality", MatchField::kCity},
    {"ort", MatchField::kCity},
    {"stadt", MatchField::kCity},
    {"ville", MatchField::kCity},
    {"ciudad", MatchField::kCity},
    {"citta", MatchField::kCity},
    {"state", MatchField::kState},
    {"province", MatchField::kState},
    {"region", MatchField::kState},
    {"billingstate", MatchField::kState},
    {"stateprovince", MatchField::kState},
    {"stateregion", MatchField::kState},
    {"billingstateprovince", MatchField::kState},
    {"mailingstate", MatchField::kState},
    {"mailingstateprovince", MatchField::kState},
    {"country", MatchField::kCountry},
    {"countrycode", MatchField::kCountry},
    {"billingcountry", MatchField::kCountry},
    {"mailingcountry", MatchField::kCountry},
    {"countryregion", MatchField::kCountry},
    {"countryname", MatchField::kCountry},
    {"land", MatchField::kCountry},
    {"pays", MatchField::kCountry},
    {"pais", MatchField::kCountry},
    {"paese", MatchField::kCountry},
    {"parent", MatchField::kParent},
    {"parentid", MatchField::kParent},
    {"parentaccountid", MatchField::kParent},
    {"parentaccount", MatchField::kParent},
    {"parentaccountnumber", MatchField::kParent},
    {"parentcompanyid", MatchField::kParent},
    {"parentrecordid", MatchField::kParent},
    {"owner", MatchField::kOwner},
    {"ownerid", MatchField::kOwner},
    {"accountowner", MatchField::kOwner},
    {"companyowner", MatchField::kOwner},
    {"recordowner", MatchField::kOwner},
    {"givenname", MatchField::kGivenName},
    {"firstname", MatchField::kGivenName},
    {"forename", MatchField::kGivenName},
    {"vorname", MatchField::kGivenName},
    {"prenom", MatchField::kGivenName},
    {"surname", MatchField::kSurname},
    {"lastname", MatchField::kSurname},
    {"familyname", MatchField::kSurname},
    {"nachname", MatchField::kSurname},
    {"birthdate", MatchField::kBirthDate},
    {"dateofbirth", MatchField::kBirthDate},
    {"dob", MatchField::kBirthDate},
    {"birthday", MatchField::kBirthDate},
    {"nationalid", MatchField::kNationalId},
    {"socsecid", MatchField::kNationalId},
    {"ssn", MatchField::kNationalId},
    {"socialsecuritynumber", MatchField::kNationalId},
};

// `Straße` and `Téléphone` in plain letters.
std::string ColumnKey(std::string_view name) {
  return ComparableName(reference::Fold(name));
}

std::optional<MatchField> FieldOf(std::string_view name) {
  const std::string comparable = ColumnKey(name);
  for (const NamedMatchField& one : kMatchColumns) {
    if (one.name == comparable) return one.field;
  }
  return std::nullopt;
}

// Whether a column names a record of the other file.
bool IsForeign(std::string_view name, MatchTableKind kind) {
  if (kind == MatchTableKind::kLeads)
    return name == "accountid" || name == "companyid" || name == "accountnumber";
  return kind == MatchTableKind::kAccounts && (name == "leadid" || name == "leadnumber");
}

// What each column of a file becomes. Of several columns for one field, the first of kMatchColumns
// is taken (`company` before `name`) and the others are not read.
class ColumnPlan {
 public:
  static Result<ColumnPlan> Make(const std::vector<std::string>& headers, const ColumnMap& map,
                                 MatchTableKind kind, std::vector<std::string>* missing) {
    ColumnPlan plan;
    plan.names_ = headers;
    for (const auto& [column, field] : map.columns) {
      const size_t place = Place(headers, column, map.header);
      if (!FieldOf(field)) {
        return Err(Code::kInvalid, "column `" + column + "`: unknown field `" + field +
                                       "`; use names such as id, name, website, phone, surname");
      }
      if (place == kNoColumn) {
        missing->push_back(column);
      } else {
        plan.names_[place] = field;
      }
    }
    for (const std::string& column : map.ignore) {
      const size_t place = Place(headers, column, map.header);
      if (place != kNoColumn) plan.names_[place].clear();
    }
    // A lead's `account_id` is the account that it has already, and an account's `lead_id` whence
    // it came.
    const auto is_foreign = [&](size_t i) {
      return map.header && IsForeign(ComparableName(headers[i]), kind);
    };
    for (size_t i = 0; i < headers.size(); ++i) {
      if (is_foreign(i) && plan.names_[i] == headers[i]) plan.names_[i].clear();
    }
    plan.columns_.fill(kNoColumn);
    for (const NamedMatchField& known : kMatchColumns) {
      size_t& column = plan.columns_[static_cast<size_t>(known.field)];
      for (size_t i = 0; i < headers.size() && column == kNoColumn; ++i) {
        if (ColumnKey(plan.names_[i]) == known.name) column = i;
      }
    }
    return plan;
  }

  bool Has(MatchField field) const { return columns_[static_cast<size_t>(field)] != kNoColumn; }

  MatchRecord Read(const std::vector<std::string_view>& cells) const {
    MatchRecord record;
    for (size_t i = 0; i < kMatchFields; ++i) {
      if (columns_[i] < cells.size()) record.fields[i] = TrimBlanks(cells[columns_[i]]);
    }
    return record;
  }

 private:
  static constexpr size_t kNoColumn = ~size_t{0};

  static size_t Place(const std::vector<std::string>& headers, const std::string& column,
                      bool has_header) {
    for (size_t i = 0; has_header && i < headers.size(); ++i) {
      if (ColumnKey(headers[i]) == ColumnKey(column)) return i;
    }
    size_t number = 0;
    const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), number);
    const bool is_number = error == std::errc() && end == column.data() + column.size();
    return is_number && number >= 1 && number <= headers.size() ? number - 1 : kNoColumn;
  }

  std::vector<std::string> names_;
  std::array<size_t, kMatchFields> columns_{};
};

// Rows are counted as people count them: without the header, and with those that cannot be read.
void TakeRow(const CsvRow& row, const ColumnPlan& plan, MatchTable* table) {
  MatchRecord record = plan.Read(row.fields);
  std::string& id = record[MatchField::kId];
  const size_t place = table->records.size() + table->faults.size() + 1;
  if (id.empty()) id = "row-" + std::to_string(place);
  table->records.push_back(std::move(record));
}

// More records than any list of leads or accounts that a command is run over.
constexpr size_t kMaxMatchRows = 5'000'000;

Status TakeRows(CsvReader* reader, const std::string& name, const ColumnMap& map,
                MatchTableKind kind, MatchTable* table) {
  CsvRow row;
  SB_ASSIGN(bool more, reader->Next(&row));
  if (!more) return Err(Code::kInvalid, "it is empty");
  if (!row.fault.empty()) return Err(Code::kInvalid, "line 1: " + row.fault);
  const std::vector<std::string> headers(row.fields.begin(), row.fields.end());
  SB_ASSIGN(const ColumnPlan plan, ColumnPlan::Make(headers, map, kind, &table->missing));
  table->has_company = plan.Has(MatchField::kName);
  table->has_person = plan.Has(MatchField::kSurname) || plan.Has(MatchField::kGivenName) ||
                      plan.Has(MatchField::kBirthDate);
  if (!table->has_company && !table->has_person && !plan.Has(MatchField::kEmail) &&
      !plan.Has(MatchField::kWebsite) && !plan.Has(MatchField::kPhone)) {
    return Err(Code::kInvalid,
               "no column can be compared; expected `name`, `website`, `email`, `phone`, "
               "`surname` or others, or give `--map FILE`");
  }
  if (!map.header) TakeRow(row, plan, table);
  while (true) {
    SB_ASSIGN(more, reader->Next(&row));
    if (!more) return {};
    if (table->records.size() >= kMaxMatchRows) {
      return Err(Code::kInvalid, "more than " + std::to_string(kMaxMatchRows) + " rows");
    }
    if (row.fault.empty()) {
      TakeRow(row, plan, table);
    } else {
      table->faults.push_back(name + ":" + std::to_string(row.line) + ": " + row.fault);
    }
  }
}

}  // namespace

Result<ColumnMap> ReadMatchMap(const std::string& path) {
  if (path.empty()) return ColumnMap{};
  Result<std::string> text = ReadWhole(path);
  if (!text.ok()) return text.error();
  Result<ColumnMap> map = ParseColumnMap(*text);
  if (!map.ok()) return Within(path, map.error());
  return map;
}

Result<MatchTable> ReadMatchTable(const std::string& path, const ColumnMap& map,
                                  MatchTableKind kind) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  Result<std::string> text = ReadWhole(path);
  if (!text.ok()) return text.error();
  MatchTable table;
  if (const size_t mended = MakeReadable(&*text); mended > 0) {
    table.notes.push_back(name + ": " + Counted(static_cast<int64_t>(mended), "byte") +
                          " not UTF-8 and read as Windows-1252");
  }
  TextSource source(*text);
  CsvReader reader(&source, map.delimiter);
  if (const Status taken = TakeRows(&reader, name, map, kind, &table); !taken.ok()) {
    return Within(name, taken.error());
  }
  if (kind != MatchTableKind::kRecords && !table.has_company) {
    table.notes.push_back(name + ": it has no column `" +
                          (kind == MatchTableKind::kLeads ? "company" : "name") +
                          "`; only domain, phone and address are compared");
  }
  return table;
}

Result<const PairWeights*> WeightsOf(const std::string& kind, bool people) {
  if (kind.empty()) return people ? &kPersonWeights : &kCompanyWeights;
  if (kind == "companies") return &kCompanyWeights;
  if (kind == "places") return &kPlaceWeights;
  if (kind == "people") return &kPersonWeights;
  return Err(Code::kInvalid, "unknown kind `" + kind + "`; use companies, places or people");
}

Status CheckMap(std::span<const MatchTable* const> tables) {
  for (const std::string& column : tables.front()->missing) {
    const bool nowhere = std::ranges::all_of(tables, [&](const MatchTable* table) {
      return std::ranges::find(table->missing, column) != table->missing.end();
    });
    if (nowhere) {
      return Err(Code::kInvalid, "the map names column `" + column +
                                     "`, which no file has; use a header or a number from 1");
    }
  }
  return {};
}

void PrintMatchTable(const MatchTable& table) {
  for (const std::string& note : table.notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  PrintLeftOut(table.faults);
}

}  // namespace signalbox
