// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/visit.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/web/embedded.h"
#include "agent/desk_client/answer_words.h"

namespace kith::console {
namespace {

// An asset's address changes with its content, so that a browser may keep it.
std::string AddressOf(absl::string_view asset) {
  const EmbeddedFile* file = FindFile(Assets(), asset);
  return absl::StrCat("/assets/", asset,
                      "?v=", file == nullptr ? "" : file->etag.substr(0, 16));
}

struct Section {
  const char* href;
  const char* text;
  // Any of these roles.
  std::vector<const char*> roles;
};

const std::vector<Section>& Sections() {
  static const auto& sections = *new std::vector<Section>{
      {"/check", "Check", {"practitioner", "front-door", "lead-practitioner"}},
      {"/families",
       "Families we support",
       {"practitioner", "lead-practitioner", "manager"}},
      {"/agencies",
       "Who is connected",
       {"practitioner", "front-door", "lead-practitioner", "manager", "dpo",
        "it"}},
      {"/officer", "Data protection", {"dpo"}},
      {"/it", "Connection", {"it", "dpo", "manager"}}};
  return sections;
}

const char* TitleOf(const absl::Status& fault) {
  switch (fault.code()) {
    case absl::StatusCode::kNotFound:
      return "There is no such page or record here";
    case absl::StatusCode::kPermissionDenied:
      return "You may not do this";
    case absl::StatusCode::kUnauthenticated:
      return "You are not known at this agency's desk";
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
      return "This cannot be done as it is";
    case absl::StatusCode::kResourceExhausted:
      return "That is too much at once";
    default:
      return "It did not work. This is not an answer";
  }
}

int HttpStatusOf(const absl::Status& fault) {
  switch (fault.code()) {
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return 403;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
      return 400;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    default:
      return 503;
  }
}

}  // namespace

bool Visit::Is(absl::string_view role) const {
  return session.has_value() &&
         std::find(session->who.roles.begin(), session->who.roles.end(),
                   role) != session->who.roles.end();
}

absl::CivilDay Visit::today() const {
  return absl::ToCivilDay(now(), absl::LocalTimeZone());
}

std::string DeskInWords(const Visit& visit) {
  const auto& desk = visit.directory.desk();
  return absl::StrCat(desk.name(), ", ", desk.telephone(), " (", desk.hours(),
                      ")");
}

ViewList WordingViews(const Visit& visit) {
  ViewList wordings;
  for (const auto& wording : visit.directory.consent_wordings()) {
    View one;
    one.set("language", View(wording.language()));
    one.set("text", View(wording.text()));
    PutTrue(one, "draft", wording.checked_by().empty());
    wordings.push_back(std::move(one));
  }
  return wordings;
}

ViewList NavigationFor(const Visit& visit, const std::string& section) {
  ViewList entries;
  for (const Section& one : Sections()) {
    if (!std::any_of(one.roles.begin(), one.roles.end(),
                     [&](const char* role) { return visit.Is(role); })) {
      continue;
    }
    View entry;
    entry.set("href", View(one.href));
    entry.set("text", View(one.text));
    PutTrue(entry, "current", section == one.href);
    entries.push_back(std::move(entry));
  }
  return entries;
}

HttpResponse ShowPage(const Visit& visit, const Frame& frame,
                      absl::string_view name, View view, const Faults& faults) {
  const std::string token =
      visit.session ? visit.session->form_token : std::string();
  view.set("form_token", View(token));
  View page;
  page.set("title", View(frame.title));
  page.set("agency", View(visit.directory.agency_name()));
  page.set("css", View(AddressOf("console.css")));
  page.set("js", View(AddressOf("console.js")));
  page.set("icon", View(AddressOf("favicon.svg")));
  Put(page, "refresh", frame.refresh);
  Put(page, "watermark", frame.watermark);
  if (visit.session) {
    View signed_in;
    signed_in.set("name", View(visit.session->who.staff));
    signed_in.set("form_token", View(token));
    page.set("signed_in", signed_in);
    PutList(page, "nav", NavigationFor(visit, frame.section));
  }
  // Before the agent has ever answered nobody knows the network's own number.
  page.set("danger",
           View(visit.directory.has_desk()
                    ? desk::Sentence(visit.directory.desk().danger_now())
                    : "Ring the emergency services."));
  if (!frame.back_href.empty()) {
    View back;
    back.set("href", View(frame.back_href));
    back.set("text", View(frame.back_text));
    page.set("back", back);
  }
  if (!faults.empty()) {
    View errors;
    PutList(errors, "items", faults.Items());
    page.set("errors", errors);
  }
  page.set("content", View(RenderTemplate(name, std::move(view))));
  HttpResponse response;
  response.status = frame.status;
  response.body = RenderTemplate("layout", std::move(page));
  return response;
}

HttpResponse ShowFault(const Visit& visit, const absl::Status& fault,
                       const std::string& section) {
  View view;
  view.set("heading", View(TitleOf(fault)));
  view.set("words", View(InPageWords(fault)));
  if (visit.directory.has_desk()) {
    view.set("desk", View(DeskInWords(visit)));
  }
  return ShowPage(visit,
                  {.title = TitleOf(fault),
                   .section = section,
                   .status = HttpStatusOf(fault)},
                  "fault", std::move(view));
}

HttpResponse GoTo(const std::string& path) {
  HttpResponse response;
  response.status = 303;
  response.headers.push_back({"Location", path});
  return response;
}

HttpResponse GoToAndSay(const Visit& visit, const std::string& path,
                        const std::string& words) {
  visit.parts.notices.Put(visit.session->number, words);
  return GoTo(path);
}

HttpResponse Download(const std::string& name, const std::string& type,
                      std::string content) {
  HttpResponse response;
  response.content_type = type;
  response.body = std::move(content);
  response.headers.push_back(
      {"Content-Disposition", absl::StrCat("attachment; filename=", name)});
  return response;
}

std::string TimeInWords(absl::Time time) {
  return absl::FormatTime("%-d %b %Y, %H:%M", time, absl::LocalTimeZone());
}

std::string MillisInWords(std::int64_t milliseconds) {
  return milliseconds == 0 ? ""
                           : TimeInWords(absl::FromUnixMillis(milliseconds));
}

}  // namespace kith::console
