// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_CONFIG_FILE_H_
#define KITH_KEYS_PROGRAM_CONFIG_FILE_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kith {

// Reads a text protobuf file into `config`. NOT_FOUND if there is none;
// PERMISSION_DENIED, naming the account, if that of this process may not read
// it; INVALID_ARGUMENT with the line of the first fault, an unknown field
// included.
absl::Status ReadConfigFile(const std::string& path,
                            google::protobuf::Message& config);

// `path`, or `fallback` if it is empty, relative to the folder of the
// configuration file it stands in; "credential:NAME" where systemd has put it
// (keys/credential.h).
std::string ResolvePath(const std::string& config_path, absl::string_view path,
                        absl::string_view fallback);

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_CONFIG_FILE_H_
