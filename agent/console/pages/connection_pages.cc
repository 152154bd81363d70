// SPDX-License-Identifier: Apache-2.0
//
// The page of the agency's IT: what works and what does not, as `kith doctor`
// says it, and how far publishing is.
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/console/pages/officer_views.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/it";

void AddPublishing(const Visit& visit, View& view) {
  desk::v1::PublishProgress last;
  // The first message says how it stands; this page is loaded again for more.
  const auto watched = visit.desk->WatchPublishingOnce();
  if (!watched.ok()) return;
  last = *watched;
  if (last.done()) {
    view.set("publishing",
             View(absl::StrCat("Publishing is done: ", last.present(),
                               " rows are in the index.")));
  } else {
    view.set(
        "publishing",
        View(absl::StrCat(
            "Publishing: ", last.present(), " of ", last.wanted(), " rows; ",
            last.people_waiting(), " of ", last.people_total(), " people wait.",
            last.waiting_for().empty()
                ? ""
                : absl::StrCat(" It waits for ", last.waiting_for(), "."))));
  }
}

HttpResponse Connection(Visit& visit) {
  View view;
  const auto own = visit.parts.own_health();
  const auto doctor = visit.desk->Doctor(desk::v1::DoctorRequest());
  if (doctor.ok()) {
    PutList(view, "agent", StatementViews(doctor->statements()));
  } else {
    view.set("agent_fault", View(InPageWords(doctor.status())));
  }
  PutList(view, "console", StatementViews(own));
  view.set("version", View(visit.parts.version));
  view.set("network",
           View(absl::StrCat(visit.directory.partnership(), ", version ",
                             visit.directory.version())));
  PutTrue(view, "test_network", visit.directory.test_network());
  PutTrue(view, "manager", visit.Is("manager"));
  if (doctor.ok() && (visit.Is("manager") || visit.Is("dpo"))) {
    PutTrue(view, "held", HeldIn(*doctor) != nullptr);
  }
  if (visit.Is("it")) AddPublishing(visit, view);
  return ShowPage(visit, {.title = "Connection", .section = kSection}, "it",
                  std::move(view));
}

}  // namespace

std::vector<Page> ConnectionPages() {
  return {{"/it", true, false, {"it", "dpo", "manager"}, Connection}};
}

}  // namespace kith::console
