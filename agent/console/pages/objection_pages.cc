// SPDX-License-Identifier: Apache-2.0
//
// Somebody objects to what is shared; a manager decides. Until then nothing is
// said.
#include <utility>

#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/pages/supported.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/families";

Frame FrameOf(const char* title) {
  return {.title = title,
          .section = kSection,
          .back_href = "/families",
          .back_text = "Families we support"};
}

HttpResponse ShowObjection(const Visit& visit, const Supported& supported,
                           const Faults& faults) {
  View view;
  view.set("ref", View(supported.person.involvement_ref()));
  view.set("fields",
           View(ViewList{
               FamilyField(supported, visit.form, faults),
               RadioField("capacity", {.label = "Who objects?"}, WhoMaySpeak(),
                          visit.form.One("capacity"), faults),
               TextField("said_by",
                         {.label = "Who was it, in a word",
                          .hint = "For example: father. No name."},
                         visit.form.One("said_by"), faults)}));
  return ShowPage(visit, FrameOf("Somebody objects"), "objection",
                  std::move(view), faults);
}

HttpResponse Objection(Visit& visit) {
  const auto supported = FindSupported(
      visit, visit.posted() ? visit.form.One("ref") : visit.query.One("ref"));
  if (!supported.ok()) return ShowFault(visit, supported.status(), kSection);
  if (!visit.posted()) return ShowObjection(visit, *supported, {});
  Faults faults;
  desk::v1::RecordObjectionRequest request;
  for (auto& person : ChosenOf(*supported, visit.form)) {
    *request.add_people() = std::move(person);
  }
  request.set_capacity(visit.form.One("capacity"));
  request.set_said_by(visit.form.One("said_by"));
  if (request.people().empty()) faults.Add("who", "Choose whom it is about");
  if (request.capacity().empty()) faults.Add("capacity", "Choose who objects");
  if (request.said_by().empty()) {
    faults.Add("said_by", "Say who it was, in a word: father");
  }
  if (faults.empty()) {
    const auto recorded = visit.desk->RecordObjection(request);
    if (recorded.ok()) {
      return GoToAndSay(visit, "/families",
                        "Nothing is told of them any more, until a manager has "
                        "decided.");
    }
    faults.Add("who", InPageWords(recorded.status()));
  }
  return ShowObjection(visit, *supported, faults);
}

HttpResponse ShowDecision(const Visit& visit, const std::string& reference,
                          const Faults& faults) {
  View view;
  view.set("reference", View(reference));
  view.set("fields",
           View(ViewList{
               RadioField("decision", {.label = "What is decided?"},
                          {{"withhold", "Nothing is told", ""},
                           {"share", "It is told all the same", ""}},
                          visit.form.One("decision"), faults),
               AreaField("reason",
                         {.label = "Why",
                          .hint = "Stays in this agency. At most 500 bytes."},
                         visit.form.One("reason"), faults)}));
  return ShowPage(visit, FrameOf("Decide on an objection"), "decision",
                  std::move(view), faults);
}

HttpResponse Decide(Visit& visit) {
  const std::string reference = visit.posted() ? visit.form.One("reference")
                                               : visit.query.One("reference");
  if (!visit.posted()) return ShowDecision(visit, reference, {});
  Faults faults;
  desk::v1::DecideObjectionRequest request;
  request.set_reference(reference);
  request.set_decision(visit.form.One("decision"));
  request.set_reason(visit.form.One("reason"));
  if (request.decision().empty()) {
    faults.Add("decision", "Choose what is decided");
  }
  if (request.reason().empty()) faults.Add("reason", "Say why");
  if (faults.empty()) {
    const auto decided = visit.desk->DecideObjection(request);
    if (decided.ok()) {
      return GoToAndSay(visit, "/families",
                        "It is decided, and written into the log.");
    }
    faults.Add("decision", InPageWords(decided.status()));
  }
  return ShowDecision(visit, reference, faults);
}

}  // namespace

std::vector<Page> ObjectionPages() {
  return {{"/families/objection", true, true, Workers(), Objection},
          {"/families/objection/decide", true, true, {"manager"}, Decide}};
}

}  // namespace kith::console
