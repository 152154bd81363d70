// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_HTTP_FORM_H_
#define KITH_AGENT_CONSOLE_HTTP_FORM_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::console {

// The fields of a form, or of what stands behind the '?'. What was typed is
// trimmed of outer blanks; control characters become blanks, except that lines
// stay apart.
class Form {
 public:
  // INVALID_ARGUMENT for more than 200 fields, a value of more than 2,000
  // bytes, a broken %-code, or text that is not UTF-8.
  static absl::StatusOr<Form> Parse(absl::string_view encoded);

  // The field's value; empty if there is none. If a form sends one twice that
  // is read once, the first counts.
  std::string One(const std::string& name) const;
  // All values, in order: of checkboxes.
  std::vector<std::string> All(const std::string& name) const;
  // The lines of a field of several, as they were typed.
  std::vector<std::string> Lines(const std::string& name) const;
  bool Has(const std::string& name) const { return fields_.contains(name); }

 private:
  std::map<std::string, std::vector<std::string>> fields_;
};

// A value as it goes behind a '?': letters, digits and -_. as they are.
std::string EncodeQueryValue(absl::string_view value);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_HTTP_FORM_H_
