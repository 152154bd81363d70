// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_JSON_H_
#define KITH_DEPLOY_KITH_JSON_H_

#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>
#include <string>

namespace kith::deploy {

// A message as JSON: every field by its name in the proto, in the proto's
// order, absent ones with their default; numbers are numbers, bytes base64.
nlohmann::ordered_json ToJson(const google::protobuf::Message& message);

// Indented, with a line end; bytes that are not UTF-8 become U+FFFD.
std::string Pretty(const nlohmann::ordered_json& value);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_JSON_H_
