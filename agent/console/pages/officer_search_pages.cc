// SPDX-License-Identifier: Apache-2.0
//
// What the data protection officer looks up: by practitioner, by the person
// asked about, by entry; and what she takes along.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/date_entry.h"
#include "agent/console/pages/officer_views.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/web/embedded.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/officer";
constexpr int kDays = 90;  // Back from today, unless she says otherwise.
// A manager, who reads some of these pages, comes from another.
Frame FrameOf(const Visit& visit, const char* title) {
  const bool officer = visit.Is("dpo");
  return {.title = title,
          .section = kSection,
          .back_href = officer ? "/officer" : "/it",
          .back_text = officer ? "Data protection" : "Connection"};
}

// "since", from the form or 90 days ago.
std::int64_t ReadSince(const Visit& visit, Faults& faults) {
  absl::CivilDay since = visit.today() - kDays;
  if (!visit.form.One("since").empty()) {
    const auto day = ReadDay(visit.form.One("since"), visit.today());
    if (day.ok()) {
      since = *day;
    } else {
      faults.Add("since", InPageWords(day.status()));
    }
  }
  return absl::ToUnixMillis(absl::FromCivil(since, absl::LocalTimeZone()));
}

View SinceField(const Visit& visit, const Faults& faults) {
  return TextField(
      "since",
      {.label = "Since when", .hint = "Empty: the last 90 days", .width = 10},
      visit.form.One("since"), faults);
}

// Only those of one purpose, if one was chosen.
View PurposeField(const Visit& visit, const Faults& faults) {
  std::vector<Option> purposes = {{"", "Any", ""}};
  for (const auto& one : visit.directory.purposes()) {
    purposes.push_back({one.id(), one.label(), ""});
  }
  return SelectField("purpose", {.label = "What for"}, purposes,
                     visit.form.One("purpose"), faults);
}

HttpResponse ByPractitioner(Visit& visit) {
  Faults faults;
  View view;
  if (visit.posted()) {
    desk::v1::ReportPractitionerRequest request;
    request.set_staff(visit.form.One("staff"));
    request.set_since_ms(ReadSince(visit, faults));
    if (request.staff().empty()) {
      faults.Add("staff", "Say whose questions: their name at the desk");
    }
    const auto report = faults.empty()
                            ? visit.desk->ReportPractitioner(request)
                            : absl::StatusOr<desk::v1::ReportPractitionerReply>(
                                  desk::v1::ReportPractitionerReply());
    if (!report.ok()) {
      faults.Add("staff", InPageWords(report.status()));
    } else if (faults.empty()) {
      ViewList rows;
      const std::string purpose = visit.form.One("purpose");
      for (const auto& asked : report->asked()) {
        if (purpose.empty() || asked.purpose() == purpose) {
          rows.push_back(AskedView(visit, asked));
        }
      }
      view.set("count", View(absl::StrCat(rows.size())));
      PutTrue(view, "searched", true);
      PutTrue(view, "any", !rows.empty());
      PutList(view, "rows", std::move(rows));
    }
  }
  view.set(
      "fields",
      View(ViewList{TextField("staff", {.label = "Name at the desk"},
                              visit.form.One("staff"), faults),
                    PurposeField(visit, faults), SinceField(visit, faults)}));
  return ShowPage(visit, FrameOf(visit, "What somebody asked"),
                  "by_practitioner", std::move(view), faults);
}

void AddReport(const Visit& visit, const desk::v1::ReportSubjectReply& report,
               View& view) {
  ViewList others, here, grounds;
  for (const auto& touch : report.asked_by_others()) {
    others.push_back(TouchView(visit, touch));
  }
  for (const auto& asked : report.asked_here()) {
    here.push_back(AskedView(visit, asked));
  }
  for (const auto& ground : report.grounds()) {
    View row;
    row.set("kind", View(ground.kind()));
    Put(row, "said_by", ground.said_by());
    Put(row, "capacity", ground.capacity());
    Put(row, "given", MillisInWords(ground.given_at_ms()));
    Put(row, "until", MillisInWords(ground.until_ms()));
    Put(row, "evidence", ground.evidence());
    PutTrue(row, "withdrawn", ground.withdrawn());
    grounds.push_back(std::move(row));
  }
  PutTrue(view, "searched", true);
  view.set("made", View(MillisInWords(report.made_at_ms())));
  PutTrue(view, "others_any", !others.empty());
  PutList(view, "others", std::move(others));
  PutTrue(view, "here_any", !here.empty());
  PutList(view, "here", std::move(here));
  PutTrue(view, "grounds_any", !grounds.empty());
  PutList(view, "grounds", std::move(grounds));
  if (report.erased() > 0) {
    view.set("erased", View(absl::StrCat(report.erased())));
  }
}

