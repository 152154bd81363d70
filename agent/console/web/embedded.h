// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_WEB_EMBEDDED_H_
#define KITH_AGENT_CONSOLE_WEB_EMBEDDED_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// What the console serves and renders, carried inside the program: nothing is
// read from a disk, so nobody can change a page there.
namespace kith::console {

struct EmbeddedFile {
  absl::string_view name;  // Without folder: "console.css", "layout.mustache".
  absl::string_view
      content;       // Its bytes; text is UTF-8. Lives as long as the program.
  std::string etag;  // SHA-256 of the content, 64 hex digits, without quotes.
};

// "console.css", "console.js", "favicon.svg", in the order of their names.
absl::Span<const EmbeddedFile> Assets();

// Every agent/console/templates/*.mustache, in the order of their names.
absl::Span<const EmbeddedFile> Templates();

// "verify_kith.py": to be taken along, not served beside the pages.
absl::Span<const EmbeddedFile> Programs();

// The file of that name, or nullptr. Names are compared whole: no path leads
// out.
const EmbeddedFile* FindFile(absl::Span<const EmbeddedFile> files,
                             absl::string_view name);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_WEB_EMBEDDED_H_
