// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_VISIT_H_
#define KITH_AGENT_CONSOLE_PAGES_VISIT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "agent/console/http/form.h"
#include "agent/console/http/message.h"
#include "agent/console/pages/answers.h"
#include "agent/console/pages/fields.h"
#include "agent/console/pages/notices.h"
#include "agent/console/pages/view.h"
#include "agent/console/signin/sessions.h"
#include "agent/desk_client/desk_client.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"

namespace kith::console {

// The agency's evidence as one file, evidence.tar.gz.
using EvidenceMaker =
    std::function<absl::StatusOr<std::string>(desk::DeskClient&)>;

// What pages work with; made by console.cc, and outlives every visit.
struct PageParts {
  Answers& answers;
  Notices& notices;
  const Clock& clock;
  Executor& workers;  // For questions that are being asked.
  std::string version;
  std::function<std::vector<desk::v1::Statement>()> own_health;
  EvidenceMaker evidence;
};

// One request of somebody who is signed in, or of anybody to a page that all
// may read.
struct Visit {
  const PageParts& parts;
  const HttpRequest& request;
  Form query;
  Form form;  // What was posted; empty for a GET.
  std::optional<Session> session;
  desk::v1::GetDirectoryReply directory;
  // For whoever is signed in; the console's own account otherwise.
  std::shared_ptr<desk::DeskClient> desk;

  bool posted() const { return request.method == "POST"; }
  bool Is(absl::string_view role) const;
  absl::Time now() const { return parts.clock.Now(); }
  absl::CivilDay today() const;
};

// How a page is framed (templates/layout.mustache).
struct Frame {
  std::string title;
  // The navigation's entry that this page belongs to: its href.
  std::string section;
  std::string back_href;
  std::string back_text;
  std::string refresh;
  std::string watermark;
  int status = 200;
};

// `view` in template `name`, in the frame; with what is wrong on top.
HttpResponse ShowPage(const Visit& visit, const Frame& frame,
                      absl::string_view name, View view,
                      const Faults& faults = {});

// A failure of the agent's in plain words, with what to do: never an answer.
HttpResponse ShowFault(const Visit& visit, const absl::Status& fault,
                       const std::string& section);

// To another page of the console, by GET. `path` is one of ours, written here.
HttpResponse GoTo(const std::string& path);

// The same, and says there, once, what was done.
HttpResponse GoToAndSay(const Visit& visit, const std::string& path,
                        const std::string& words);

// A file to keep, never to be shown inside a page.
HttpResponse Download(const std::string& name, const std::string& type,
                      std::string content);

// "28 Nov 2026, 14:02"
std::string TimeInWords(absl::Time time);
std::string MillisInWords(std::int64_t milliseconds);

// "Early Help hub, 01632 960 100 (Mon-Fri 8-6)"
std::string DeskInWords(const Visit& visit);

// What is read to a family before they agree, in each language there is.
ViewList WordingViews(const Visit& visit);

// Who may use a page of the navigation, and which ones there are for them.
ViewList NavigationFor(const Visit& visit, const std::string& section);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_VISIT_H_
