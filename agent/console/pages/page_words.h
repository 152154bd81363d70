// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_PAGE_WORDS_H_
#define KITH_AGENT_CONSOLE_PAGES_PAGE_WORDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kith::console {

// What the agent says, for somebody at a page: without the name of the field in
// front ("away_until: "), without what to type at a terminal, where a socket
// lies or which setting to change. A sentence; never empty.
std::string InPageWords(absl::string_view message);

// The same of a failure.
std::string InPageWords(const absl::Status& status);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_PAGE_WORDS_H_
