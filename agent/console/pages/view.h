// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_VIEW_H_
#define KITH_AGENT_CONSOLE_PAGES_VIEW_H_

#include <kainjow/mustache.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

// What a template is filled with. Every text is escaped where it is put in, and
// loses what turns the direction of writing.
namespace kith::console {

using View = kainjow::mustache::data;
using ViewList = kainjow::mustache::list;

// Sets a text; one that is empty is left out, so that a template's section
// about it is, too.
inline void Put(View& view, const std::string& name, const std::string& text) {
  if (!text.empty()) view.set(name, View(text));
}
inline void PutTrue(View& view, const std::string& name, bool holds) {
  if (holds) view.set(name, View(true));
}
// Sets a list; one that is empty is left out.
inline void PutList(View& view, const std::string& name, ViewList list) {
  if (!list.empty()) view.set(name, View(std::move(list)));
}

// The template `name` ("check.mustache" is "check"), filled. Templates whose
// names begin with "_" can be used inside it. A template that does not exist,
// or is broken, ends the program: templates are compiled in, and each is
// rendered in a test.
std::string RenderTemplate(absl::string_view name, View view);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_VIEW_H_
