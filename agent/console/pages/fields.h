// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_FIELDS_H_
#define KITH_AGENT_CONSOLE_PAGES_FIELDS_H_

#include <string>
#include <utility>
#include <vector>

#include "agent/console/http/form.h"
#include "agent/console/pages/view.h"

// The fields of forms, as templates/_field.mustache draws them.
namespace kith::console {

// What is wrong with a form: the field's id and what to do, in the order of the
// page.
class Faults {
 public:
  void Add(const std::string& id, const std::string& words) {
    all_.emplace_back(id, words);
  }
  bool empty() const { return all_.empty(); }
  // Empty if nothing is wrong with it.
  std::string Of(const std::string& id) const;
  // For the frame's error summary.
  ViewList Items() const;

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// One value of several, and how it is shown.
struct Option {
  std::string value;
  std::string text;
  std::string hint;
};

struct FieldWords {
  std::string label;
  std::string hint;
  // Drawn so wide, in characters: 2, 3, 4, 5, 10, 20 or 30; 0 for the whole.
  int width = 20;
  std::string autocomplete;  // "off" unless said.
  std::string type;          // "text" unless said.
  std::string inputmode;
};

// A line of text. `id` is its name in the form, too.
View TextField(const std::string& id, const FieldWords& words,
               const std::string& value, const Faults& faults);
// One of several: all of them on the page.
View RadioField(const std::string& id, const FieldWords& words,
                const std::vector<Option>& options, const std::string& chosen,
                const Faults& faults);
// Any of several.
View CheckboxField(const std::string& id, const FieldWords& words,
                   const std::vector<Option>& options,
                   const std::vector<std::string>& chosen,
                   const Faults& faults);
// One of many.
View SelectField(const std::string& id, const FieldWords& words,
                 const std::vector<Option>& options, const std::string& chosen,
                 const Faults& faults);
// Several lines.
View AreaField(const std::string& id, const FieldWords& words,
               const std::string& value, const Faults& faults);

// A hidden value that the form sends back.
View HiddenField(const std::string& name, const std::string& value);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_FIELDS_H_
