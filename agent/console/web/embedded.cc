// SPDX-License-Identifier: Apache-2.0
#include "agent/console/web/embedded.h"

namespace kith::console {

const EmbeddedFile* FindFile(absl::Span<const EmbeddedFile> files,
                             absl::string_view name) {
  for (const EmbeddedFile& file : files) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

}  // namespace kith::console
