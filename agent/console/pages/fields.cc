// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/fields.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

// What every kind of field has.
View Field(const std::string& id, const FieldWords& words,
           const Faults& faults) {
  View field;
  field.set("id", View(id));
  field.set("label", View(words.label));
  Put(field, "hint", words.hint);
  const std::string fault = faults.Of(id);
  Put(field, "error", fault);
  std::string described;
  if (!words.hint.empty()) described = absl::StrCat(id, "-hint");
  if (!fault.empty()) {
    absl::StrAppend(&described, described.empty() ? "" : " ", id, "-error");
  }
  Put(field, "described", described);
  return field;
}

ViewList Items(const std::string& id, const std::vector<Option>& options,
               const std::vector<std::string>& chosen) {
  ViewList items;
  for (const Option& option : options) {
    View item;
    // The first has the field's own id: an error's link leads to it.
    item.set(
        "item_id",
        View(items.empty() ? id : absl::StrCat(id, "-", items.size() + 1)));
    item.set("name", View(id));
    item.set("value", View(option.value));
    item.set("text", View(option.text));
    Put(item, "item_hint", option.hint);
    PutTrue(
        item, "chosen",
        std::find(chosen.begin(), chosen.end(), option.value) != chosen.end());
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace

std::string Faults::Of(const std::string& id) const {
  for (const auto& [field, words] : all_) {
    if (field == id) return words;
  }
  return "";
}

ViewList Faults::Items() const {
  ViewList items;
  for (const auto& [id, words] : all_) {
    View item;
    item.set("href", View(absl::StrCat("#", id)));
    item.set("text", View(words));
    items.push_back(std::move(item));
  }
  return items;
}

View TextField(const std::string& id, const FieldWords& words,
               const std::string& value, const Faults& faults) {
  View field = Field(id, words, faults);
  PutTrue(field, "is_text", true);
  field.set("value", View(value));
  field.set("type", View(words.type.empty() ? "text" : words.type));
  field.set("autocomplete",
            View(words.autocomplete.empty() ? "off" : words.autocomplete));
  Put(field, "inputmode", words.inputmode);
  if (words.width != 0) field.set("width", View(absl::StrCat(words.width)));
  return field;
}

View RadioField(const std::string& id, const FieldWords& words,
                const std::vector<Option>& options, const std::string& chosen,
                const Faults& faults) {
  View field = Field(id, words, faults);
  PutTrue(field, "is_radios", true);
  PutList(field, "items", Items(id, options, {chosen}));
  return field;
}

View CheckboxField(const std::string& id, const FieldWords& words,
                   const std::vector<Option>& options,
                   const std::vector<std::string>& chosen,
                   const Faults& faults) {
  View field = Field(id, words, faults);
  PutTrue(field, "is_checkboxes", true);
  PutList(field, "items", Items(id, options, chosen));
  return field;
}

View SelectField(const std::string& id, const FieldWords& words,
                 const std::vector<Option>& options, const std::string& chosen,
                 const Faults& faults) {
  View field = Field(id, words, faults);
  PutTrue(field, "is_select", true);
  PutList(field, "items", Items(id, options, {chosen}));
  return field;
}

View AreaField(const std::string& id, const FieldWords& words,
               const std::string& value, const Faults& faults) {
  View field = Field(id, words, faults);
  PutTrue(field, "is_area", true);
  field.set("value", View(value));
  return field;
}

View HiddenField(const std::string& name, const std::string& value) {
  View field;
  PutTrue(field, "is_hidden", true);
  field.set("id", View(name));
  field.set("value", View(value));
  return field;
}

}  // namespace kith::console
