// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/family_files.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::uint64_t kProgressEvery = 4096;

// Quotes where a comma or a quote would part a field.
std::string Quoted(const std::string& field) {
  if (field.find_first_of(",\"") == std::string::npos) return field;
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

class CsvFile {
 public:
  explicit CsvFile(const std::string& path)
      : path_(path), out_(path, std::ios::binary | std::ios::trunc) {
    Write(FamilyColumns());
  }

  void Write(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
      absl::StrAppend(&line, line.empty() ? "" : ",", Quoted(field));
    }
    out_ << line << '\n';
  }

  absl::Status Close() {
    out_.close();
    if (!out_.fail()) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat(path_, ": cannot be written"));
  }

 private:
  const std::string path_;
  std::ofstream out_;
};

absl::Status WriteMap(const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << FamilyColumnMap();
  out.close();
  if (!out.fail()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
}

}  // namespace

absl::StatusOr<FamilyFileCounts> WriteFamilyFiles(
    const FamilyOptions& options, const std::string& folder,
    const std::function<void(std::uint64_t)>& progress) {
  std::error_code ignored;  // The files themselves say what is wrong.
  std::filesystem::create_directories(folder, ignored);
  KITH_RETURN_IF_ERROR(WriteMap(absl::StrCat(folder, "/map.textproto")));
  CsvFile index(absl::StrCat(folder, "/index.csv"));
  CsvFile query(absl::StrCat(folder, "/query.csv"));
  FamilyFileCounts counts;
  KITH_RETURN_IF_ERROR(MakeFamilyRows(
      options, [&](Side side, const std::vector<std::string>& fields) {
        const bool indexed = side == Side::kIndex;
        (indexed ? index : query).Write(fields);
        ++(indexed ? counts.indexed : counts.asked);
        if (indexed && counts.indexed % kProgressEvery == 0) {
          progress(counts.indexed);
        }
        return absl::OkStatus();
      }));
  KITH_RETURN_IF_ERROR(index.Close());
  KITH_RETURN_IF_ERROR(query.Close());
  return counts;
}

}  // namespace kith::deploy
