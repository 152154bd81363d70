// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/strict_json.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 16;

// Goes through the text without building anything, and stops at the first
// thing that two readers may read otherwise.
class Strict final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(); }
  bool start_array(std::size_t) override { return Open(); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override { return keys_.back().insert(name).second; }
  bool parse_error(std::size_t, const std::string&,
                   const json::exception&) override {
    return false;
  }

 private:
  bool Open() {
    keys_.emplace_back();
    return keys_.size() <= kDeepest;
  }
  bool Close() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;
};

}  // namespace

absl::StatusOr<json> ParseObject(absl::string_view text, std::size_t most) {
  if (text.size() > most) {
    return absl::InvalidArgumentError("JSON that is too long");
  }
  Strict strict;
  const char* const end = text.data() + text.size();
  if (!json::sax_parse(text.data(), end, &strict)) {
    return absl::InvalidArgumentError(
        "no JSON, nested too deep, or with a key twice");
  }
  json object = json::parse(text.data(), end, nullptr, false);
  if (!object.is_object()) {
    return absl::InvalidArgumentError("no JSON object");
  }
  return object;
}

absl::StatusOr<std::string> StringIn(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::string();
  if (!found->is_string()) {
    return absl::InvalidArgumentError(absl::StrCat(key, ": not a string"));
  }
  return found->get<std::string>();
}

}  // namespace kith::console
