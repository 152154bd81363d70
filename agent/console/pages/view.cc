// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/view.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/web/embedded.h"

namespace kith::console {
namespace {

constexpr absl::string_view kEnding = ".mustache";

[[noreturn]] void Broken(absl::string_view name, const std::string& why) {
  std::cerr << "kith-console: template " << name << ": " << why << "\n";
  std::abort();
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
  AddPartials(view);
  std::string text = form.render(view);
  if (!form.is_valid()) Broken(name, form.error_message());
  return text;
}

}  // namespace kith::console
