// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/rejected_csv.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace kith::agent {
namespace {

void AppendRow(absl::Span<const std::string> own,
               absl::Span<const std::string> original, std::string& out) {
  bool first = true;
  for (const absl::Span<const std::string> fields : {own, original}) {
    for (const std::string& field : fields) {
      if (!first) out.push_back(',');
      absl::StrAppend(&out, CsvField(field));
      first = false;
    }
  }
  absl::StrAppend(&out, "\r\n");
}

bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(file) == 0;
}

}  // namespace

std::string RejectedCsvPath(const std::string& path) {
  absl::string_view stem = path;
  if (absl::EndsWithIgnoreCase(stem, ".csv")) stem.remove_suffix(4);
  return absl::StrCat(stem, ".rejected.csv");
}

std::string CsvField(absl::string_view text) {
  const bool formula =
      !text.empty() && absl::StrContains("=+-@\t\r", text.front());
  const std::string safe = absl::StrCat(formula ? "'" : "", text);
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return absl::StrCat("\"", absl::StrReplaceAll(safe, {{"\"", "\"\""}}), "\"");
}

std::string RejectedCsv(absl::Span<const std::string> header,
                        absl::Span<const RowFault> faults) {
  std::string out;
  AppendRow({"line", "column", "reason"}, header, out);
  for (const RowFault& fault : faults) {
    AppendRow({absl::StrCat(fault.line), fault.column, fault.reason},
              fault.fields, out);
  }
  return out;
}

std::string IdentifiersCsv(absl::Span<const RowNote> notes) {
  std::string out;
  if (notes.empty()) return out;
  AppendRow({"line", "column", "reason"}, {}, out);
  for (const RowNote& note : notes) {
    AppendRow({absl::StrCat(note.line), note.column, note.reason}, {}, out);
  }
  return out;
}

absl::Status WriteRejectedCsv(const std::string& path,
                              absl::Span<const std::string> header,
                              absl::Span<const RowFault> faults) {
  const std::string draft = absl::StrCat(path, ".part");
  const int file =
      open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
           S_IRUSR | S_IWUSR);
  if (file < 0) return absl::UnavailableError("rejected rows: cannot write");
  const bool written = WriteAll(file, RejectedCsv(header, faults));
  close(file);
  if (written && std::rename(draft.c_str(), path.c_str()) == 0) {
    return absl::OkStatus();
  }
  unlink(draft.c_str());
  return absl::UnavailableError("rejected rows: cannot write");
}

}  // namespace kith::agent
