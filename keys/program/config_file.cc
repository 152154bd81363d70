// SPDX-License-Identifier: Apache-2.0
#include "keys/program/config_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "keys/credential.h"
#include "keys/program/account_name.h"

namespace kith {
namespace {

class FirstFault : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty()) {
      text = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ",
                          message);
    }
  }
  std::string text;
};

}  // namespace

absl::Status ReadConfigFile(const std::string& path,
                            google::protobuf::Message& config) {
  std::error_code error;
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream && errno == EACCES) {
    return absl::PermissionDeniedError(
        absl::StrCat(path, ": the account ", AccountName(geteuid()),
                     " may not read it; run this as the account of the "
                     "program, or as root"));
  }
  // A folder opens and cannot be read.
  if (!stream || !std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(
        absl::StrCat("no configuration at ", path,
                     "; name one with --config, see docs/operate"));
  }
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  FirstFault fault;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  if (!parser.ParseFromString(text, &config)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", fault.text));
  }
  return absl::OkStatus();
}

std::string ResolvePath(const std::string& config_path, absl::string_view path,
                        absl::string_view fallback) {
  if (NamesCredential(path)) return CredentialPath(path);
  const std::filesystem::path wanted(
      std::string(path.empty() ? fallback : path));
  if (wanted.is_absolute()) return wanted;
  return std::filesystem::path(config_path).parent_path() / wanted;
}

}  // namespace kith
