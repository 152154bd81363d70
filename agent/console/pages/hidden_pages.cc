// SPDX-License-Identifier: Apache-2.0
//
// After the agency's database was lost: a manager or the data protection
// officer says that whoever was shielded or told apart is so again. Until then
// the agent answers nobody.
#include <utility>

#include "agent/console/pages/officer_views.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/it";
constexpr char kYes[] = "yes";

HttpResponse ShowHidden(const Visit& visit, const Faults& faults) {
  const auto doctor = visit.desk->Doctor(desk::v1::DoctorRequest());
  if (!doctor.ok()) return ShowFault(visit, doctor.status(), kSection);
  View view;
  const desk::v1::Statement* const held = HeldIn(*doctor);
  if (held != nullptr) view.set("held", View(held->words()));
  view.set("fields", View(ViewList{CheckboxField(
                         "again", {.label = "What do you say?"},
                         {{kYes, "Whoever was hidden or told apart is so again",
                           "It is logged with your name."}},
                         visit.form.All("again"), faults)}));
  return ShowPage(visit,
                  {.title = "Hidden people after a loss",
                   .section = kSection,
                   .back_href = "/it",
                   .back_text = "Connection"},
                  "hidden", std::move(view), faults);
}

HttpResponse Hidden(Visit& visit) {
  if (!visit.posted()) return ShowHidden(visit, {});
  Faults faults;
  if (visit.form.One("again") != kYes) {
    faults.Add("again", "Say that they are, or go back");
    return ShowHidden(visit, faults);
  }
  const auto confirmed =
      visit.desk->ConfirmShields(desk::v1::ConfirmShieldsRequest());
  if (confirmed.ok()) return GoTo("/it");
  faults.Add("again", InPageWords(confirmed.status()));
  return ShowHidden(visit, faults);
}

}  // namespace

std::vector<Page> HiddenPages() {
  return {{"/it/hidden", true, true, {"manager", "dpo"}, Hidden}};
}

}  // namespace kith::console