HttpResponse BySubject(Visit& visit) {
  Faults faults;
  View view;
  std::vector<TypedPerson> typed = TypedPeople(visit.form, visit.directory);
  typed.resize(1);
  if (visit.posted()) {
    const auto people =
        ReadPeople(typed, visit.directory, visit.today(), faults);
    desk::v1::ReportSubjectRequest request;
    request.set_since_ms(ReadSince(visit, faults));
    if (!people.empty()) *request.mutable_person() = people[0];
    if (faults.empty()) {
      const auto report = visit.desk->ReportSubject(request);
      if (report.ok()) {
        AddReport(visit, *report, view);
      } else {
        faults.Add("person-1-forename", InPageWords(report.status()));
      }
    }
  }
  View people = PeopleView(typed, visit.directory, faults);
  view.set("people", people);
  view.set("since", View(ViewList{SinceField(visit, faults)}));
  Frame frame = FrameOf(visit, "Who looked somebody up");
  frame.watermark =
      "For the data protection officer: never for release as it "
      "stands";
  return ShowPage(visit, frame, "by_subject", std::move(view), faults);
}

void AddExplained(const desk::v1::ExplainDecisionReply& explained, View& view) {
  PutTrue(view, "explained", true);
  view.set("when", View(MillisInWords(explained.time_ms())));
  view.set("what", View(explained.what()));
  view.set("policy", View(absl::StrCat(explained.policy_id(), ", version ",
                                       explained.policy_version())));
  view.set("rule", View(explained.rule()));
  view.set("rule_now", View(explained.rule_now()));
  view.set("outcome", View(explained.outcome_now()));
  Put(view, "words", explained.words());
  PutTrue(view, "same", explained.same());
  ViewList facts;
  for (const auto& fact : explained.facts()) {
    View one;
    one.set("text", View(fact));
    facts.push_back(std::move(one));
  }
  PutList(view, "facts", std::move(facts));
}

HttpResponse Explain(Visit& visit) {
  Faults faults;
  View view;
  const std::string text =
      (visit.posted() ? visit.form : visit.query).One("entry");
  std::uint64_t entry = 0;
  if (!text.empty() && !absl::SimpleAtoi(text, &entry)) {
    faults.Add("entry", "Type the number of an entry of this agency's log");
  } else if (!text.empty()) {
    desk::v1::ExplainDecisionRequest request;
    request.set_leaf_index(entry);
    const auto explained = visit.desk->ExplainDecision(request);
    if (explained.ok()) {
      AddExplained(*explained, view);
    } else {
      faults.Add("entry", InPageWords(explained.status()));
    }
  }
  view.set("fields",
           View(ViewList{TextField(
               "entry", {.label = "Entry of this agency's log", .width = 10},
               text, faults)}));
  return ShowPage(visit, FrameOf(visit, "Why it was decided so"), "explain",
                  std::move(view), faults);
}

HttpResponse Touches(Visit& visit) {
  const auto touches = visit.desk->ListTouches(desk::v1::ListTouchesRequest());
  if (!touches.ok()) return ShowFault(visit, touches.status(), kSection);
  View view;
  ViewList rows;
  for (auto it = touches->touches().rbegin();
       it != touches->touches().rend() && rows.size() < 200; ++it) {
    rows.push_back(TouchView(visit, *it));
  }
  PutTrue(view, "any", !rows.empty());
  PutList(view, "rows", std::move(rows));
  return ShowPage(visit, FrameOf(visit, "Asked, and told nothing"), "touches",
                  std::move(view));
}

HttpResponse Evidence(Visit& visit) {
  if (!visit.posted()) {
    return ShowPage(visit, FrameOf(visit, "The evidence, and what verifies it"),
                    "evidence", View());
  }
  auto archive = visit.parts.evidence(*visit.desk);
  if (!archive.ok()) return ShowFault(visit, archive.status(), kSection);
  return Download("evidence.tar.gz", "application/gzip", *std::move(archive));
}

HttpResponse Verifier(Visit& visit) {
  const EmbeddedFile* file = FindFile(Programs(), "verify_kith.py");
  if (file == nullptr) {
    return ShowFault(visit, absl::NotFoundError("it is not in this program"),
                     kSection);
  }
  return Download("verify_kith.py", "text/x-python",
                  std::string(file->content));
}

}  // namespace

std::vector<Page> OfficerSearchPages() {
  return {{"/officer/practitioner", true, true, Officers(), ByPractitioner},
          {"/officer/subject", true, true, Officers(), BySubject},
          {"/officer/explain", true, true, {"dpo", "manager"}, Explain},
          {"/officer/touches", true, false, {"dpo", "manager"}, Touches},
          {"/officer/evidence", true, true, Officers(), Evidence},
          {"/officer/verifier", true, false, Officers(), Verifier}};
}

}  // namespace kith::console
