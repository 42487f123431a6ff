#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/cbor.h"
#include "base/hash.h"
#include "policy/policy.h"

namespace signalbox {

namespace {

namespace fs = std::filesystem;

// One file of a bundle: a table of 200,000 rows fits.
constexpr size_t kMaxFileBytes = size_t{16} << 20;
// Files of a bundle, and all their bytes: a bundle is read by people and kept with every version.
constexpr size_t kMaxFiles = 2'000;
constexpr size_t kMaxBundleBytes = size_t{64} << 20;
// A bundle is policy.yaml and flat folders; a folder in a folder in a folder is something else.
constexpr int kMaxFolderDepth = 4;

Status CheckPath(const std::string& path) {
  bool sound = !path.empty() && path.front() != '/' && IsCleanUtf8(path) && path.size() <= 500 &&
               path.find('\\') == std::string::npos;
  for (size_t at = 0; sound && at <= path.size();) {
    size_t end = std::min(path.find('/', at), path.size());
    std::string_view part = std::string_view(path).substr(at, end - at);
    sound = !part.empty() && part != "." && part != "..";
    at = end + 1;
  }
  if (sound) return {};
  return Err(Code::kInvalid, fmt::format("`{}` cannot be a path inside a bundle", path));
}

Result<std::string> ReadFile(const fs::path& path, const std::string& name) {
  std::error_code error;
  auto size = fs::file_size(path, error);
  if (error) return Err(Code::kIo, fmt::format("cannot read `{}`: {}", name, error.message()));
  if (size > kMaxFileBytes) {
    return Err(Code::kInvalid, fmt::format("`{}` is larger than {} MB", name, kMaxFileBytes >> 20));
  }
  std::ifstream in(path, std::ios::binary);
  std::string content(size, '\0');
  in.read(content.data(), static_cast<std::streamsize>(size));
  if (!in || static_cast<size_t>(in.gcount()) != size) {
    return Err(Code::kIo, fmt::format("cannot read `{}`", name));
  }
  return content;
}

// `total` counts the bytes of the whole bundle.
Status ReadFolder(const fs::path& folder, const std::string& prefix, int depth, size_t* total,
                  BundleFiles* files) {
  if (depth > kMaxFolderDepth) {
    return Err(Code::kInvalid, fmt::format("`{}` lies too deep for a bundle", prefix));
  }
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::string name = prefix + it->path().filename().string();
    if (it->path().filename().string().front() == '.') continue;
    SB_TRY(CheckPath(name));
    fs::file_status status = it->symlink_status(error);
    if (error) break;
    if (fs::is_symlink(status)) {
      return Err(Code::kInvalid, fmt::format("`{}` is a link; a bundle holds plain files", name));
    }
    if (fs::is_directory(status)) {
      SB_TRY(ReadFolder(it->path(), name + "/", depth + 1, total, files));
      continue;
    }
    if (!fs::is_regular_file(status)) {
      return Err(Code::kInvalid, fmt::format("`{}` is not a plain file", name));
    }
    if (files->size() >= kMaxFiles) {
      return Err(Code::kInvalid, fmt::format("more than {} files in the bundle", kMaxFiles));
    }
    SB_ASSIGN(std::string content, ReadFile(it->path(), name));
    *total += content.size();
    if (*total > kMaxBundleBytes) {
      return Err(Code::kInvalid,
                 fmt::format("the bundle is larger than {} MB", kMaxBundleBytes >> 20));
    }
    (*files)[name] = std::move(content);
  }
  if (error) {
    return Err(Code::kIo, fmt::format("cannot read `{}`: {}", folder.string(), error.message()));
  }
  return {};
}

// RFC 8949 orders map keys by their encoded bytes: shorter texts first.
std::vector<const BundleFiles::value_type*> InCborOrder(const BundleFiles& files) {
  std::vector<const BundleFiles::value_type*> order;
  for (const auto& file : files) order.push_back(&file);
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    if (a->first.size() != b->first.size()) return a->first.size() < b->first.size();
    return a->first < b->first;
  });
  return order;
}

}  // namespace

Result<BundleFiles> ReadBundle(const std::string& directory) {
  BundleFiles files;
  std::error_code error;
  fs::path root(directory);
  if (!fs::is_regular_file(root / "policy.yaml", error)) {
    return Err(Code::kNotFound, fmt::format("`{}` has no policy.yaml; a bundle is a directory with "
                                            "one",
                                            directory));
  }
  if (fs::is_symlink(root / "policy.yaml", error)) {
    return Err(Code::kInvalid, "`policy.yaml` is a link; a bundle holds plain files");
  }
  SB_ASSIGN(files["policy.yaml"], ReadFile(root / "policy.yaml", "policy.yaml"));
  size_t total = files["policy.yaml"].size();
  // roster/ is workspace data, and nothing decides by matching.yaml (policy/salesforce): both stay
  // out, so that they change no version.
  for (const char* folder : {"tables", "plans", "features", "models", "templates", "tests"}) {
    if (!fs::exists(fs::symlink_status(root / folder, error))) continue;
    if (fs::is_symlink(root / folder, error) || !fs::is_directory(root / folder, error)) {
      return Err(Code::kInvalid, fmt::format("`{}` is not a folder", folder));
    }
    SB_TRY(ReadFolder(root / folder, std::string(folder) + "/", 1, &total, &files));
  }
  return files;
}

Digest BundleHash(const BundleFiles& files) {
  return Sha256(PackBundle(files));
}

std::string VersionName(const Digest& hash) {
  return ToHex(View(hash)).substr(0, 12);
}

Bytes PackBundle(const BundleFiles& files) {
  Bytes out;
  CborWriter writer(&out);
  const auto order = InCborOrder(files);
  writer.Map(order.size());
  for (const auto* file : order) {
    writer.Text(file->first);
    writer.Blob(file->second);
  }
  return out;
}

Result<BundleFiles> UnpackBundle(BytesView bytes) {
  CborReader reader(bytes);
  BundleFiles files;
  size_t count = reader.Map();
  for (size_t i = 0; i < count && reader.ok(); ++i) {
    std::string path(reader.Text());
    BytesView content = reader.Blob();
    if (!reader.ok()) break;
    SB_TRY(CheckPath(path));
    files.insert_or_assign(std::move(path), std::string(content));
  }
  if (!reader.AtEnd()) {
    return Err(Code::kCorrupt, "these bytes are not a packed policy bundle");
  }
  return files;
}

}  // namespace signalbox
