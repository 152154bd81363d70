// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/csv_reader.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";

absl::Status FileFault(std::int64_t line, absl::string_view cause) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", cause));
}

// Splits bytes into rows of raw fields. Not thread-safe; used once.
class Splitter {
 public:
  explicit Splitter(absl::string_view bytes) : rest_(bytes) {}

  bool Done() const { return at_ >= rest_.size(); }

  // Whether the row read last had a line end behind it.
  bool Ended() const { return ended_; }

  absl::StatusOr<CsvRow> NextRow() {
    CsvRow row;
    row.line = line_;
    ended_ = false;
    for (bool more = true; more;) {
      if (row.fields.size() == kMaxColumns) {
        return FileFault(row.line, "more than 1024 columns");
      }
      KITH_ASSIGN_OR_RETURN(std::string field, NextField(row));
      row.fields.push_back(std::move(field));
      more = !Done() && rest_[at_] == ',';
      if (more) ++at_;
    }
    SkipLineEnd();
    return row;
  }

 private:
  absl::StatusOr<std::string> NextField(CsvRow& row) {
    std::string field;
    if (!Done() && rest_[at_] == '"') {
      KITH_RETURN_IF_ERROR(ReadQuoted(field));
      if (ReadPlain(field) && row.fault.empty()) {
        row.fault = "text after a closing quote";
        row.fault_field = static_cast<int>(row.fields.size());
      }
    } else {
      ReadPlain(field);
    }
    if (field.size() > kMaxFieldBytes) {
      return FileFault(line_, "a field is longer than 64 KiB");
    }
    return field;
  }

  // Up to the next comma or line end; whether anything was there.
  bool ReadPlain(std::string& field) {
    const std::size_t from = at_;
    at_ = std::min(rest_.find_first_of(",\r\n", at_), rest_.size());
    field.append(rest_.data() + from, at_ - from);
    return at_ > from;
  }

  absl::Status ReadQuoted(std::string& field) {
    const std::int64_t opened = line_;
    for (++at_; !Done(); ++at_) {
      const char c = rest_[at_];
      const char next = at_ + 1 < rest_.size() ? rest_[at_ + 1] : '\0';
      if (c == '"' && next != '"') {
        ++at_;
        return absl::OkStatus();
      }
      if (c == '"') ++at_;
      if (c == '\n' || (c == '\r' && next != '\n')) ++line_;
      if (field.size() > kMaxFieldBytes) break;
      field.push_back(c);
    }
    // A quote never closed swallows the file: say where it was opened.
    return FileFault(opened, Done() ? "a quote is never closed"
                                    : "a field is longer than 64 KiB");
  }

  void SkipLineEnd() {
    if (Done()) return;
    ended_ = true;
    ++line_;
    at_ += absl::StartsWith(rest_.substr(at_), "\r\n") ? 2 : 1;
  }

  absl::string_view rest_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  bool ended_ = false;
};

bool IsEmptyLine(const CsvRow& row) {
  return row.fields.size() == 1 &&
         absl::StripAsciiWhitespace(row.fields[0]).empty();
}

// Rows of raw bytes, the header first.
absl::StatusOr<std::vector<CsvRow>> Split(absl::string_view bytes) {
  std::vector<CsvRow> rows;
  Splitter splitter(bytes);
  while (!splitter.Done()) {
    KITH_ASSIGN_OR_RETURN(CsvRow row, splitter.NextRow());
    if (IsEmptyLine(row)) continue;
    if (!rows.empty() && row.fields.size() != rows[0].fields.size()) {
      const bool fewer = row.fields.size() < rows[0].fields.size();
      if (fewer && splitter.Done() && !splitter.Ended()) {
        return FileFault(row.line, "the last row is incomplete");
      }
      row.fault = absl::StrCat("has ", row.fields.size(),
                               " fields, the header ", rows[0].fields.size());
      row.fault_field = -1;
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return FileFault(1, "there is no header");
  return rows;
}

// By number: without a header these are somebody's details, and this is logged.
absl::Status CheckHeader(const std::vector<std::string>& header) {
  absl::flat_hash_map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty()) continue;
    const auto [first, is_new] = numbers.emplace(header[i], i + 1);
    if (is_new) continue;
    return FileFault(1, absl::StrCat("columns ", first->second, " and ", i + 1,
                                     " have the same name; if these are no "
                                     "names, the header line is missing"));
  }
  if (numbers.empty()) return FileFault(1, "there is no header");
  return absl::OkStatus();
}

// What the fields say about the file, as they are met.
class Vote {
 public:
  explicit Vote(bool has_mark) : utf8_(has_mark), has_mark_(has_mark) {}

  void Count(CsvRow& row) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      const FieldEncoding field = ClassifyField(row.fields[i]);
      utf8_ = utf8_ || field == FieldEncoding::kUtf8;
      if (field == FieldEncoding::kUtf8 && first_utf8_ == 0) {
        first_utf8_ = row.line;
      }
      if (field == FieldEncoding::kWindows1252 && first_1252_ == 0) {
        first_1252_ = row.line;
      }
      if (field == FieldEncoding::kUnreadable && row.fault.empty()) {
        row.fault = "unreadable bytes";
        row.fault_field = static_cast<int>(i);
      }
    }
  }

  absl::StatusOr<Encoding> Result() const {
    if (!utf8_)
      return first_1252_ == 0 ? Encoding::kUtf8 : Encoding::kWindows1252;
    if (first_1252_ == 0) return Encoding::kUtf8;
    const std::int64_t utf8_line = has_mark_ ? 1 : first_utf8_;
    return FileFault(
        std::max(first_1252_, utf8_line),
        absl::StrCat("two encodings in one file: line ", utf8_line,
                     " is UTF-8, line ", first_1252_, " Windows-1252"));
  }

 private:
  bool utf8_;
  bool has_mark_;
  std::int64_t first_utf8_ = 0;
  std::int64_t first_1252_ = 0;
};

absl::Status CheckBytes(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xFE") ||
      absl::StartsWith(bytes, "\xFE\xFF")) {
    return FileFault(1, "the file is UTF-16; save it as UTF-8");
  }
  const std::size_t nul = bytes.find('\0');
  if (nul == absl::string_view::npos) return absl::OkStatus();
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + nul, '\n');
  return FileFault(line, "a NUL byte");
}

}  // namespace

absl::StatusOr<CsvTable> ParseCsv(absl::string_view bytes) {
  KITH_RETURN_IF_ERROR(CheckBytes(bytes));
  const bool has_mark = absl::StartsWith(bytes, kUtf8Mark);
  if (has_mark) bytes.remove_prefix(kUtf8Mark.size());
  KITH_ASSIGN_OR_RETURN(std::vector<CsvRow> rows, Split(bytes));
  Vote vote(has_mark);
  for (CsvRow& row : rows) vote.Count(row);
  CsvTable table;
  KITH_ASSIGN_OR_RETURN(table.encoding, vote.Result());
  for (CsvRow& row : rows) {
    for (std::string& field : row.fields) {
      field = DecodeField(field, table.encoding);
    }
  }
  for (const std::string& name : rows[0].fields) {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(name);
    table.header.emplace_back(trimmed.data(), trimmed.size());
  }
  KITH_RETURN_IF_ERROR(CheckHeader(table.header));
  if (!rows[0].fault.empty()) return FileFault(1, rows[0].fault);
  rows.erase(rows.begin());
  table.rows = std::move(rows);
  return table;
}

}  // namespace kith::agent
