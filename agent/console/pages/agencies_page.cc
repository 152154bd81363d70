// SPDX-License-Identifier: Apache-2.0
//
// Who is connected, from the network file: for practitioners, and the notice
// that tells a family who may ask and answer.
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/pages.h"

namespace kith::console {

HttpResponse ShowAgencies(Visit& visit) {
  if (visit.posted()) {
    return ShowFault(visit, absl::NotFoundError("there is no such page"), "");
  }
  if (visit.directory.agencies().empty()) {
    return ShowFault(visit,
                     absl::UnavailableError("the agent does not answer; ask "
                                            "your agency's IT to start it"),
                     "/agencies");
  }
  View view;
  ViewList cards;
  for (const auto& agency : visit.directory.agencies()) {
    View card;
    card.set("name", View(agency.name()));
    Put(card, "category", agency.category());
    Put(card, "about", agency.about());
    Put(card, "ages", agency.ages());
    Put(card, "covers", agency.area());
    Put(card, "how_to_ask", agency.how_to_ask());
    Put(card, "hours", agency.hours());
    Put(card, "last_confirmed", agency.last_confirmed());
    PutTrue(card, "suspended", agency.suspended());
    cards.push_back(std::move(card));
  }
  PutList(view, "cards", std::move(cards));
  Put(view, "area", visit.directory.area());
  view.set("count", View(absl::StrCat(visit.directory.agencies_size())));
  view.set("desk", View(DeskInWords(visit)));
  ViewList purposes;
  for (const Option& purpose : PurposesAllowed(visit.directory)) {
    View one;
    one.set("text", View(purpose.text));
    purposes.push_back(std::move(one));
  }
  PutList(view, "purposes", std::move(purposes));
  return ShowPage(visit, {.title = "Who is connected", .section = "/agencies"},
                  "agencies", std::move(view));
}

}  // namespace kith::console
