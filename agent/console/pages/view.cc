// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/view.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "agent/console/web/embedded.h"

namespace kith::console {
namespace {

constexpr absl::string_view kEnding = ".mustache";

[[noreturn]] void Broken(absl::string_view name, const std::string& why) {
  std::cerr << "kith-console: template " << name << ": " << why << "\n";
  std::abort();
}

// For HTML, and without what makes the words after it read in another order
// than they stand in: they are another agency's, or a stranger's.
std::string Escape(const std::string& text) {
  static const auto& dropped =
      *new std::vector<std::pair<absl::string_view, absl::string_view>>{
          {"\u202a", ""}, {"\u202b", ""}, {"\u202c", ""},
          {"\u202d", ""}, {"\u202e", ""}, {"\u2066", ""},
          {"\u2067", ""}, {"\u2068", ""}, {"\u2069", ""}};
  return kainjow::mustache::html_escape(absl::StrReplaceAll(text, dropped));
}

void AddPartials(View& view) {
  for (const EmbeddedFile& file : Templates()) {
    if (!absl::StartsWith(file.name, "_")) continue;
    const std::string name(
        file.name.substr(0, file.name.size() - kEnding.size()));
    view.set(name, View(kainjow::mustache::partial(
                       [text = file.content] { return std::string(text); })));
  }
}

}  // namespace

std::string RenderTemplate(absl::string_view name, View view) {
  const EmbeddedFile* file = FindFile(Templates(), absl::StrCat(name, kEnding));
  if (file == nullptr) Broken(name, "there is none");
  kainjow::mustache::mustache form{std::string(file->content)};
  form.set_custom_escape(Escape);
  AddPartials(view);
  std::string text = form.render(view);
  if (!form.is_valid()) Broken(name, form.error_message());
  return text;
}

}  // namespace kith::console
