// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_ANSWER_VIEW_H_
#define KITH_AGENT_CONSOLE_PAGES_ANSWER_VIEW_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "agent/console/pages/view.h"
#include "agent/desk_client/answer_words.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::console {

// An answer as a page shows it (templates/answer.mustache): one of involved,
// nothing found, not asked, could not be asked. In the same words as the
// command's.
View AnswerView(const desk::v1::CheckReply& reply,
                const std::vector<desk::v1::Person>& people,
                absl::TimeZone zone);

// What did you do next; `chosen` may be empty.
void AddNextSteps(View& view, const std::string& chosen);

// "answered: 2 services are involved": a line of a list.
std::string AnswerInALine(const desk::v1::CheckReply& reply);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_ANSWER_VIEW_H_
